"""The search within one customer: health notes too, a line in the log for each, and never the words in it."""

import re
from io import StringIO

import pytest

from sync_server.core.erasure import erase_customer
from sync_server.database.engine import reading, write
from sync_server.database.tables import audit
from tests.sync_server.review.test_customer_pages import Customers
from tests.sync_server.review.visitor import Team, Visitor

NAME = "王桂兰"


@pytest.fixture
def customers(team: Team) -> Customers:
    """One customer with a visit of each kind of hit; the health note is ``血压偏高``."""
    customers = Customers(team)
    work, customer = customers.work, customers.ids[NAME]
    visit = work.visit("王丽", customer, "2026-11-10 10:00", purpose="送 体检 报告", note="Tea and 鱼油")
    work.promise("王丽", customer, "2026-12-01", "带血压计来", visit=visit)
    work.promise("王丽", customer, "2026-12-02", "找人修血压计")
    return customers


def search(visitor: Visitor, customers: Customers, words: str, name: str = NAME) -> str:
    visitor.open("/review/language?to=en")
    visitor.open(customers.path(name))
    return visitor.send("/search", words=words).text


def found(page: str) -> list[tuple[str, str]]:
    """Return the day and the text of each place in which something was found."""
    hits = re.findall('<li><time datetime="(.*?)">.*?<dl class="facts">(.*?)</dl>', page, re.DOTALL)
    return [
        (day, re.sub("<[^>]*>", "", text).strip())
        for day, places in hits
        for text in re.findall("<dd.*?</dd>", places, re.DOTALL)
    ]


def searches(customers: Customers) -> list[tuple[str, str, str, str]]:
    with reading(customers.work.organisation.engine) as connection:
        rows = connection.execute(audit.select().order_by(audit.c.at)).all()
    return [(row.by, row.action, row.subject, row.detail) for row in rows if row.action.startswith("search")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("体检报告", [("2026-11-10", "送 体检 报告")]),
        ("孙子", [("2026-11-23", "聊了孙子")]),
        ("TEA", [("2026-11-10", "Tea and 鱼油")]),
        ("油", [("2026-11-10", "Tea and 鱼油")]),
        ("tea 体检", [("2026-11-10", "送 体检 报告"), ("2026-11-10", "Tea and 鱼油")]),
        ("tea 孙子", []),
        (
            "血压",
            [("2026-11-23", "血压偏高"), ("2026-11-10", "带血压计来"), ("2026-11-01", "找人修血压计")],
        ),
    ],
)
def test_purpose_note_promises_and_health_notes_are_found_by_words_of_two_characters(
    visitor: Visitor, customers: Customers, words: str, expected: list[tuple[str, str]]
) -> None:
    customers.agree(NAME)
    visitor.sign_in("周敏")
    page = search(visitor, customers, words)
    assert found(page) == expected
    assert f"Found: {len({day for day, _ in expected})}" in page


def test_a_hit_names_its_place_marks_the_words_and_leads_to_its_visit(
    visitor: Visitor, customers: Customers
) -> None:
    customers.agree(NAME)
    visitor.sign_in("周敏")
    page = search(visitor, customers, "偏高")
    assert "<dt>Health: body</dt>" in page
    assert "血压<mark>偏高</mark>" in page
    link = re.search('href="(/review/visits/[0-9a-f]{32})"', page)
    assert link is not None
    assert "血压偏高" in visitor.open(link[1]).text


def test_each_search_is_one_line_in_the_log_and_the_words_stand_nowhere(
    visitor: Visitor, customers: Customers, log: StringIO
) -> None:
    customers.agree(NAME)
    visitor.sign_in("周敏")
    search(visitor, customers, "偏高")
    assert visitor.page.request.url.query == b""
    search(visitor, customers, "没有的词")
    scope = f"customer:{customers.ids[NAME]}"
    assert searches(customers) == [("周敏", "searched-customer", scope, "")] * 2
    page = visitor.open("/review/audit", accept_language="en").text
    assert "searched the visits and health notes of a customer" in page
    for words in ("偏高", "没有的词", "%E5%81%8F"):
        assert words not in log.getvalue()
        assert words not in page


def test_without_consent_and_after_it_was_withdrawn_health_notes_are_not_found(
    visitor: Visitor, customers: Customers
) -> None:
    visitor.sign_in("周敏")
    assert found(search(visitor, customers, "偏高")) == []
    assert "Health notes were not searched" in visitor.page.text
    customers.agree(NAME)
    assert found(search(visitor, customers, "偏高")) == [("2026-11-23", "血压偏高")]
    customers.agree(NAME, "withdrawn")
    assert found(search(visitor, customers, "偏高")) == []
    assert found(search(visitor, customers, "孙子")) == [("2026-11-23", "聊了孙子")]


def test_what_was_erased_is_not_found(visitor: Visitor, customers: Customers) -> None:
    customers.agree(NAME)
    visitor.sign_in("周敏")
    assert found(search(visitor, customers, "偏高")) == [("2026-11-23", "血压偏高")]
    now, customer = visitor.clock.now(), customers.ids[NAME]
    write(
        customers.work.organisation.engine,
        lambda connection: erase_customer(connection, customer, "wish", "Admin", now),
    )
    assert found(search(visitor, customers, "偏高")) == []
    assert found(search(visitor, customers, "孙子")) == [("2026-11-23", "聊了孙子")]


def test_a_search_without_words_says_so_and_is_not_in_the_log(visitor: Visitor, customers: Customers) -> None:
    visitor.sign_in("周敏")
    page = search(visitor, customers, " 　")
    assert visitor.page.status_code == 422
    assert "is empty. Type something." in page
    assert searches(customers) == []


def test_another_customer_is_not_searched_and_nobody_of_another_team_searches(
    visitor: Visitor, customers: Customers
) -> None:
    visitor.sign_in("周敏")
    assert found(search(visitor, customers, "孙子", "李明朗")) == []
    token = {"form": visitor.form_token(), "words": "孙子"}
    assert visitor.post(f"{customers.path('吴国强')}/search", token).status_code == 404
    assert [subject for _, _, subject, _ in searches(customers)] == [f"customer:{customers.ids['李明朗']}"]


def test_words_in_an_address_are_not_searched(visitor: Visitor, customers: Customers) -> None:
    visitor.sign_in("周敏")
    page = visitor.open(f"{customers.path(NAME)}/search?words=孙子", accept_language="en").text
    assert "聊了孙子" not in page
    assert searches(customers) == []


def test_a_long_note_is_shown_around_the_word(visitor: Visitor, customers: Customers) -> None:
    note = "前" * 300 + "血压计" + "后" * 300
    customers.work.visit("王丽", customers.ids["赵德福"], "2026-11-12 10:00", note=note)
    visitor.sign_in("周敏")
    ((_, text),) = found(search(visitor, customers, "血压计", "赵德福"))
    assert text == "…" + "前" * 40 + "血压计" + "后" * 117 + "…"


def test_only_so_many_hits_are_shown_and_the_rest_is_counted(
    visitor: Visitor, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.core.customer_search.MOST_HITS", 1)
    visitor.sign_in("周敏")
    page = search(visitor, customers, "送")
    assert len(found(page)) == 1
    assert "1 more, which are older" not in page
    page = search(visitor, customers, "血压计")
    assert [day for day, _ in found(page)] == ["2026-11-10"]
    assert "1 more, which are older" in page
