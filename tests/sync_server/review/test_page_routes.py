"""Every page under every role; what stands around every answer; and no way to what is another team's."""

from collections.abc import Callable

import pytest

from sync_server.review.page import Page
from sync_server.review.pages import PAGES
from tests.sync_server.organisation import PASSWORD, make_save, new_id
from tests.sync_server.review.test_hostile_forms import filled
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
ROLES = ("nobody", "halfway", "rep", "supervisor", "other", "admin")
NAMES = {"rep": "王丽", "supervisor": "周敏", "other": "吴刚", "admin": "Admin"}
OPEN = {
    "/review/sign-in",
    "/review/welcome/{code:str}",
    "/review/language",
    "/review/style.css",
    "/review/icon.svg",
}
OF_SIGNING_IN = {"/review/second-factor", "/review/recovery-code"}
OF_ALL = {
    "/review",
    "/review/account",
    "/review/password",
    "/review/recovery-codes",
    "/review/confirm",
    "/review/set-up",
    "/review/set-up/picture.svg",
}
OF_ADMINS = {
    "/review/rules/new",
    "/review/new-person",
    "/review/people/{user:str}/link",
    "/review/people/{user:str}/team",
    "/review/people/{user:str}/retire",
}
NAMED = ("{user", "{laptop", "{visit", "{customer", "{quarantine", "{matter")
OF_THE_LIST = {
    "/review/people",
    "/review/laptops",
    "/review/audit",
    "/review/customers",
    "/review/export",
    "/review/inbox",
    "/review/promises",
    "/review/promises/due",
    "/review/report",
    "/review/rules",
    "/review/signals",
    "/review/visits",
}


def come_as(visitor: Visitor, role: str) -> None:
    """Sign in as far as a role is."""
    if role == "halfway":
        visitor.open("/review/sign-in")
        visitor.send("sign-in", name="周敏", password=PASSWORD)
    elif role != "nobody":
        visitor.sign_in(NAMES[role])


def expected(page: Page, role: str) -> tuple[int, str]:
    """Return the status of a page of 王丽's for a role, and where it leads."""
    path = page.path
    if path in OPEN:
        is_home = path == "/review/sign-in" and role not in ("nobody", "halfway")
        return (303, "/review") if is_home else (404, "") if path == "/review/language" else (200, "")
    if role == "nobody":
        return 303, "/review/sign-in"
    if role == "halfway":
        return (200, "") if path in OF_SIGNING_IN else (303, "/review/second-factor")
    if path in OF_SIGNING_IN:
        return 303, "/review"
    if path in OF_ALL:
        return 200, ""
    if role == "rep" or (path in OF_ADMINS and role != "admin"):
        return 403, ""
    if path == "/review/hand-over":
        return 303, "/review/customers"
    if role == "other" and path not in OF_THE_LIST:
        return 404, ""
    return 200, ""


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_page(visitor: Visitor, team: Team, role: str) -> None:
    come_as(visitor, role)
    for page in PAGES:
        if page.show is not None:
            status, location = expected(page, role)
            answer = visitor.ask("GET", filled(page.path, team))
            told = answer.headers.get("location", "").partition("?")[0]
            assert (answer.status_code, told) == (status, location), page.path


