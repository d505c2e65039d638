"""Forms from elsewhere, ways out of here, and script in every field."""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import pytest

from fieldlog.domain import kinds
from sync_server.database.engine import reading
from sync_server.database.tables import quarantine
from sync_server.review.browsers import accepted_language, own_path
from sync_server.review.pages import PAGES
from sync_server.review.rendering import environment
from tests.sync_server.organisation import PASSWORD, Laptop
from tests.sync_server.review.test_rules_pages import address, publish
from tests.sync_server.review.visitor import FORM, Team, Visitor

NewVisitor = Callable[..., Visitor]
SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "{{ 7919 * 7919 }}{% include 'layout.html' %}",
    "</title><svg onload=alert(1)>",
)
ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/review//evil.example/..",
    "javascript:alert(1)",
    "/review\r\nSet-Cookie: a=b",
    "/reviewer",
    "/v1/push",
    "/review/../v1/push",
    " /review",
)


def submitted() -> list[str]:
    return sorted(page.path for page in PAGES if page.submit is not None)


def filled(path: str, team: Team) -> str:
    device = team.laptops["王丽"].device
    return (
        path.replace("late/{customer:str}", f"late/{team.late_of('王丽')}" if "late/" in path else "")
        .replace("{document:str}", team.conflict_of("王丽") if "{document:str}" in path else "")
        .replace("{user:str}", team.ids["王丽"])
        .replace("{laptop:str}", device)
        .replace("{code:str}", "X")
        .replace("{visit:str}", team.visit_of("王丽") if "{visit:str}" in path else "")
        .replace("{quarantine:str}", team.quarantined_of("王丽") if "{quarantine:str}" in path else "")
        .replace("{matter:str}", team.matter_of("王丽") if "{matter:str}" in path else "")
        .replace("{customer:str}", team.customer_of("王丽") if "{customer:str}" in path else "")
    )


@pytest.mark.parametrize("path", submitted())
def test_no_form_is_taken_without_its_token_or_from_another_site(
    visitor: Visitor, team: Team, path: str
) -> None:
    visitor.sign_in("Admin")
    visitor.open("/review/people")
    token, address = visitor.form_token(), filled(path, team)
    assert visitor.post(address, {}).status_code == 403
    assert visitor.post(address, {"form": "0" * 64}).status_code == 403
    assert visitor.post(address, {"form": token}, origin="https://evil.example").status_code == 403
    assert visitor.post(address, {"form": token}, origin="null").status_code == 403
    for site in ("cross-site", "same-site", "none"):
        assert visitor.post(address, {"form": token}, sec_fetch_site=site).status_code == 403
    visitor.open("/review")
    assert visitor.path == "/review"


def test_a_form_of_this_site_is_taken_with_what_browsers_send(visitor: Visitor) -> None:
    visitor.open("/review/sign-in")
    fields = {**visitor.form().fields, "name": "王丽", "password": PASSWORD}
    headers = {"origin": "http://server", "sec_fetch_site": "same-origin"}
    assert visitor.post("/review/sign-in", fields, **headers).status_code == 303


