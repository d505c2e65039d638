"""The weekly report: which week and team it is about, what it names, and that the log says who opened it."""

import re

import pytest

from fieldlog.domain import kinds
from sync_server.database import people
from sync_server.database.engine import reading, writing
from sync_server.database.people import Choice, Sight
from sync_server.database.tables import devices
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.review.visitor import Team, Visitor

EVERYBODY = Sight("", None, sees_all=True)


@pytest.fixture
def work(team: Team) -> Fieldwork:
    return team.fieldwork


@pytest.fixture
def supervisor(visitor: Visitor) -> Visitor:
    visitor.sign_in("周敏")
    return visitor


def noted(team: Team) -> list[tuple[str, str, str]]:
    """Return who opened which report."""
    with reading(team.organisation.engine) as connection:
        found = people.deeds(connection, EVERYBODY, Choice(action="saw-report"), None, 50)
    return [(deed.by, deed.subject, deed.detail) for _, deed in found]


def test_the_last_whole_week_is_shown_and_the_ways_to_the_others(supervisor: Visitor) -> None:
    page = supervisor.open("/review/report").text
    assert "东区周报" in page
    assert "2026-11-16 到 2026-11-22" in page
    assert "?week=2026-11-09" in page
    assert "?week=2026-11-23" not in page
    page = supervisor.open("/review/report?week=2026-11-05").text
    assert "2026-11-02 到 2026-11-08" in page
    assert "?week=2026-10-26" in page
    assert "?week=2026-11-09" in page


@pytest.mark.parametrize("week", ["2026-11-23", "2027-01-04", "yesterday", "0001-01-01", "2026-02-30", "%00"])
def test_a_week_that_is_not_over_or_is_none_is_refused(supervisor: Visitor, week: str) -> None:
    assert supervisor.open(f"/review/report?week={week}").status_code == 400


def test_every_figure_is_told_with_names_and_without_health(supervisor: Visitor, work: Fieldwork) -> None:
    seen = work.add_customer("王丽", "李秀英")
    work.add_customer("王丽", "张桂兰")
    long_ago = work.add_customer("王丽", "赵文秀")
    work.visit("王丽", long_ago, "2026-10-20 09:00")
    work.save("王丽", seen, "consent", {"state": "given", "at": "2026-10-01T00:00:00Z", "by": "王丽"})
    work.visit("王丽", seen, "2026-11-17 09:00", 20, health="血压偏高")
    work.promise("王丽", seen, "2026-11-18", "送体检报告")
    page = supervisor.open("/review/report").text
    for words in (
        "33 %",
        "1 / 3",
        "张桂兰",
        "从未",
        "33 天前",
        "送体检报告",
        "2026-11-18",
        "这一周结束时，没有长时间不同步的电脑。",
    ):
        assert words in page, words
    assert "这一周 1 次家访中，有 1 次不到 30 分钟" in page
    assert page.index("张桂兰") < page.index("赵文秀")
    assert "血压" not in page
    assert page.count("<svg") == 2
    assert page.count("<table") == page.count("<caption") == 8


def test_a_report_names_nobody_of_another_team(supervisor: Visitor, work: Fieldwork) -> None:
    work.add_customer("张伟", "外队顾客")
    for query in ("", "?team=西区"):
        page = supervisor.open(f"/review/report{query}").text
        assert "东区周报" in page
        assert "外队顾客" not in page
        assert "张伟" not in page


def test_an_administrator_chooses_the_team_and_keeps_it_from_week_to_week(
    visitor: Visitor, work: Fieldwork, team: Team
) -> None:
    work.add_customer("张伟", "外队顾客")
    work.add_customer("王丽", "李秀英")
    visitor.sign_in("Admin")
    first = visitor.open("/review/report").text
    assert re.findall('<option value="([^"]*)"', first) == ["东区", "西区"]
    assert ("李秀英" in first, "外队顾客" in first) == (True, False)
    other = visitor.open("/review/report?team=西区").text
    assert ("李秀英" in other, "外队顾客" in other) == (False, True)
    path = re.search(r'href="(/review/report\?week=2026-11-09[^"]*)"', other)
    assert path is not None
    assert "西区周报" in visitor.open(path[1].replace("&amp;", "&")).text
    assert visitor.open("/review/report?team=没有").status_code == 400
    assert sorted(noted(team)) == [
        ("Admin", "2026-11-09", "西区"),
        ("Admin", "2026-11-16", "东区"),
        ("Admin", "2026-11-16", "西区"),
    ]
    log = visitor.open("/review/audit").text
    assert "查看了周报" in log
    assert "2026-11-09 起的一周 · 西区" in log


def test_the_report_is_reached_from_the_page_of_the_team(supervisor: Visitor, team: Team) -> None:
    assert 'href="/review/report"' in supervisor.open("/review").text
    assert noted(team) == []


def test_a_week_of_which_something_is_unknown_has_no_percentage(
    supervisor: Visitor, work: Fieldwork, team: Team
) -> None:
    seen = work.add_customer("王丽", "李秀英", created="2026-11-16")
    work.add_customer("王丽", "张桂兰", created="2026-11-16")
    work.visit("王丽", seen, "2026-11-17 09:00")
    kept = work.promise("王丽", seen, "2026-11-17", "送年历")
    work.save("王丽", seen, kinds.PROMISE_KEPT, {"target": kept, "at": "2026-11-17T02:00:00Z"})
    work.promise("王丽", seen, "2026-11-20", "送体检报告")
    work.promise("王丽", seen, "2026-11-16", "修轮椅")
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-18T00:00:00Z"))
    supervisor.open("/review/language?to=en")
    page = supervisor.open("/review/report").text
    tiles = dict(re.findall("<div><dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert tiles["Contacts made<br>unknown: 1"] == '<span>1/2 <b aria-hidden="true">?</b></span>'
    assert tiles["Promises kept on time<br>unknown: 1"] == '<span>1/3 <b aria-hidden="true">?</b></span>'
    assert tiles["Customers whom nobody contacted<br>and 1 unknown"] == "0"
    assert tiles["Overdue promises at the end of the week<br>of these unknown: 1"] == "2"
    assert page.count('data-label="percent"><span>1/2 <b aria-hidden="true">?</b></span></td>') == 2
    assert " %</td>" not in page
    assert "<caption>Customers who are not known to have been contacted, " in page
    assert "1 of 2" in page
    rows = [row for row in page.split("<tr>") if 'data-label="Days late"' in row]
    told = [("修轮椅" in row, "as far as is known" in row, "<b>?</b>" in row) for row in rows]
    assert told == [(True, False, False), (False, True, True)]
