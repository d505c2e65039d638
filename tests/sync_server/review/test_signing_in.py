"""Signing in: both factors, no way around them, no fixation, no guessing, and no telling who exists."""

import re
from collections.abc import Callable

import pytest

from fieldlog.domain.days import to_text
from sync_server.auth.passwords import is_password
from sync_server.auth.tokens import hash_secret
from sync_server.core.signing_in import sign_in
from sync_server.core.users import retire_user
from sync_server.database.audits import deeds_about
from sync_server.database.engine import reading, write
from sync_server.database.sessions import find_session
from tests.sync_server.organisation import PASSWORD
from tests.sync_server.review.visitor import SECRET, Team, Visitor

NewVisitor = Callable[..., Visitor]


def session_cookie(visitor: Visitor) -> str:
    return visitor.client.cookies["fieldlog-session"]


def test_name_password_and_code_lead_to_the_start(visitor: Visitor) -> None:
    page = visitor.sign_in("周敏")
    assert (visitor.path, page.status_code) == ("/review", 200)
    assert "周敏" in page.text


def test_a_rep_signs_in_with_a_password_alone_and_sees_only_itself(visitor: Visitor) -> None:
    page = visitor.sign_in("王丽")
    assert visitor.path == "/review"
    assert "王丽" in page.text
    assert "张伟" not in page.text
    assert visitor.open("/review/people").status_code == 403


def test_a_password_alone_opens_nothing_of_who_sees_a_team(visitor: Visitor, team: Team) -> None:
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    for path in ("/review", "/review/people", f"/review/people/{team.ids['王丽']}", "/review/set-up"):
        assert visitor.open(path).status_code == 200
        assert visitor.path == "/review/second-factor"


def test_the_session_gets_a_new_id_at_each_rise_of_rights(visitor: Visitor, team: Team) -> None:
    visitor.open("/review/sign-in")
    ids = [session_cookie(visitor)]
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    ids.append(session_cookie(visitor))
    visitor.send("second-factor", code=visitor.code())
    ids.append(session_cookie(visitor))
    visitor.clock.move(minutes=11)
    visitor.open(f"/review/people/{team.ids['王丽']}/code")
    visitor.send("confirm", password=PASSWORD)
    ids.append(session_cookie(visitor))
    assert len(set(ids)) == 4
    with reading(team.organisation.engine) as connection:
        kept = [find_session(connection, hash_secret(one)) is not None for one in ids]
    assert kept == [False, False, False, True]


def test_an_id_that_somebody_else_has_set_is_never_signed_in(visitor: Visitor) -> None:
    visitor.client.cookies.set("fieldlog-session", "A" * 43, domain="server.local")
    visitor.sign_in("周敏")
    visitor.client.cookies.clear()
    visitor.client.cookies.set("fieldlog-session", "A" * 43)
    visitor.open("/review")
    assert visitor.path == "/review/sign-in"


