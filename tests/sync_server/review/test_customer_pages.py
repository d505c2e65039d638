"""The pages of customers: the list, one customer, and handing it over."""

import re

import pytest

from fieldlog.domain import kinds
from sync_server.database.engine import reading, writing
from sync_server.database.tables import audit, devices
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.organisation import new_id
from tests.sync_server.review.visitor import Team, Visitor

NAMES = ("李明朗", "王桂兰", "赵德福")


class Customers:
    """Three customers of a rep, one of them seen this week, and one of another team."""

    def __init__(self, team: Team) -> None:
        self.work = Fieldwork(team.organisation)
        self.work.laptops |= team.laptops
        self.ids = {name: self.work.add_customer("王丽", name, district="东湖") for name in NAMES}
        self.ids["吴国强"] = self.work.add_customer("张伟", "吴国强", district="西山")
        self.work.visit("王丽", self.ids["王桂兰"], "2026-11-23 10:00", health="血压偏高", note="聊了孙子")
        self.work.visit("王丽", self.ids["李明朗"], "2026-11-02 10:00")

    def path(self, name: str) -> str:
        return f"/review/customers/{self.ids[name]}"

    def agree(self, name: str, state: str = "given") -> None:
        values = {
            "purpose": "health-notes",
            "wording": "health-notes/1",
            "state": state,
            "at": "2026-11-23T03:00:00Z",
            "how": "口头",
            "by": "王丽",
        }
        self.work.save("王丽", self.ids[name], kinds.CONSENT, values)


@pytest.fixture
def customers(team: Team) -> Customers:
    return Customers(team)


def names(page: str) -> list[str]:
    return re.findall('<th scope="row"><a href="/review/customers/[0-9a-f]{32}">(.*?)</a>', page)


def deeds(customers: Customers) -> list[tuple[str, str]]:
    with reading(customers.work.organisation.engine) as connection:
        rows = connection.execute(audit.select().order_by(audit.c.at)).all()
    return [(row.action, row.subject) for row in rows if row.action.startswith("saw-customer")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", list(NAMES)),
        ("words=lml", ["李明朗"]),
        ("words=桂兰", ["王桂兰"]),
        ("words=东湖 zdf", ["赵德福"]),
        ("words=吴国强", []),
        ("district=西山", []),
        ("rep=nobody", []),
        ("contact=1", ["赵德福", "李明朗"]),
        ("contact=8", ["赵德福"]),
        ("contact=many", list(NAMES)),
    ],
)
def test_customers_of_the_team_are_found_by_what_one_knows_of_them(
    visitor: Visitor, customers: Customers, asked: str, found: list[str]
) -> None:
    visitor.sign_in("周敏")
    assert names(visitor.open(f"/review/customers?{asked}").text) == found


def test_who_was_contacted_three_weeks_ago_is_in_the_list_of_three_weeks_at_whatever_hour(
    visitor: Visitor, customers: Customers
) -> None:
    customers.work.visit("王丽", customers.ids["王桂兰"], "2026-11-03 22:00")
    barely = customers.work.add_customer("王丽", "孙玉珍")
    customers.work.visit("王丽", barely, "2026-11-03 22:00")
    later = customers.work.add_customer("王丽", "周秀兰")
    customers.work.visit("王丽", later, "2026-11-04 00:30")
    visitor.sign_in("周敏")
    assert re.search(
        rf'{barely}">孙玉珍</a>.*?<span class="end">21 天前</span>', visitor.open("/review").text, re.S
    )
    assert names(visitor.open("/review/customers?contact=3").text) == ["赵德福", "李明朗", "孙玉珍"]


def test_that_nothing_is_open_is_told_to_the_supervisor_and_not_to_the_customer(
    visitor: Visitor, customers: Customers
) -> None:
    visitor.sign_in("周敏")
    page = visitor.open(customers.path("李明朗"))
    assert "没有待兑现的承诺。" in page.text
    assert "答应您的" not in page.text
    assert "No promise is open." in visitor.open(customers.path("李明朗"), accept_language="en").text


