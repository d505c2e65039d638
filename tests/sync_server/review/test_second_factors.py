"""Setting up what one signs in with: the app, recovery codes, passwords, links that work once."""

import re
from collections.abc import Callable

import pytest

from sync_server.core.second_factors import PRACTICE, make_link
from sync_server.database.audits import deeds_about
from sync_server.database.engine import reading, write, writing
from sync_server.database.feeds import write_setting
from sync_server.database.tables import recovery_codes, users
from tests.sync_server.organisation import PASSWORD
from tests.sync_server.review.visitor import SECRET, Team, Visitor

NewVisitor = Callable[..., Visitor]
CODE = re.compile("[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


def without_factor(team: Team, name: str) -> None:
    with writing(team.organisation.engine) as connection:
        connection.execute(users.update().where(users.c.name == name).values(totp_secret=None))


def shown_secret(visitor: Visitor) -> str:
    found = re.search(r'class="secret small">([A-Z2-7 ]+)<', visitor.page.text)
    assert found is not None
    return found[1].replace(" ", "")


def shown_codes(visitor: Visitor) -> list[str]:
    return CODE.findall(visitor.page.text)


def test_who_sees_a_team_sets_up_a_second_factor_before_anything_else(visitor: Visitor, team: Team) -> None:
    without_factor(team, "周敏")
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    for path in ("/review/people", "/review", "/review/recovery-codes", "/review/second-factor"):
        visitor.open(path)
        assert visitor.path == "/review/set-up"
    secret = shown_secret(visitor)
    assert visitor.send("set-up", code="000000").status_code == 422
    assert shown_secret(visitor) == secret
    visitor.send("set-up", code=visitor.code(secret))
    assert len(shown_codes(visitor)) == 10
    assert visitor.open("/review/people").status_code == 200
    visitor.client.cookies.clear()
    visitor.sign_in("周敏", secret=secret)
    assert visitor.path == "/review"


def test_the_picture_holds_the_same_secret_and_is_drawn_by_the_server(visitor: Visitor, team: Team) -> None:
    without_factor(team, "周敏")
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    first = visitor.ask("GET", "/review/set-up/picture.svg")
    assert first.headers["content-type"] == "image/svg+xml"
    assert first.headers["cache-control"] == "no-store"
    assert first.text.startswith("<svg ")
    assert "style=" not in first.text
    assert visitor.ask("GET", "/review/set-up/picture.svg").content == first.content


def test_recovery_codes_are_shown_once_kept_as_hashes_and_work_once(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    visitor.open("/review/recovery-codes")
    visitor.send("recovery-codes")
    codes = shown_codes(visitor)
    assert len(set(codes)) == 10
    assert not CODE.search(visitor.open("/review/recovery-codes").text)
    with reading(team.organisation.engine) as connection:
        stored = [row.code_hash for row in connection.execute(recovery_codes.select())]
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in stored)
    for expected in (200, 422):
        visitor.client.cookies.clear()
        visitor.clock.move(seconds=60)
        visitor.open("/review/sign-in")
        visitor.send("sign-in", name="周敏", password=PASSWORD)
        visitor.open("/review/recovery-code")
        page = visitor.send("recovery-code", code=codes[0].lower().replace("-", " "))
        assert page.status_code == expected
    with reading(team.organisation.engine) as connection:
        assert "sign-in-recovery" in [deed.action for deed in deeds_about(connection, team.ids["周敏"])]


def test_new_recovery_codes_end_the_old_ones(visitor: Visitor) -> None:
    visitor.sign_in("周敏")
    visitor.open("/review/recovery-codes")
    visitor.send("recovery-codes")
    (old, *_) = shown_codes(visitor)
    visitor.open("/review/recovery-codes")
    visitor.send("recovery-codes")
    visitor.client.cookies.clear()
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="周敏", password=PASSWORD)
    visitor.open("/review/recovery-code")
    assert visitor.send("recovery-code", code=old).status_code == 422


