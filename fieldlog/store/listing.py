"""Long lists, read a window at a time: ids and counts come from an index alone, and only what is shown is
decoded.

Call a ``refresh`` of ``freshness`` first.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from fieldlog.domain.cards import ASK_THE_CARD, LETTERS, TO_CONTACT, plain
from fieldlog.domain.customer_filter import CustomerFilter, is_listed
from fieldlog.domain.days import monday_of, to_text
from fieldlog.domain.obligations import Obligation, from_stored, open_span
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.store import tables
from fieldlog.store.reading import cards_by_id
from fieldlog.store.store import Store
from fieldlog.store.tinydb_sqlcipher import Between, Containing, OneOf
from fieldlog.store.translation import translated

DISTRICT, FIND = "listed.district", "listed.find"
STANDING, CONTACT = "listed.standing", "listed.contact"
CUSTOMER_ORDER = (DISTRICT, "listed.sort")
OPEN_ORDER, DONE_ORDER = ("open",), ("done",)
Filters = tuple[OneOf | Containing, ...]


# Customers


def find_customer_ids(store: Store, wanted: CustomerFilter, today: date) -> tuple[str, ...]:
    """Return the ids of the customers that a filter lists, in the order of ``customer_filter.list_order``."""
    searched = _searched(wanted)
    if store.progress().week != monday_of(today).isoformat():
        # The clock was set back behind the last save: what this week's marks say is of another one.
        return _checked(store, _scan(store, searched), wanted, today)
    found = _scan(store, (*searched, *_marked(wanted)))
    unsure = set(_unsure(store, searched, wanted))
    if not unsure:
        return found
    passing = set(_checked(store, unsure, wanted, today))
    return tuple(one for one in found if one not in unsure or one in passing)


def districts_in_use(store: Store) -> tuple[str, ...]:
    """Return the districts that customers live in, sorted; an empty one stands for none."""
    with translated(store.home):
        return tuple(store.table(tables.CARDS).texts_at(DISTRICT))


def _searched(wanted: CustomerFilter) -> Filters:
    found: list[OneOf | Containing] = []
    if query := plain(wanted.query):
        found.append(Containing(FIND, query))
    if wanted.district is not None:
        found.append(OneOf(DISTRICT, (wanted.district,)))
    return tuple(found)


def _marked(wanted: CustomerFilter) -> Filters:
    """Return the filters that let the sure ones and those to be asked about through."""
    found: list[OneOf | Containing] = []
    if wanted.letter is not None:
        letter = (wanted.letter, f"{wanted.letter}*") if wanted.letter in LETTERS else ()
        found.append(OneOf(STANDING, (*letter, ASK_THE_CARD)))
    if wanted.key:
        found.append(Containing(STANDING, "*"))
    if wanted.not_contacted:
        found.append(OneOf(CONTACT, (TO_CONTACT, ASK_THE_CARD)))
    return tuple(found)


def _unsure(store: Store, searched: Filters, wanted: CustomerFilter) -> tuple[str, ...]:
    asked = [STANDING] if wanted.letter is not None or wanted.key else []
    asked += [CONTACT] if wanted.not_contacted else []
    return tuple(one for path in asked for one in _scan(store, (*searched, OneOf(path, (ASK_THE_CARD,)))))


def _scan(store: Store, filters: Filters) -> tuple[str, ...]:
    with translated(store.home):
        return tuple(store.table(tables.CARDS).scan(*filters, order_by=CUSTOMER_ORDER))


def _checked(store: Store, customers: Iterable[str], wanted: CustomerFilter, today: date) -> tuple[str, ...]:
    cards = cards_by_id(store, customers)
    return tuple(one for one in customers if one in cards and is_listed(cards[one], wanted, today))


# Promises


def count_open_promises(store: Store, first: datetime | None, last: datetime | None) -> int:
    """Return how many promises are open and due in [``first``, ``last``]; ``None`` leaves that side open."""
    with translated(store.home):
        return store.table(tables.OBLIGATIONS).scan_count(_due_between(first, last), order_by=OPEN_ORDER)


def open_promises(
    store: Store, first: datetime | None, last: datetime | None, start: int, count: int
) -> tuple[Obligation, ...]:
    """Return ``count`` of the open promises due in [``first``, ``last``], from place ``start`` on, by due
    instant and id.
    """
    with translated(store.home):
        found = store.table(tables.OBLIGATIONS).scan(
            _due_between(first, last), order_by=OPEN_ORDER, first=start, limit=count
        )
    return _obligations(store, found)


def count_closed_promises(store: Store) -> int:
    """Return how many promises are kept or released."""
    with translated(store.home):
        return store.table(tables.OBLIGATIONS).scan_count(order_by=DONE_ORDER)


def closed_promises(store: Store, start: int, count: int) -> tuple[Obligation, ...]:
    """Return ``count`` of the kept and released promises, from place ``start`` on, the newest first."""
    with translated(store.home):
        found = store.table(tables.OBLIGATIONS).scan(
            order_by=DONE_ORDER, descending=True, first=start, limit=count
        )
    return _obligations(store, found)


def _due_between(first: datetime | None, last: datetime | None) -> Between:
    return Between(
        "open",
        *open_span(
            PROMISE_RULE, "" if first is None else to_text(first), "9999" if last is None else to_text(last)
        ),
    )


def _obligations(store: Store, keys: Sequence[str]) -> tuple[Obligation, ...]:
    with translated(store.home):
        rows = store.table(tables.OBLIGATIONS).get(doc_ids=keys)
    found = {str(row.doc_id): from_stored(row) for row in rows}
    return tuple(found[key] for key in keys if key in found)
