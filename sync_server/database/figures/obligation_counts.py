"""Obligations counted by their state, and those of one week or still open."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msgspec.json import decode
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from fieldlog.domain.days import from_text
from fieldlog.domain.obligations import Obligation
from sync_server.database import devices as device_rows
from sync_server.database.derived_tables import customer_cards, obligations
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import devices, users
from sync_server.database.visibility import owned_within


class Period(NamedTuple):
    """The due instants that are counted, and their weeks, both ends included, as of a moment; all as text."""

    first: str
    last: str
    now: str
    weeks: tuple[str, str] = ("", "")


class StateCounts(NamedTuple):
    """How many obligations of a key are in which state. ``unknown`` were not met as far as is known, but fell
    due after the laptop of the rep had spoken last.
    """

    key: str
    week: str
    met: int
    missed: int
    open: int
    excused: int
    unknown: int


LAST_SYNC = (
    select(devices.c.user_id, func.max(devices.c.seen_at).label("seen_at"))
    .where(devices.c.state.in_((device_rows.ACTIVE, device_rows.FORKED)))
    .group_by(devices.c.user_id)
    .subquery("last_sync")
)
"""When a laptop of each user spoke last."""

_one = obligations.c
_STATES = ("met", "missed", "open", "excused", "unknown")


def state_of(now: str) -> ColumnElement[str]:
    """Return the state of an obligation as of an instant; in a query that joins ``LAST_SYNC``."""
    is_late = and_(_one.met_at.is_not(None), _one.met_at > _one.due)
    return case(
        (_one.excused.is_not(None), "excused"),
        (is_late, "missed"),
        (_one.met_at.is_not(None), "met"),
        else_=_unmet_state(now),
    )


def _unmet_state(now: str) -> ColumnElement[str]:
    last_sync = func.coalesce(LAST_SYNC.c.seen_at, "")
    return case((_one.due >= now, "open"), (_one.due > last_sync, "unknown"), else_="missed")


def _within(query: Select[Any], sight: Sight, rule: str, period: Period) -> Select[Any]:
    return query.outerjoin(LAST_SYNC, LAST_SYNC.c.user_id == obligations.c.responsible_id).where(
        owned_within(sight, obligations.c.owner_id),
        obligations.c.rule == rule,
        obligations.c.due.between(period.first, period.last),
    )


def count_states(
    connection: Connection, sight: Sight, rule: str, period: Period, by_rep: bool = False
) -> list[StateCounts]:
    """Return the counts of a rule by week, and by who was responsible when it is asked for (else key "")."""
    counted: dict[tuple[str, str], dict[str, int]] = {}

    def count(rep: str, week: str, state: str, times: int) -> None:
        if times:
            key = (rep if by_rep else "", week)
            counted.setdefault(key, dict.fromkeys(_STATES, 0))[state] += times

    for rep, week, excused, late, met in connection.execute(_closed(sight, rule, period)):
        count(rep, week, "excused", excused)
        count(rep, week, "missed", late)
        count(rep, week, "met", met)
    state = _unmet_state(period.now)
    unmet = _within(select(_one.responsible_id, _one.week, state), sight, rule, period)
    for rep, week, state in connection.execute(unmet.where(_one.met_at.is_(None), _one.excused.is_(None))):
        count(rep, week, state, 1)
    return [StateCounts(*key, *counts.values()) for key, counts in sorted(counted.items())]


def _closed(sight: Sight, rule: str, period: Period) -> Select[Any]:
    """Return the query that counts what is excused, was met late, and was met in time.

    It reads an index from one end to the other and sorts nothing; what is not met yet is far less, and lies
    in an index of its own.
    """
    excused = case((_one.excused.is_not(None), 1), else_=0)
    late = case((and_(_one.excused.is_(None), _one.met_at > _one.due), 1), else_=0)
    met = case((and_(_one.excused.is_(None), _one.met_at <= _one.due), 1), else_=0)
    return (
        select(_one.responsible_id, _one.week, func.sum(excused), func.sum(late), func.sum(met))
        .where(
            owned_within(sight, _one.owner_id),
            _one.rule == rule,
            _one.week.between(*period.weeks),
        )
        .group_by(_one.owner_id, _one.week, _one.responsible_id)
    )


class CustomerWeek(NamedTuple):
    """How one customer's weekly obligation stands; ``attempts`` reached nobody."""

    customer: str
    week: str
    state: str
    attempts: int