@pytest.mark.parametrize(
    "path", ["/review/recovery-codes", "/review/set-up", "/review/set-up/picture.svg", "/review/password"]
)
def test_what_matters_asks_for_the_password_again_after_ten_minutes(visitor: Visitor, path: str) -> None:
    visitor.sign_in("周敏")
    assert visitor.ask("GET", path).status_code == 200
    visitor.clock.move(minutes=11)
    visitor.open(path)
    assert visitor.path == "/review/confirm"
    assert visitor.send("confirm", password="not the password").status_code == 422
    visitor.send("confirm", password=PASSWORD)
    assert visitor.path == path


def test_a_form_of_before_does_not_go_around_the_password(visitor: Visitor) -> None:
    visitor.sign_in("周敏")
    visitor.open("/review/recovery-codes")
    visitor.clock.move(minutes=11)
    visitor.send("recovery-codes")
    assert visitor.path == "/review/confirm"


def test_a_new_password_ends_the_sessions_elsewhere(visitor: Visitor, new_visitor: NewVisitor) -> None:
    visitor.sign_in("周敏")
    other = new_visitor("192.0.2.7")
    other.sign_in("周敏")
    other.open("/review/password")
    assert other.send("password", password="short", again="short").status_code == 422
    assert other.send("password", password="a new password", again="another one").status_code == 422
    other.send("password", password="a new password", again="a new password")
    assert other.path == "/review/account"
    visitor.open("/review")
    assert visitor.path == "/review/sign-in"
    assert visitor.sign_in("周敏").status_code == 422
    visitor.sign_in("周敏", "a new password")
    assert visitor.path == "/review"


def test_a_link_lets_a_new_person_in_once_to_choose_a_password(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    visitor.sign_in("Admin", secret=SECRET)
    visitor.open("/review/new-person")
    visitor.send("new-person", name="赵新", role="supervisor", team="东区")
    (link,) = re.findall(r"http://server(/review/welcome/[0-9A-Z-]+)", visitor.page.text)
    person = new_visitor()
    person.open(link)
    person.open(link)
    person.send()
    assert person.path == "/review/password"
    person.send("password", password="my own password", again="my own password")
    assert person.path == "/review/set-up"
    person.send("set-up", code=person.code(shown_secret(person)))
    assert person.open("/review/people").status_code == 200
    thief = new_visitor()
    thief.open(link)
    assert thief.send().status_code == 422


def test_a_link_ends_with_its_time_and_with_a_new_one(visitor: Visitor, team: Team) -> None:
    engine, now = team.organisation.engine, visitor.clock.now()
    first, second = (
        write(engine, lambda c: make_link(c, team.ids["王丽"], "Admin", now, 10, "welcome")) for _ in range(2)
    )
    visitor.open(f"/review/welcome/{first}")
    assert visitor.send().status_code == 422
    visitor.clock.move(minutes=11)
    visitor.open(f"/review/welcome/{second}")
    assert visitor.send().status_code == 422


def test_a_link_of_practice_signs_in_on_a_practice_server_only(visitor: Visitor, team: Team) -> None:
    engine, now = team.organisation.engine, visitor.clock.now()
    code = write(engine, lambda c: make_link(c, team.ids["周敏"], "Admin", now, 60, PRACTICE))
    visitor.open(f"/review/welcome/{code}")
    assert visitor.send().status_code == 422
    write(engine, lambda connection: write_setting(connection, "practice", "yes"))
    visitor.send()
    assert (visitor.path, visitor.page.status_code) == ("/review", 200)


def test_a_lost_phone_is_replaced_by_an_administrator(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    lost = new_visitor("192.0.2.7")
    lost.sign_in("周敏")
    visitor.sign_in("Admin")
    visitor.open(f"/review/people/{team.ids['周敏']}/link")
    visitor.send("link", lost="yes")
    (link,) = re.findall(r"http://server(/review/welcome/[0-9A-Z-]+)", visitor.page.text)
    lost.open("/review")
    assert lost.path == "/review/sign-in"
    lost.open(link)
    lost.send()
    lost.send("password", password="my own password", again="my own password")
    assert lost.path == "/review/set-up"
