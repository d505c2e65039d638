"""People, laptops and the log on the pages: what is shown, what can be done, and what is noted."""

import re

import msgspec
import pytest

from fieldlog.domain.exchange import EnrolRequest, PullRequest
from sync_server.core.admission import admit
from sync_server.core.customers import find_customer
from sync_server.core.enrolment import enrol
from sync_server.core.erasure import erase_customer
from sync_server.core.giving import give
from sync_server.database.audits import deeds_about
from sync_server.database.engine import Connection, reading, write
from sync_server.database.people import Sight, people
from sync_server.database.users import find_user
from sync_server.errors import RefusalError
from sync_server.home.settings import ServerSettings
from tests.sync_server.organisation import make_save, new_id
from tests.sync_server.review.visitor import Team, Visitor

OLDER = re.compile(r'href="(/review/audit\?[^"]*behind[^"]*)"')
CODE = re.compile("[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


def with_customer(team: Team, name: str) -> None:
    """Let 王丽 have a customer on the laptop."""
    laptop, organisation = team.laptops["王丽"], team.organisation
    organisation.push(laptop, make_save(f"customer:{new_id()}", values={"name": name}))
    cursor = None
    for _ in range(2):
        answer = give(
            organisation.engine,
            laptop.token,
            PullRequest("fieldlog-sync/1", cursor=cursor),
            organisation.clock.now(),
        )
        cursor = answer.cursor


def actions_about(team: Team, subject: str) -> list[tuple[str, str]]:
    with reading(team.organisation.engine) as connection:
        return [(deed.by, deed.action) for deed in deeds_about(connection, subject)]


def test_a_supervisor_sees_the_own_team_and_an_administrator_everybody(visitor: Visitor) -> None:
    visitor.sign_in("周敏")
    page = visitor.open("/review/people").text
    assert "王丽" in page
    assert "张伟" not in page
    assert "吴刚" not in page
    visitor.client.cookies.clear()
    visitor.sign_in("Admin")
    page = visitor.open("/review/people").text
    assert all(name in page for name in ("王丽", "张伟", "周敏", "吴刚", "Admin"))


def test_a_supervisor_without_a_team_sees_only_itself(visitor: Visitor, team: Team) -> None:
    team.organisation.add_user("无队", "supervisor", "")
    team.organisation.add_user("无队员", "rep", "")
    visitor.open("/review/sign-in")
    visitor.send("sign-in", name="无队", password="a long password")
    assert visitor.path == "/review/second-factor"
    with reading(team.organisation.engine) as connection:
        user = find_user(connection, "无队")
    assert user is not None
    with reading(team.organisation.engine) as connection:
        seen = people(connection, Sight(user.user_id, None, False))
    assert [one.name for one in seen] == ["无队"]


def test_a_code_is_shown_once_and_enrols_a_laptop(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    person = f"/review/people/{team.ids['王丽']}"
    visitor.open(f"{person}/code")
    assert not CODE.search(visitor.page.text)
    visitor.send("code")
    (code, again) = CODE.findall(visitor.page.text)
    assert code == again
    assert f"fieldlog enrol http://server {code}" in visitor.page.text
    assert "fieldlog init --rep 王丽" in visitor.page.text
    assert code not in visitor.open(f"{person}/code").text
    request, now = EnrolRequest(code, new_id(), "新电脑"), visitor.clock.now()
    write(team.organisation.engine, lambda connection: enrol(connection, request, now))
    assert "新电脑" in visitor.open(person).text
    assert ("周敏", "enrol-code") in actions_about(team, team.ids["王丽"])


def test_a_lost_laptop_is_revoked_after_its_customers_were_read(visitor: Visitor, team: Team) -> None:
    with_customer(team, "李秀英")
    device = team.laptops["王丽"].device
    visitor.sign_in("周敏")
    assert "李秀英" in visitor.open(f"/review/laptops/{device}").text
    assert "李秀英" in visitor.open(f"/review/laptops/{device}/revoke").text
    page = visitor.send("revoke")
    assert "电脑已停用" in page.text
    assert "/revoke" not in page.text
    assert ("周敏", "revoke") in actions_about(team, device)
    with reading(team.organisation.engine) as connection, pytest.raises(RefusalError):
        admit(connection, team.laptops["王丽"].token, visitor.clock.now())
    assert "张伟" not in visitor.open("/review/laptops").text


def test_a_laptop_that_has_not_erased_yet_is_marked(visitor: Visitor, team: Team) -> None:
    with_customer(team, "李秀英")
    organisation, device = team.organisation, team.laptops["王丽"].device
    visitor.sign_in("周敏")
    assert "待清除" not in visitor.open("/review/laptops").text

    def work(connection: Connection) -> None:
        customer = find_customer(connection, "李秀英")
        erase_customer(connection, customer, "x", "test", visitor.clock.now(), is_everything=True)

    write(organisation.engine, work)
    assert "待清除：1" in visitor.open("/review/laptops").text
    assert "还没清除" in visitor.open(f"/review/laptops/{device}").text


def test_what_a_viewer_saw_of_customers_is_in_the_log(visitor: Visitor, team: Team) -> None:
    device = team.laptops["王丽"].device
    visitor.sign_in("周敏")
    visitor.open("/review/laptops")
    assert ("周敏", "saw-holdings") not in actions_about(team, device)
    visitor.open(f"/review/laptops/{device}")
    assert ("周敏", "saw-holdings") in actions_about(team, device)
    assert "查看了电脑上的顾客" in visitor.open("/review/audit?action=saw-holdings").text


def test_a_person_moves_and_leaves(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("Admin")
    person = f"/review/people/{team.ids['王丽']}"
    visitor.open(f"{person}/team")
    assert "已经换到新的团队" in visitor.send("team", team="南区").text
    assert "南区" in visitor.page.text
    visitor.open(f"{person}/retire")
    assert "已办理离职" in visitor.send("retire").text
    visitor.client.cookies.clear()
    visitor.sign_in("王丽")
    assert visitor.page.status_code == 422


def test_who_is_leaving_gets_a_code_for_handing_in_until_the_days_are_over(
    visitor: Visitor, team: Team
) -> None:
    with_customer(team, "李秀英")
    visitor.sign_in("Admin")
    person = f"/review/people/{team.ids['王丽']}"
    visitor.open(f"{person}/retire")
    visitor.send("retire")
    assert f'href="{person}/code"' in visitor.open(person).text
    assert "正在离职" in visitor.open(f"{person}/code").text
    page = visitor.send("code")
    assert "交回" in page.text
    code = CODE.findall(page.text)[0]
    request, now = EnrolRequest(code, new_id(), "旧电脑"), visitor.clock.now()
    token = write(team.organisation.engine, lambda connection: enrol(connection, request, now)).token
    pull = PullRequest("fieldlog-sync/1")
    received = give(team.organisation.engine, token, pull, visitor.clock.now()).entries
    assert [msgspec.json.decode(one)["entry"] for one in received] == ["drop"]
    visitor.clock.move(days=ServerSettings().retiring_days + 1)
    visitor.client.cookies.clear()
    visitor.sign_in("Admin")
    assert f'href="{person}/code"' not in visitor.open(person).text
    assert visitor.open(f"{person}/code").status_code == 403
    visitor.open("/review/people")
    assert visitor.post(f"{person}/code", {"form": visitor.form_token()}).status_code == 403


def test_an_administrator_does_not_let_itself_go(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("Admin")
    for action in ("retire", "team", "link"):
        path = f"/review/people/{team.ids['Admin']}/{action}"
        assert visitor.open(path).status_code == 403
        visitor.open("/review/people")
        assert visitor.post(path, {"form": visitor.form_token(), "team": "东区"}).status_code == 403


def test_a_name_that_is_there_already_is_said_at_its_field(visitor: Visitor) -> None:
    visitor.sign_in("Admin")
    visitor.open("/review/new-person")
    page = visitor.send("new-person", name="王丽", role="rep", team="东区")
    assert page.status_code == 422
    assert '<a href="#name">' in page.text
    assert 'id="name-wrong"' in page.text
    assert 'aria-describedby="name-hint name-wrong"' in page.text
    assert 'value="王丽"' in page.text
    page = visitor.send("new-person", name="", role="chief", team="")
    assert page.text.count('class="wrong"') == 2


def test_the_log_is_read_page_by_page_newest_first_within_the_team(visitor: Visitor, team: Team) -> None:
    for number in range(60):
        visitor.clock.move(seconds=1)
        team.organisation.make_code("王丽" if number % 2 else "张伟")
    visitor.sign_in("Admin")
    first = visitor.open("/review/audit?action=enrol-code").text
    (older,) = OLDER.findall(first)
    second = visitor.open(older.replace("&amp;", "&")).text
    assert first.count("生成了电脑登记码") - 1 == 50
    assert second.count("生成了电脑登记码") - 1 == 12
    assert not OLDER.search(second)
    visitor.client.cookies.clear()
    visitor.sign_in("周敏")
    page = visitor.open("/review/audit?action=enrol-code").text
    assert page.count("生成了电脑登记码") - 1 == 31
    assert "张伟" not in page
    assert "没有找到" in visitor.open("/review/audit?by=吴刚").text


def test_each_person_keeps_the_own_language(visitor: Visitor) -> None:
    visitor.open("/review/sign-in", accept_language="en-GB")
    assert "<h1>Sign in</h1>" in visitor.page.text
    visitor.open("/review/language?to=zh&next=/review/sign-in", accept_language="en-GB")
    assert "<h1>登录</h1>" in visitor.page.text
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en&next=/review/people")
    assert "<h1>People</h1>" in visitor.page.text
    visitor.client.cookies.clear()
    visitor.sign_in("周敏")
    assert "Good to see you, 周敏" in visitor.page.text