def test_the_server_keeps_only_a_hash_of_the_id(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    with reading(team.organisation.engine) as connection:
        assert find_session(connection, session_cookie(visitor)) is None
        assert find_session(connection, hash_secret(session_cookie(visitor))) is not None


@pytest.mark.parametrize(
    ("scheme", "name"), [("http", "fieldlog-session"), ("https", "__Host-fieldlog-session")]
)
def test_the_cookie_is_bound_to_this_host_where_the_way_is_encrypted(
    visitor: Visitor, scheme: str, name: str
) -> None:
    visitor.ask("GET", f"{scheme}://server/review/sign-in")
    parts = visitor.page.headers["set-cookie"].split("; ")
    assert parts[0].startswith(f"{name}=")
    assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(parts)
    assert ("Secure" in parts) == (scheme == "https")
    assert not any(part.startswith("Domain") for part in parts)


def test_a_session_ends_without_use_at_the_latest_after_half_a_day_and_by_signing_out(
    visitor: Visitor,
) -> None:
    visitor.sign_in("周敏")
    visitor.clock.move(minutes=59)
    visitor.open("/review/people")
    visitor.clock.move(minutes=59)
    assert visitor.open("/review/people").status_code == 200
    assert visitor.path == "/review/people"
    visitor.clock.move(minutes=61)
    visitor.open("/review/people")
    assert visitor.path == "/review/sign-in"
    visitor.sign_in("周敏")
    for _ in range(25):
        visitor.clock.move(minutes=30)
        visitor.open("/review/people")
    assert visitor.path == "/review/sign-in"
    visitor.sign_in("周敏")
    old = session_cookie(visitor)
    visitor.post("/review/sign-out", {"form": visitor.form_token()})
    visitor.client.cookies.set("fieldlog-session", old)
    visitor.open("/review/people")
    assert visitor.path == "/review/sign-in"


def test_who_has_left_is_out_at_once_and_does_not_come_in_again(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    now = visitor.clock.now()
    write(team.organisation.engine, lambda connection: retire_user(connection, "周敏", 30, "Admin", now))
    visitor.open("/review")
    assert visitor.path == "/review/sign-in"
    assert "姓名或密码不对" in visitor.sign_in("周敏").text


@pytest.mark.parametrize("name", ["周敏", "没有这个人", "", "'; DROP TABLE users; --"])
def test_a_wrong_name_and_a_wrong_password_say_the_same(visitor: Visitor, name: str) -> None:
    page = visitor.sign_in(name, "not the password")
    assert page.status_code == 422
    (said,) = set(re.findall('class="wrong"[^>]*>([^<]*)', page.text))
    assert said == "姓名或密码不对。请再试一次，或者联系管理员。"


@pytest.mark.parametrize("name", ["周敏", "没有这个人", "Nobody"])
def test_every_attempt_costs_one_hash_of_the_same_kind(team: Team, name: str) -> None:
    stored: list[str] = []

    def check(hashed: str | None, password: str) -> bool:
        from sync_server.auth.passwords import is_password_of

        def count(one: str, other: str) -> bool:
            stored.append(one)
            return is_password(one, other)

        return is_password_of(hashed, password, count)

    clock = team.organisation.clock
    sign_in(team.organisation.engine, name, "not the password", "127.0.0.1", clock.now(), check=check)
    (one,) = stored
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_guessing_is_answered_with_when_to_come_again_a_little_later_each_time(visitor: Visitor) -> None:
    visitor.open("/review/sign-in")
    waits, statuses = [], []
    for _ in range(12):
        page = visitor.send("sign-in", name="周敏", password="not the password")
        statuses.append(page.status_code)
        if page.status_code == 429:
            waits.append(int(page.headers["retry-after"]))
            assert f"请 {waits[-1]} 秒以后再试" in page.text
            visitor.clock.move(seconds=waits[-1])
    assert statuses[:5] == [422] * 5
    assert waits == [2, 4, 8, 16]
    assert visitor.send("sign-in", name="周敏", password=PASSWORD).status_code == 200
    assert visitor.path == "/review/second-factor"


def test_who_guesses_locks_nobody_out_of_another_address(visitor: Visitor, new_visitor: NewVisitor) -> None:
    for _ in range(6):
        visitor.sign_in("周敏", "not the password")
    visitor.open("/review/sign-in")
    assert visitor.send("sign-in", name="周敏", password=PASSWORD).status_code == 429
    elsewhere = new_visitor("192.0.2.7")
    elsewhere.sign_in("周敏")
    assert elsewhere.path == "/review"


def test_an_address_that_tries_many_names_has_to_wait(visitor: Visitor) -> None:
    visitor.open("/review/sign-in")
    statuses = [
        visitor.send("sign-in", name=f"name {number}", password="x").status_code for number in range(40)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_a_code_works_once(visitor: Visitor, new_visitor: NewVisitor) -> None:
    visitor.sign_in("周敏")
    thief = new_visitor()
    thief.open("/review/sign-in")
    thief.send("sign-in", name="周敏", password=PASSWORD)
    page = thief.send("second-factor", code=visitor.code())
    assert (thief.path, page.status_code) == ("/review/second-factor", 422)


def test_an_older_code_than_the_one_that_was_taken_is_refused(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    earlier = visitor.code()
    visitor.sign_in("周敏")
    other = new_visitor()
    other.open("/review/sign-in")
    other.send("sign-in", name="周敏", password=PASSWORD)
    assert other.send("second-factor", code=earlier).status_code == 422


@pytest.mark.parametrize("shift", [-30, 30])
def test_a_clock_that_is_half_a_minute_off_is_borne_and_wide_digits_too(visitor: Visitor, shift: int) -> None:
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    visitor.clock.move(seconds=shift)
    code = visitor.code()
    visitor.clock.move(seconds=-shift)
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    visitor.send("second-factor", code=f" {wide[:3]} {wide[3:]}")
    assert visitor.path == "/review"


def test_after_five_wrong_codes_the_password_is_asked_for_again(visitor: Visitor) -> None:
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    right = visitor.code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(5):
        visitor.send("second-factor", code=wrong)
    visitor.open("/review/second-factor")
    assert visitor.path == "/review/sign-in"


def test_many_wrong_codes_have_to_wait_wherever_they_come_from(visitor: Visitor) -> None:
    statuses = []
    for _ in range(9):
        visitor.clock.move(seconds=30)
        visitor.open("/review/sign-in")
        visitor.send("sign-in", name="周敏", password=PASSWORD)
        statuses += [visitor.send("second-factor", code="no").status_code for _ in range(4)]
        visitor.client.cookies.clear()
    assert statuses[:30] == [422] * 30
    assert 429 in statuses[30:]


def test_signing_in_is_in_the_log_and_says_no_secret(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    with reading(team.organisation.engine) as connection:
        deeds = deeds_about(connection, team.ids["周敏"])
    assert deeds[-1].action == "sign-in"
    assert deeds[-1].at == to_text(visitor.clock.now())
    assert not any(PASSWORD in str(deed) or SECRET in str(deed) for deed in deeds)