def customer_weeks(
    connection: Connection, sight: Sight, rule: str, period: Period, customers: Sequence[str]
) -> list[CustomerWeek]:
    """Return how each week of these customers stands."""
    query = select(_one.customer, _one.week, state_of(period.now), _one.evidence).select_from(obligations)
    # In a comparison, so that the rows of these customers are read and not those of all the team.
    is_wanted = and_(owned_within(sight, _one.owner_id), _one.due.between(period.first, period.last))
    found = query.outerjoin(LAST_SYNC, LAST_SYNC.c.user_id == _one.responsible_id).where(
        among(_one.customer, "customers"), _one.rule == rule, case((is_wanted, 1), else_=0) == 1
    )
    rows = connection.execute(found, {"customers": list(customers)})
    return [
        CustomerWeek(customer, week, state, int(decode(evidence).get("attempts", 0)))
        for customer, week, state, evidence in rows
    ]


def _is_open(sight: Sight) -> ColumnElement[bool]:
    """Return the condition of the index over what is open."""
    return and_(owned_within(sight, _one.owner_id), _one.met_at.is_(None), _one.excused.is_(None))


def open_before(connection: Connection, sight: Sight, rule: str, before: str) -> list[Obligation]:
    """Return the open obligations of a rule that fell due before an instant."""
    query = select(obligations).where(_is_open(sight), _one.rule == rule, _one.due < before)
    return _read(connection.execute(query))


def count_open_before(connection: Connection, sight: Sight, rule: str, before: str) -> int:
    """Return how many obligations of a rule that fell due before an instant are open."""
    query = select(func.count()).where(_is_open(sight), _one.rule == rule, _one.due < before)
    return int(connection.execute(query).scalar_one())


def open_between(
    connection: Connection, sight: Sight, rules: Sequence[str], first: str, last: str
) -> list[Obligation]:
    """Return the open obligations of rules that fall due between two instants, both included."""
    is_due = _one.due.between(first, last)
    query = select(obligations).where(_is_open(sight), _one.rule.in_(rules), is_due)
    return _read(connection.execute(query))


def open_at(connection: Connection, sight: Sight, rule: str, instant: str) -> list[Obligation]:
    """Return the obligations of a rule that fell due before an instant at which they were not met."""
    query = select(obligations).where(
        owned_within(sight, _one.owner_id),
        _one.rule == rule,
        _one.due < instant,
        or_(_one.met_at.is_(None), _one.met_at > instant),
        _one.excused.is_(None),
    )
    return _read(connection.execute(query))


def due_between(
    connection: Connection, sight: Sight, rules: Sequence[str], first: str, last: str
) -> list[Obligation]:
    """Return the obligations of rules that fall due between two instants, both included."""
    query = select(obligations).where(
        owned_within(sight, _one.owner_id), _one.rule.in_(rules), _one.due.between(first, last)
    )
    return _read(connection.execute(query))


def of_visit(connection: Connection, sight: Sight, visit: str) -> list[Obligation]:
    """Return what the rules say of one visit."""
    query = select(obligations).where(owned_within(sight, _one.owner_id), _one.visit == visit)
    return _read(connection.execute(query.order_by(_one.rule, _one.subject)))


def of_customer(connection: Connection, sight: Sight, customer: str) -> list[Obligation]:
    """Return what the rules say of one customer."""
    query = select(obligations).where(owned_within(sight, _one.owner_id), _one.customer == customer)
    return _read(connection.execute(query.order_by(_one.due, _one.rule, _one.subject)))


def _read(rows: Iterable[Any]) -> list[Obligation]:
    return [
        Obligation(
            row.rule,
            row.customer,
            row.subject,
            from_text(row.due),
            None if row.met_at is None else from_text(row.met_at),
            row.excused,
            row.responsible_id,
            decode(row.evidence),
        )
        for row in rows
    ]


class NamedCustomer(NamedTuple):
    """A customer as lists show it: its name, who has it and what that user is called, and its card (JSON)."""

    customer: str
    name: str
    owner_id: str
    owner: str
    card: str


def named_customers(
    connection: Connection, sight: Sight, customers: Sequence[str]
) -> dict[str, NamedCustomer]:
    """Return these customers, as far as they are within a sight."""
    card = customer_cards.c
    query = (
        select(card.customer, card.name, card.owner_id, func.coalesce(users.c.name, ""), card.card)
        .outerjoin(users, users.c.user_id == card.owner_id)
        .where(owned_within(sight, card.owner_id), among(card.customer, "customers"))
    )
    found = connection.execute(query, {"customers": sorted(set(customers))})
    return {row[0]: NamedCustomer(*row) for row in found}
