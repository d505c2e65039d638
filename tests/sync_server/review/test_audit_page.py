"""The log says names where they are known, to those who may know them."""

from collections.abc import Callable

from sync_server.core.second_factors import PRACTICE
from sync_server.database import feeds
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import writing
from tests.sync_server.review.visitor import Team, Visitor


def note(team: Team, by: str, action: str, subject: str, detail: str = "") -> None:
    with writing(team.organisation.engine) as connection:
        add_deed(connection, Deed("2026-11-20T08:00:00Z", by, action, subject, detail))


def test_customers_visits_people_laptops_and_tables_stand_in_the_log_by_name(
    visitor: Visitor, team: Team
) -> None:
    work = team.fieldwork
    customer = work.add_customer("王丽", "李秀英")
    visit = work.visit("王丽", work.add_customer("王丽", "张桂兰"), "2026-11-18 09:00")
    work.refresh()
    note(team, "周敏", "saw-customer", f"customer:{customer}")
    note(team, "周敏", "review", visit, "approve")
    note(team, "周敏", "saw-holdings", team.laptops["王丽"].device)
    note(team, "周敏", "export", "visits", "csv, 1")
    note(team, "周敏", "restore", "server")
    visitor.sign_in("周敏")
    page = visitor.open("/review/audit").text
    for name in ("李秀英", "张桂兰 · 2026-11-18", "王丽 · ", ">家访<", ">服务器<"):
        assert name in page, name
    for subject in (customer[:8], visit[:8]):
        assert f">{subject}<" not in page


def test_a_customer_of_another_team_keeps_an_id_in_the_log(
    visitor: Visitor, new_visitor: Callable[..., Visitor], team: Team
) -> None:
    customer = team.fieldwork.add_customer("张伟", "外队顾客")
    team.fieldwork.refresh()
    note(team, "周敏", "saw-customer", f"customer:{customer}")
    visitor.sign_in("周敏")
    page = visitor.open("/review/audit").text
    assert "外队顾客" not in page
    assert f">{customer[:8]}<" in page
    admin = new_visitor()
    admin.sign_in("Admin")
    assert "外队顾客" in admin.open("/review/audit").text


def test_every_page_of_a_practice_server_says_that_it_is_one(visitor: Visitor, team: Team) -> None:
    assert 'class="practice"' not in visitor.open("/review/sign-in").text
    with writing(team.organisation.engine) as connection:
        feeds.write_setting(connection, PRACTICE, "yes")
    said = {"zh": "练习：人物都是编的", "en": "Practice: all people are made up"}
    for language, words in said.items():
        visitor.open(f"/review/language?to={language}")
        assert words in visitor.open("/review/sign-in").text
    visitor.sign_in("周敏")
    for path in ("/review", "/review/visits", "/review/report", "/review/audit"):
        assert 'class="practice"' in visitor.open(path).text
