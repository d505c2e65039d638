"""The page of overdue promises: the same ones as the figure, by rep and age, each leading to its customer."""

import re

import pytest

from fieldlog.domain import kinds
from sync_server.database.engine import writing
from sync_server.database.tables import devices
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.review.visitor import Team, Visitor


@pytest.fixture
def work(team: Team) -> Fieldwork:
    """Two teams with a promise of each age in one, and one in the other."""
    work = Fieldwork(team.organisation)
    work.laptops |= team.laptops
    mine, theirs = work.add_customer("王丽", "李秀英"), work.add_customer("张伟", "赵德福")
    for due, text in (("2026-11-22", "送报告"), ("2026-11-01", "送药盒"), ("2026-10-01", "修轮椅")):
        work.promise("王丽", mine, due, text)
    work.promise("王丽", mine, "2026-12-20", "送年历")
    work.promise("张伟", theirs, "2026-11-20", "量血压")
    return work


def shown(page: str) -> list[str]:
    return re.findall('<td data-label="Promise">(?:<span>)?(.*?)<', page)


def test_a_supervisor_sees_the_overdue_promises_of_the_team_the_oldest_first(
    visitor: Visitor, work: Fieldwork
) -> None:
    visitor.sign_in("周敏")
    page = visitor.open("/review/promises", accept_language="en").text
    assert shown(page) == ["修轮椅", "送药盒", "送报告"]
    assert "54 days" in page
    assert "李秀英" in page
    assert "赵德福" not in page
    assert len(re.findall('href="/review/customers/[0-9a-f]{32}"', page)) == 3


def test_the_chinese_page_has_chinese_words_and_signs(visitor: Visitor, work: Fieldwork) -> None:
    visitor.sign_in("周敏")
    page = visitor.open("/review/promises").text
    assert "导出这些承诺" in page
    assert "约定" not in page
    text = re.sub("<[^>]*>", "", page)
    assert not re.search("[\u4e00-\u9fff] ?, ", text), re.findall(".*[\u4e00-\u9fff] ?, .*", text)


def test_promises_are_chosen_by_rep_and_age(visitor: Visitor, work: Fieldwork) -> None:
    visitor.sign_in("Admin")
    rep = work.laptops["王丽"].user_id
    page = visitor.open(f"/review/promises?rep={rep}&age=month", accept_language="en").text
    assert shown(page) == ["送药盒"]
    assert shown(visitor.open("/review/promises?age=week", accept_language="en").text) == ["量血压", "送报告"]
    assert shown(visitor.open("/review/promises?rep=nobody", accept_language="en").text) == []


def test_a_long_list_is_read_page_by_page_also_when_a_promise_is_kept_meanwhile(
    visitor: Visitor, work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.review.pages.promises.ON_A_PAGE", 2)
    customer = work.add_customer("王丽", "陈志远")
    texts = {work.promise("王丽", customer, "2026-11-10", f"同一天{n}"): f"同一天{n}" for n in range(4)}
    visitor.sign_in("Admin")
    visitor.open("/review/language?to=en")
    page, pages = visitor.open(f"/review/promises?rep={work.laptops['王丽'].user_id}").text, []
    while True:
        pages.append(shown(page))
        following = re.search('href="([^"]*behind=[^"]*)#list">Next page', page)
        if following is None:
            break
        page = visitor.open(following[1].replace("&amp;", "&")).text
        assert "Promises: 7" in page
    assert [len(one) for one in pages] == [2, 2, 2, 1]
    every = [text for one in pages for text in one]
    assert every[:2] + every[-1:] == ["修轮椅", "送药盒", "送报告"]
    assert set(every[2:6]) == set(texts.values())

    gone = next(name for name, text in texts.items() if text == every[2])
    work.save("王丽", customer, kinds.PROMISE_KEPT, {"target": gone, "at": "2026-11-23T01:00:00Z"})
    behind = f"behind=2026-11-10+{gone}"
    assert shown(visitor.open(f"/review/promises?{behind}").text)[0] in set(every[3:6])
    assert visitor.open("/review/promises?behind=yesterday").status_code == 400


def test_nothing_overdue_is_said_with_a_word_of_praise(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    assert "Well done" in visitor.open("/review/promises", accept_language="en").text


def test_a_promise_that_a_silent_laptop_may_have_kept_is_marked_and_counted_apart(
    visitor: Visitor, work: Fieldwork, team: Team
) -> None:
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-12T00:00:00Z"))
    visitor.sign_in("周敏")
    page = visitor.open("/review/promises", accept_language="en").text
    rows = dict(zip(shown(page), page.split('<td data-label="Promise">')[1:], strict=True))
    assert list(rows) == ["修轮椅", "送药盒", "送报告"]
    for mark in ("? as far as is known: the laptop has not synced since", " <b>?</b>"):
        assert [mark in row for row in rows.values()] == [False, False, True]
    assert re.search(r">3<span class=\"unseen\"> 王丽</span></a><br><span[^>]*>of these unknown: 1<", page)
    due = visitor.open("/review/promises/due?week=2026-W47&became=unknown", accept_language="en").text
    assert "送报告" in due
