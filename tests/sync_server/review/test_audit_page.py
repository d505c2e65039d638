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


def test_the_log_says_in_words_how_much_from_whom_and_what_was_decided(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    work.add_rep("李强", "东区")
    customer = work.add_customer("王丽", "李秀英")
    visit = work.visit("王丽", customer, "2026-11-18 09:00")
    work.refresh()
    there = work.laptops["李强"].user_id
    note(team, "周敏", "hand-over", f"customer:{customer}", f"{team.ids['王丽']} {there}")
    note(team, "周敏", "saw-health", f"customer:{customer}", visit)
    note(team, "周敏", "review", visit, "send-back")
    note(
        team,
        "周敏",
        "export",
        "visits",
        f"csv, 34, rep={team.ids['王丽']}&finding=visit-length-short&words=*",
    )
    note(team, "周敏", "export", "promises", "xlsx, 2")
    note(team, "Admin", "user-retire", team.ids["王丽"], "2026-12-01T00:00:00Z")
    note(team, "Admin", "user-add", team.ids["王丽"], "rep")
    note(team, "周敏", "quarantine-moved", team.ids["王丽"], f"customer:{customer}")
    visitor.sign_in("周敏")
    page = visitor.open("/review/audit", accept_language="en").text
    for words in (
        "李秀英 · 2026-11-18",
        "sends it back",
        "CSV, rows: 34, Rep: 王丽, Service rules: Visits of the required length: shorter than asked",
        "Search purpose, note and promises: something typed",
        "XLSX, rows: 2<",
        "from 2026-12-01 08:00 on",
        "from 王丽 to 李强",
    ):
        assert words in page, words
    page = visitor.open("/review/audit?action=export", accept_language="zh").text
    assert "CSV、34 行、业务员：王丽" in page


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
