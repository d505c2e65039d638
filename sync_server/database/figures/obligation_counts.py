"""Obligations counted by their state, and those of one week or still open."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from fieldlog.domain.obligations import Obligation, from_stored
from sync_server.database import devices as device_rows
from sync_server.database.derived_tables import customer_cards, obligations
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import devices, users
from sync_server.database.visibility import owned_within


class Period(NamedTuple):
    """The due instants that are counted, both included, as of a moment; all as text."""

    first: str
    last: str
    now: str


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

_STATES = ("met", "missed", "open", "excused", "unknown")


def state_of(now: str) -> ColumnElement[str]:
    """Return the state of an obligation as of an instant; in a query that joins ``LAST_SYNC``."""
    one = obligations.c
    is_late = and_(one.met_at.is_not(None), one.met_at > one.due)
    return case(
        (one.excused.is_not(None), "excused"),
        (is_late, "missed"),
        (one.met_at.is_not(None), "met"),
        (one.due >= now, "open"),
        (one.due > func.coalesce(LAST_SYNC.c.seen_at, ""), "unknown"),
        else_="missed",
    )


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
    state = state_of(period.now).label("state")
    keys = [obligations.c.week, *([obligations.c.responsible_id] if by_rep else [])]
    query = _within(select(*keys, state, func.count()).select_from(obligations), sight, rule, period)
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in connection.execute(query.group_by(*keys, state)):
        key = (str(row[1]) if by_rep else "", str(row[0]))
        counted.setdefault(key, dict.fromkeys(_STATES, 0))[str(row[-2])] = int(row[-1])
    return [StateCounts(*key, *counts.values()) for key, counts in sorted(counted.items())]


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
    one = obligations.c
    query = select(one.customer, one.week, state_of(period.now), one.evidence).select_from(obligations)
    found = _within(query, sight, rule, period).where(among(one.customer, "customers"))
    rows = connection.execute(found, {"customers": list(customers)})
    return [
        CustomerWeek(customer, week, state, int(json.loads(evidence).get("attempts", 0)))
        for customer, week, state, evidence in rows
    ]


def open_before(connection: Connection, sight: Sight, rule: str, before: str) -> list[Obligation]:
    """Return the open obligations of a rule that fell due before an instant."""
    one = obligations.c
    query = select(obligations).where(
        owned_within(sight, one.owner_id),
        one.rule == rule,
        one.due < before,
        one.met_at.is_(None),
        one.excused.is_(None),
    )
    return _read(connection.execute(query).mappings())


def open_at(connection: Connection, sight: Sight, rule: str, instant: str) -> list[Obligation]:
    """Return the obligations of a rule that fell due before an instant at which they were not met."""
    one = obligations.c
    query = select(obligations).where(
        owned_within(sight, one.owner_id),
        one.rule == rule,
        one.due < instant,
        or_(one.met_at.is_(None), one.met_at > instant),
        one.excused.is_(None),
    )
    return _read(connection.execute(query).mappings())


def due_between(
    connection: Connection, sight: Sight, rules: Sequence[str], first: str, last: str
) -> list[Obligation]:
    """Return the obligations of rules that fall due between two instants, both included."""
    one = obligations.c
    query = select(obligations).where(
        owned_within(sight, one.owner_id), one.rule.in_(rules), one.due.between(first, last)
    )
    return _read(connection.execute(query).mappings())


def of_visit(connection: Connection, sight: Sight, visit: str) -> list[Obligation]:
    """Return what the rules say of one visit."""
    one = obligations.c
    query = select(obligations).where(owned_within(sight, one.owner_id), one.visit == visit)
    return _read(connection.execute(query.order_by(one.rule, one.subject)).mappings())


def of_customer(connection: Connection, sight: Sight, customer: str) -> list[Obligation]:
    """Return what the rules say of one customer."""
    one = obligations.c
    query = select(obligations).where(owned_within(sight, one.owner_id), one.customer == customer)
    return _read(connection.execute(query.order_by(one.due, one.rule, one.subject)).mappings())


def _read(rows: Iterable[Any]) -> list[Obligation]:
    return [
        from_stored(
            {
                "rule": row["rule"],
                "customer": row["customer"],
                "subject": row["subject"],
                "due": row["due"],
                "met_at": row["met_at"],
                "excused": row["excused"],
                "responsible": row["responsible_id"],
                "evidence": json.loads(row["evidence"]),
            }
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