def test_a_long_list_is_read_page_by_page(
    visitor: Visitor, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.review.pages.customers.ON_A_PAGE", 2)
    visitor.sign_in("Admin")
    seen: list[str] = []
    path = "/review/customers?contact=1"
    while path:
        page = visitor.open(path).text
        seen += names(page)
        following = re.search('href="([^"]*behind=[^"]*)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == ["吴国强", "赵德福", "李明朗"] or seen == ["赵德福", "吴国强", "李明朗"]
    assert visitor.open("/review/customers?behind=%27").status_code == 400
    assert names(visitor.open(f"/review/customers?behind={new_id()}").text) != []


def test_the_year_is_told_in_words_and_signs_and_week_by_week(visitor: Visitor, customers: Customers) -> None:
    visitor.sign_in("周敏")
    page = visitor.open(customers.path("李明朗"), accept_language="en").text
    label = re.search('role="img" aria-label="(.*?)"', page)
    assert label is not None
    assert label[1].startswith("contacted in 1 of")
    assert page.count('<b class="week') - len(re.findall('class="legend"', page)) >= 52
    assert '<time datetime="2026-11-02">2026-11-02</time></th><td data-label="Contact">contacted</td>' in page


def test_health_notes_are_read_only_with_consent_and_never_without_a_line_in_the_log(
    visitor: Visitor, customers: Customers
) -> None:
    visitor.sign_in("周敏")
    path, scope = customers.path("王桂兰"), f"customer:{customers.ids['王桂兰']}"
    assert "血压偏高" not in visitor.open(f"{path}?health=1").text
    customers.agree("王桂兰")
    assert "血压偏高" not in visitor.open(path).text
    assert deeds(customers) == [("saw-customer", scope)] * 2
    assert "血压偏高" in visitor.open(f"{path}?health=1").text
    assert deeds(customers)[-1] == ("saw-customer-health", scope)
    customers.agree("王桂兰", "withdrawn")
    assert "血压偏高" not in visitor.open(f"{path}?health=1").text


def test_a_customer_that_is_handed_over_changes_hands_and_the_old_laptop_is_named(
    visitor: Visitor, team: Team, customers: Customers
) -> None:
    visitor.sign_in("Admin")
    path = customers.path("李明朗")
    visitor.open(f"{path}/hand-over")
    answer = visitor.send("hand-over", to=team.ids["张伟"], reason=" ")
    assert answer.status_code == 422
    page = visitor.send("hand-over", to=team.ids["张伟"], reason="搬家", accept_language="en").text
    assert visitor.path == path
    assert f'<a href="/review/people/{team.ids["张伟"]}">张伟</a>' in page


def test_who_looks_at_an_old_page_hands_nothing_over(
    visitor: Visitor, team: Team, customers: Customers
) -> None:
    visitor.sign_in("Admin")
    visitor.open(f"{customers.path('李明朗')}/hand-over")
    customers.work.hand_over(customers.ids["李明朗"], "张伟")
    answer = visitor.send("hand-over", to=team.ids["王丽"], reason="搬家")
    assert answer.status_code == 409
    assert "张伟" in answer.text


def test_nobody_gives_a_customer_to_another_team_or_takes_one_from_it(
    visitor: Visitor, team: Team, customers: Customers
) -> None:
    visitor.sign_in("周敏")
    visitor.open("/review")
    token = {"form": visitor.form_token(), "reason": "搬家"}
    foreign = {**token, "to": team.ids["王丽"], "owner": "张伟"}
    assert visitor.post(f"{customers.path('吴国强')}/hand-over", foreign).status_code == 404
    away = {**token, "to": team.ids["张伟"], "owner": "王丽"}
    assert visitor.post(f"{customers.path('李明朗')}/hand-over", away).status_code == 404
    to_supervisor = {**token, "to": team.ids["周敏"], "owner": "王丽"}
    assert visitor.post(f"{customers.path('李明朗')}/hand-over", to_supervisor).status_code == 404
    assert visitor.open(customers.path("李明朗")).status_code == 200


def test_a_late_promise_that_a_silent_laptop_may_have_kept_is_marked(
    visitor: Visitor, customers: Customers, team: Team
) -> None:
    for due, text in (("2026-11-11", "送药盒"), ("2026-11-20", "送体检报告")):
        customers.work.promise("王丽", customers.ids["李明朗"], due, text)
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-12T00:00:00Z"))
    visitor.sign_in("周敏")
    page = visitor.open(customers.path("李明朗"), accept_language="en").text
    known, unknown = (page.split(f"<li>{text}")[1].split("</li>")[0] for text in ("送药盒", "送体检报告"))
    assert 'tag warn">late by 13 days' in known
    assert "as far as is known" not in known
    assert 'tag plain">? late by 4 days' in unknown
    assert "as far as is known: the laptop has not synced since" in unknown
