"""Lists of customers and promises from the index say what the plain definition says of every card."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.card_making import make_card
from fieldlog.domain.cards import Card
from fieldlog.domain.customer_filter import CustomerFilter, is_listed, is_to_contact, list_order
from fieldlog.domain.documents import Document
from fieldlog.domain.packs import BUILT_IN
from fieldlog.store import tables
from fieldlog.store.listing import districts_in_use, find_customer_ids
from fieldlog.store.store import Store
from tests.domain.builders import (
    SHANGHAI,
    customer,
    dossier,
    made_class,
    obligations,
    opted_out,
    paused,
    visit,
)
from tests.store.stores import make_workspace

MONDAY = date(2026, 11, 16)
"""The week that the cards are made for."""
ODD = "李王曾é́ßİa%_\\'\"*?[]\u00a0\u3000 \t\n\x01\x02🎂\u202e\u05d0"
texts = st.one_of(st.text(st.sampled_from(ODD), max_size=5), st.text(max_size=3)).filter(
    lambda text: text.encode("utf-8", "ignore").decode() == text
)
days = st.integers(-9, 9).map(lambda number: (MONDAY + timedelta(days=number)).isoformat())
facts = st.one_of(
    st.builds(
        made_class,
        days,
        st.sampled_from(["A", "B", "", "D", "*", "?*", None]),
        st.sampled_from([True, False, None]),
    ),
    st.builds(lambda day, reached: visit(f"{day} 10:00", reached=reached), days, st.booleans()),
    st.builds(
        lambda day, length: paused(day, (date.fromisoformat(day) + timedelta(days=length)).isoformat()),
        days,
        st.integers(0, 8),
    ),
    st.builds(opted_out, days),
)
profiles = st.fixed_dictionaries(
    {"name": texts},
    optional={
        "honorific": texts,
        "address": texts,
        "district": st.sampled_from(["", "南湖", "南", "a", "%"]) | texts,
        "phone__1": texts,
    },
)
people = st.lists(st.tuples(profiles, st.lists(facts, max_size=4)), max_size=8)
filters = st.builds(
    CustomerFilter,
    query=st.just("") | texts,
    letter=st.sampled_from([None, None, "A", "B", "", "D"]),
    key=st.booleans(),
    district=st.none() | st.sampled_from(["", "南湖", "%"]),
    not_contacted=st.booleans(),
)


def make_cards(found: list[tuple[dict[str, Any], list[Document]]]) -> list[Card]:
    cards: list[Card] = []
    for number, (profile, documents) in enumerate(found):
        # Later ids sort before earlier ones, so that the order of insertion does not help.
        doc_id = f"id{99 - number}"
        own = [one._replace(scope=f"customer:{doc_id}") for one in documents]
        known = [customer("2026-09-01", doc_id, **profile), *own]
        judged = obligations(
            [one._replace(scope="customer:c1") for one in known[1:]] + [customer("2026-09-01")]
        )
        card = make_card(dossier(*known, customer_id=doc_id), judged, (BUILT_IN,), SHANGHAI, MONDAY, None)
        assert card is not None
        cards.append(card)
    return cards


@contextmanager
def stored(cards: list[Card]) -> Iterator[Store]:
    with (
        TemporaryDirectory(prefix="fieldlog-listing-") as folder,
        make_workspace(Path(folder) / "home").store as store,
    ):
        with store.writing():
            rows = [tables.named_row(card, card["id"]) for card in cards]
            rows.append(tables.named_row({"id": "joined", "kept": "id99"}, "joined"))
            store.table(tables.CARDS).insert_multiple(rows)
            store.write_progress(store.progress()._replace(week=MONDAY.isoformat()))
        yield store


def expected(cards: list[Card], wanted: CustomerFilter, today: date) -> tuple[str, ...]:
    """The same in plain Python."""
    return tuple(card["id"] for card in sorted(cards, key=list_order) if is_listed(card, wanted, today))


@settings(max_examples=60, deadline=None)
@given(people, st.lists(filters, min_size=1, max_size=6), st.integers(-9, 13))
def test_the_store_lists_the_customers_that_the_definition_lists_in_its_order(
    found: list[tuple[dict[str, Any], list[Document]]], wanted: list[CustomerFilter], ahead: int
) -> None:
    cards = make_cards(found)
    days = {MONDAY + timedelta(days=ahead), *(MONDAY + timedelta(days=number) for number in (0, 3, 6))}
    with stored(cards) as store:
        for today in sorted(days):
            for one in (*wanted, CustomerFilter()):
                assert find_customer_ids(store, one, today) == expected(cards, one, today)
        assert districts_in_use(store) == tuple(sorted({card["district"] for card in cards}))


@settings(max_examples=60, deadline=None)
@given(people.filter(bool), st.data())
def test_every_part_of_what_is_known_finds_its_customer(
    found: list[tuple[dict[str, Any], list[Document]]], data: st.DataObject
) -> None:
    cards = make_cards(found)
    card = data.draw(st.sampled_from(cards))
    text = data.draw(st.sampled_from([card["name"], *card["readings"], *card["phones"], card["address"]]))
    start = data.draw(st.integers(0, len(text)))
    query = text[start : data.draw(st.integers(start, len(text)))].swapcase()
    with stored(cards) as store:
        ids = find_customer_ids(store, CustomerFilter(query), MONDAY)
    assert ids == expected(cards, CustomerFilter(query), MONDAY)


def test_a_query_that_no_text_can_hold_finds_nobody() -> None:
    with stored(make_cards([({"name": "李明朗"}, [])])) as store:
        for query in ("\ud800", "\x00", "%", "' OR 1", "李\n王"):
            assert find_customer_ids(store, CustomerFilter(query), MONDAY) == ()
        assert find_customer_ids(store, CustomerFilter("\u3000LM L "), MONDAY) == ("id99",)


def test_whose_contact_is_due_follows_the_week_the_visit_and_the_pause() -> None:
    known = made_class("2026-09-01", "A")
    reached, tried = visit("2026-11-17 10:00"), visit("2026-11-17 10:00", reached=False)
    short = paused("2026-11-18", "2026-11-19")
    facts = [[known], [known, reached], [known, tried], [known, short], [], [known, opted_out("2026-11-22")]]
    cards = make_cards([({"name": "李明朗"}, found) for found in facts])
    tuesday, wednesday, friday = (MONDAY + timedelta(days=number) for number in (1, 2, 4))
    with stored(cards) as store:
        for day, due in ((tuesday, [0, 2, 3]), (wednesday, [0, 2]), (friday, [0, 2, 3])):
            assert [number for number, card in enumerate(cards) if is_to_contact(card, day)] == due
            found = find_customer_ids(store, CustomerFilter(not_contacted=True), day)
            assert sorted(found) == sorted(cards[number]["id"] for number in due)
    # With the clock set back a week, what was missed then is due again; with it ahead, nobody knows.
    assert [is_to_contact(card, MONDAY - timedelta(days=1)) for card in cards[:2]] == [True, True]
    assert not any(is_to_contact(card, MONDAY + timedelta(days=7)) for card in cards)


def test_a_shorter_reading_stands_first_whatever_follows_in_the_longer_one() -> None:
    names = ("a", "a\x00", "a\x01", "a\x02", "a\x03", "a b", "ab", "b")
    cards = make_cards([({"name": name}, []) for name in reversed(names)])
    with stored(cards) as store:
        ids = find_customer_ids(store, CustomerFilter(), MONDAY)
    assert ids == expected(cards, CustomerFilter(), MONDAY)
    assert ids == tuple(f"id{92 + place}" for place in (0, 1, 2, 3, 4, 5, 6, 7))
