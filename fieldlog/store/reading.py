"""Reading what is derived: obligations and cards. Call a ``refresh`` of ``freshness`` first."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tinydb import where
from tinydb.queries import QueryInstance

from fieldlog.domain.days import to_text
from fieldlog.domain.documents import shown_values
from fieldlog.domain.obligations import Obligation, from_stored, open_span
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.store import tables
from fieldlog.store.store import Store
from fieldlog.store.translation import translated


def open_obligations(
    store: Store, rule: str, due_by: datetime, due_from: datetime | None = None
) -> list[Obligation]:
    """Return the open obligations of one rule due in [``due_from``, ``due_by``]; those that were met cost
    nothing.

    A missed week or a visit too short stays open for ever: ask for such rules from a day on.
    """
    low, high = open_span(rule, "" if due_from is None else to_text(due_from), to_text(due_by))
    is_open = where("open")
    with translated(store.home):
        rows = store.table(tables.OBLIGATIONS).search((is_open >= low) & (is_open < high))
    return [from_stored(row) for row in rows]


def obligations_between(store: Store, first: datetime, last: datetime) -> list[Obligation]:
    """Return the obligations that fall due in [first, last]."""
    due = where("due")
    with translated(store.home):
        rows = store.table(tables.OBLIGATIONS).search((due >= to_text(first)) & (due <= to_text(last)))
    return [from_stored(row) for row in rows]


def obligations_about(store: Store, subject: str) -> list[Obligation]:
    """Return the obligations about one visit or promise."""
    with translated(store.home):
        rows = store.table(tables.OBLIGATIONS).search(where("subject") == subject)
    return [from_stored(row) for row in rows]


def promise_obligations(store: Store) -> list[Obligation]:
    """Return the obligations of all promises ever made."""
    with translated(store.home):
        rows = store.table(tables.OBLIGATIONS).search(where("rule") == PROMISE_RULE)
    return [from_stored(row) for row in rows]


def cards_by_id(store: Store, customers: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the cards of these customers that have one; of those joined to others, none."""
    wanted = sorted(set(customers))
    with translated(store.home):
        rows = store.table(tables.CARDS).get(doc_ids=wanted) if wanted else []
    return {row["id"]: row for row in rows if "kept" not in row}


def all_cards(store: Store) -> list[Mapping[str, Any]]:
    """Return the cards of all customers that were not joined to another."""
    with translated(store.home):
        return [row for row in store.table(tables.CARDS) if "kept" not in row]


def find_card(store: Store, customer: str) -> Mapping[str, Any] | None:
    """Return the card of a customer; of one that was joined to another, a stub with ``kept``."""
    with translated(store.home):
        return store.find_row(tables.CARDS, customer)


def find_kept_card(store: Store, customer: str) -> Mapping[str, Any] | None:
    """Return the card of a customer; of one that was joined to another, the card of that other."""
    card, seen = find_card(store, customer), {customer}
    while card is not None and "kept" in card and card["kept"] not in seen:
        seen.add(card["kept"])
        card = find_card(store, card["kept"])
    return None if card is None or "kept" in card else card


def read_name(store: Store, customer: str) -> str:
    """Return how a customer is called; a card that is not made yet need not be waited for."""
    if card := find_kept_card(store, customer):
        return str(card["name"])
    document = store.find_document(customer) if customer else None
    name = None if document is None else json.loads(shown_values(document).get("name", "null"))
    return name if isinstance(name, str) else ""


def cards_with_dates(store: Store, first: str, last: str) -> list[Mapping[str, Any]]:
    """Return the cards with a birthday in [first, last] (days as text), or whose first pause ends by then, or
    with a review that waits for an answer or was heard of late.

    A card names the first of its pauses to end; a later one may end in the span although the first has ended
    before it.
    """
    birthday, pause = where("next_birthday"), where("pause_end")
    near = ((birthday >= first) & (birthday <= last)) | (pause <= last)
    with translated(store.home):
        return list(store.table(tables.CARDS).search(near | _has_reviews(first)))


def cards_with_reviews(store: Store, today: str) -> list[Mapping[str, Any]]:
    """Return the cards with a review that waits for an answer, or was heard in the weeks before a day."""
    with translated(store.home):
        return list(store.table(tables.CARDS).search(_has_reviews(today)))


def _has_reviews(today: str) -> QueryInstance:
    return (where("asked_since") >= "") | (where("heard_until") >= today)
