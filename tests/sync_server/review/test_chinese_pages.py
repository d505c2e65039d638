"""Signs and spaces of Chinese sentences: a comma between a number and its order, none around a name."""

import re

from fieldlog.domain import kinds
from tests.sync_server.review.visitor import Team, Visitor


def words_of(page: str) -> str:
    """Return what is read on a page."""
    return re.sub(r"\s*<[^>]*>\s*", "", page)


def test_a_comma_stands_between_a_number_and_its_order_and_a_name_and_its_time(
    visitor: Visitor, team: Team
) -> None:
    team.visit_of("王丽")
    matter = team.matter_of("王丽")
    team.fieldwork.promise("王丽", team.customer_of("王丽"), "2026-11-10", "量血压")
    visitor.sign_in("周敏")
    assert "家访：1 次，新的在前" in visitor.open("/review/visits").text
    promises = visitor.open("/review/promises").text
    assert "承诺：1 条，逾期最久的在前" in promises
    assert '<span class="unseen"> 王丽，' in promises
    assert re.search("王丽，2026-", words_of(visitor.open(f"/review/inbox/matters/{matter}").text))


def test_no_space_stands_around_a_name_in_a_sentence(visitor: Visitor, team: Team) -> None:
    team.fieldwork.add_rep("李娜", "东区")
    customer = team.customer_of("王丽")
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/customers?week=2026-W46&was={team.ids['王丽']}").text
    assert "当时由王丽负责" in page
    visitor.open(f"/review/customers?rep={team.ids['王丽']}")
    fields = {"form": visitor.form_token(), "rep": team.ids["王丽"], "customer": customer}
    visitor.post("/review/customers", fields)
    assert "移交王丽的 1 位顾客" in visitor.follow().text
    assert "王丽的电脑上移除" in visitor.page.text


def test_no_space_stands_behind_a_full_stop_and_brackets_and_colons_are_chinese(
    visitor: Visitor, team: Team
) -> None:
    work = team.fieldwork
    customer = work.add_customer("王丽", "李秀英", created="2026-11-02")
    work.save("王丽", customer, kinds.PAUSE, {"start": "2026-11-20", "until": "2026-11-29", "reason": "住院"})
    visit = work.visit("王丽", customer, "2026-11-18 09:00", 20)
    visitor.sign_in("周敏")
    for path in ("/review", "/review/visits?rep=x", "/review/signals", "/review/customers?words=x"):
        assert not re.search(r"。(</?\w+>)? ", visitor.open(path).text), path
    assert "2026-11-29</a>：住院" in visitor.open(f"/review/customers/{customer}").text
    assert "（服务原则第 4 条）" in visitor.open(f"/review/visits/{visit}").text
    assert "没有找到" in visitor.open("/review/nothing").text
    assert '<a href="/review/account">取消</a>' in visitor.open("/review/password").text