def test_the_token_of_one_browser_is_worth_nothing_in_another(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    visitor.open("/review/sign-in")
    fields = {**visitor.form().fields, "name": "王丽", "password": PASSWORD}
    other = new_visitor()
    other.open("/review/sign-in")
    assert other.post("/review/sign-in", fields).status_code == 403


def test_a_token_of_before_signing_in_is_worth_nothing_after(visitor: Visitor) -> None:
    visitor.open("/review/sign-in")
    token = visitor.form_token()
    visitor.sign_in("王丽")
    assert visitor.post("/review/sign-out", {"form": token}).status_code == 403


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_way_leads_out_of_the_pages(visitor: Visitor, wanted: str) -> None:
    assert own_path(wanted) == "/review"
    visitor.open(f"/review/sign-in?next={quote(wanted, safe='')}")
    assert visitor.form("sign-in").fields["next"] == "/review"
    fields = {**visitor.form("sign-in").fields, "name": "王丽", "password": PASSWORD, "next": wanted}
    answer = visitor.post("/review/sign-in", fields)
    assert answer.headers["location"] == "/review"
    assert "evil" not in answer.headers.get("set-cookie", "")
    answer = visitor.ask("GET", f"/review/language?to=en&next={quote(wanted, safe='')}")
    assert answer.headers["location"] == "/review"


def test_the_page_that_was_wanted_is_shown_after_both_factors(visitor: Visitor) -> None:
    visitor.open("/review/audit?action=sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    visitor.send("second-factor", code=visitor.code())
    assert str(visitor.page.request.url) == "http://server/review/audit?action=sign-in"


def assert_harmless(page: str, script: str) -> None:
    assert script not in page
    assert "<script" not in page
    assert "62710561" not in page


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_that_somebody_types_comes_back_as_text(visitor: Visitor, team: Team, script: str) -> None:
    visitor.open("/review/sign-in")
    assert_harmless(visitor.send("sign-in", name=script, password=script).text, script)
    visitor.sign_in("Admin")
    typed = quote(script, safe="")
    for path in ("/review/audit?by={}", "/review/audit?action={}", "/review/people?done={}", "/review/{}"):
        assert_harmless(visitor.open(path.format(typed)).text, script)
    for path in ("?start={0}", "?start={0}&visit_minutes={0}&contact_classes.A={0}"):
        assert_harmless(visitor.open("/review/rules/new" + path.format(typed)).text, script)
    visitor.open("/review/new-person")
    fields = {"name": script, "role": script, "team": script}
    assert_harmless(visitor.send("new-person", **fields).text, script)
    visitor.open(f"/review/people/{team.ids['张伟']}/team")
    assert_harmless(visitor.send("team", team=script * 5).text, script)


def record(team: Team, laptop: Laptop, script: str) -> list[str]:
    """Let a laptop write script wherever a rep types, about an own customer and about a colleague's; return
    the pages of both.
    """
    work = team.fieldwork
    work.laptops[script] = laptop
    texts: dict[str, Any] = dict.fromkeys(
        ("honorific", "address", "district", "character", "taboos", "agreed_hours"), script
    )
    texts["family.a"] = {"name": script, "relation": script}
    customer = work.add_customer(script, script, **texts)
    work.visit(script, customer, "2026-11-02 09:00", purpose=script, note=script, health=script)
    work.promise(script, customer, "2026-11-10", script)
    pause = {"start": "2026-11-20", "until": "2026-12-20", "reason": script}
    suggestion = {"text": script, "made": "2026-11-02"}
    matters = [
        work.save(script, customer, kind, values)
        for kind, values in ((kinds.PAUSE, pause), (kinds.SUGGESTION, suggestion))
    ]
    work.promise(script, team.customer_of("王丽"), "2026-11-10", script)
    with reading(team.organisation.engine) as connection:
        waiting = connection.execute(quarantine.select()).one().quarantine_id
    path = f"/review/customers/{customer}"
    about = [f"/review/inbox/matters/{one}" for one in matters]
    due = "/review/promises/due?week=2026-W46"
    return [path, f"{path}/hand-over", f"/review/inbox/{waiting}", due, *about]


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_that_is_stored_is_shown_as_text_on_every_page(
    visitor: Visitor, team: Team, script: str
) -> None:
    visitor.sign_in("Admin")
    visitor.open("/review/new-person")
    visitor.send("new-person", name=script, role="rep", team=script)
    assert_harmless(visitor.page.text, script)
    laptop = team.organisation.add_laptop(script)
    paths = record(team, laptop, script)
    paths += [f"/review/people/{laptop.user_id}{end}" for end in ("", "/code", "/link", "/team", "/retire")]
    paths += [f"/review/laptops/{laptop.device}{end}" for end in ("", "/revoke")]
    publish(visitor, script, visit_minutes="45")
    paths.append(address(visitor, visit_minutes="60"))
    lists = ("", "/people", "/laptops", "/audit", "/customers", "/promises", "/signals", "/inbox", "/rules")
    for path in (*(f"/review{one}" for one in lists), *paths):
        page = visitor.open(path)
        assert page.status_code == 200, path
        assert_harmless(page.text, script)


def test_no_template_turns_escaping_off() -> None:
    assert environment().autoescape is True
    for template in files("sync_server.review").joinpath("templates").iterdir():
        text = template.read_text(encoding="utf-8")
        assert re.search(r"\|\s*safe\b|autoescape|Markup", text) is None, template.name


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"form=x&name=%00", FORM, 422),
        (b"form=x&name=%ff", FORM, 422),
        (b"form=x&name=\xff", FORM, 422),
        (b"&".join(b"a=b" for _ in range(600)), FORM, 422),
        (b"a=" + b"x" * 70_000, FORM, 413),
        (b"{}", "application/json", 415),
        (b"", FORM, 403),
    ],
)
def test_what_is_no_form_is_refused_as_a_page(visitor: Visitor, body: bytes, kind: str, status: int) -> None:
    answer = visitor.ask("POST", "/review/sign-in", body, content_type=kind)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/review/audit?by=%00", "/review/people/%00", "/review/audit?behind=%27"])
def test_what_no_database_can_store_is_refused(visitor: Visitor, path: str) -> None:
    visitor.sign_in("Admin")
    assert visitor.open(path).status_code in (400, 404)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de,en;q=0.5,zh;q=0.4", "en"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        (";;;,,,q=", "zh"),
        ("zh;q=0.2, en;q=0.9" * 200, "zh"),
    ],
)
def test_the_language_is_what_the_browser_prefers(header: str, language: str) -> None:
    assert accepted_language(header) == language