@pytest.mark.parametrize("role", ["rep", "other", "supervisor"])
def test_no_role_changes_what_is_not_its_own(visitor: Visitor, team: Team, role: str) -> None:
    """Every form of every page about a person or a laptop, sent by who may not even see it."""
    come_as(visitor, role)
    visitor.open("/review")
    token = {"form": visitor.form_token()}
    stranger = "张伟" if role == "supervisor" else "王丽"
    for page in PAGES:
        if page.submit is not None and any(one in page.path for one in NAMED):
            path = filled(page.path, team).replace(team.ids["王丽"], team.ids[stranger])
            path = path.replace(team.visit_of("王丽"), team.visit_of(stranger))
            path = path.replace(team.customer_of("王丽"), team.customer_of(stranger))
            path = path.replace(team.quarantined_of("王丽"), team.quarantined_of(stranger))
            path = path.replace(team.late_of("王丽"), team.late_of(stranger))
            path = path.replace(team.matter_of("王丽"), team.matter_of(stranger))
            path = path.replace(team.laptops["王丽"].device, team.laptops[stranger].device)
            assert visitor.post(path, token).status_code in (403, 404), page.path
    organisation = team.organisation
    organisation.push(team.laptops[stranger], make_save(f"customer:{new_id()}"))


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_an_id_that_is_nobodys_is_not_found(visitor: Visitor, role: str) -> None:
    come_as(visitor, role)
    for missing in ("0" * 32, "王丽", "%2f%2e", "' OR 1=1 --"):
        assert visitor.ask("GET", f"/review/people/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/laptops/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/visits/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/customers/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/inbox/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/inbox/matters/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/inbox/conflicts/{missing}").status_code == 404
        assert visitor.ask("GET", f"/review/inbox/late/{missing}/{missing}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/review/sign-in"),
        ("GET", "/review"),
        ("GET", "/review/style.css"),
        ("GET", "/review/icon.svg"),
        ("GET", "/review/nothing"),
        ("GET", "/"),
        ("GET", "/nothing"),
        ("POST", "/review"),
        ("PUT", "/review/sign-in"),
        ("DELETE", "/review/people"),
        ("OPTIONS", "/review"),
        ("POST", "/review/sign-in"),
    ],
)
def test_protecting_headers_stand_on_every_answer(visitor: Visitor, method: str, path: str) -> None:
    answer = visitor.ask(method, path, accept="text/html")
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer")
    is_lasting = path.endswith((".css", ".svg"))
    assert answer.headers["cache-control"] == (
        "public, max-age=31536000, immutable" if is_lasting else "no-store"
    )
    assert len(answer.headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_another_method_is_refused_as_a_page_with_the_ones_there_are(
    visitor: Visitor, team: Team, page: Page
) -> None:
    for method in {"GET", "POST"} - set(page.methods):
        answer = visitor.ask(method, filled(page.path, team))
        assert answer.status_code == 405
        assert answer.headers["allow"] == ", ".join(
            "GET, HEAD" if one == "GET" else one for one in page.methods
        )
        assert answer.headers["content-type"].startswith("text/html")


def test_head_answers_as_get_does_without_the_body(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("Admin")
    for page in PAGES:
        if page.show is not None:
            path = filled(page.path, team)
            get, head = visitor.ask("GET", path), visitor.ask("HEAD", path)
            assert (head.status_code, head.content) == (get.status_code, b""), path
            assert head.headers["content-type"] == get.headers["content-type"]


def test_browsers_get_refusals_as_pages_and_laptops_as_json(visitor: Visitor) -> None:
    page = visitor.ask("GET", "/nothing", accept="text/html,*/*")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert visitor.ask("GET", "/", accept="text/html").headers["location"] == "/review"
    for path in ("/nothing", "/v1/pull"):
        assert visitor.ask("GET", path).headers["content-type"].startswith("application/json")
    assert visitor.ask("GET", "/v1/quarantine", accept="text/html").json()["code"] == "not-signed-in"


def test_a_database_that_is_away_is_said_in_the_language_of_the_browser(visitor: Visitor) -> None:
    from tests.sync_server.test_routes import unreachable

    serving = visitor.serving
    serving.engine.dispose()
    serving.engine = unreachable()
    page = visitor.ask("GET", "/review", accept_language="en")
    assert page.status_code == 503
    assert page.headers["retry-after"].isdigit()
    assert "The server cannot reach its database. Nothing was changed." in page.text


@pytest.mark.parametrize("role", ["rep", "supervisor", "admin"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_has_a_title_one_heading_a_language_and_no_script_or_style_of_its_own(
    visitor: Visitor, team: Team, role: str, language: str
) -> None:
    come_as(visitor, role)
    visitor.open(f"/review/language?to={language}")
    for page in PAGES:
        if page.show is None or expected(page, role)[0] != 200 or "." in page.path:
            continue
        text = visitor.open(filled(page.path, team)).text
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in text
        assert text.count("<h1>") == 1, page.path
        assert not any(
            bad in text for bad in ("<script", "style=", "<style", "onclick", "http:", "https:")
        ), page.path
        assert text.count("<table") == text.count("<caption"), page.path
        assert "<title> ·" not in text
        assert " · fieldlog</title>" in text
