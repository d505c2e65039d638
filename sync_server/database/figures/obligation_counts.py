"""Obligations counted by their state, and those of one week or still open."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from msgspec.json import decode
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
)

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.obligations import Obligation
from sync_server.database import devices as device_rows
from sync_server.database.derived_tables import customer_cards, obligations, was_late
from sync_server.database.engine import found_before
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import devices, users
from sync_server.database.visibility import counted_within, made_once, owned_within


class Period(NamedTuple):
    """The due instants that are counted, and their weeks, both ends included, as of a moment; all as text.

    A laptop that spoke last at ``silent`` or before is silent.
    """

    first: str
    last: str
    now: str
    silent: str
    weeks: tuple[str, str] = ("", "")


class StateCounts(NamedTuple):
    """How many obligations of a key are in which state. ``unknown`` were not met as far as is known, but fell
    due after the laptop of the rep had spoken last, or fall due later while it is silent: what is done
    meanwhile lies on it.
    """

    key: str
    week: str
    met: int
    missed: int
    open: int
    excused: int
    unknown: int


_spoke_last = func.max(devices.c.seen_at)
# A laptop that has not spoken yet cannot hold work from before it was enrolled.
_silent_since = func.min(
    case((devices.c.state == device_rows.ACTIVE, func.coalesce(devices.c.seen_at, devices.c.made_at)))
)
LAST_SYNC = (
    select(
        devices.c.user_id,
        case((_spoke_last.is_not(None), func.coalesce(_silent_since, _spoke_last))).label("seen_at"),
    )
    .where(devices.c.state.in_((device_rows.ACTIVE, device_rows.FORKED)))
    .group_by(devices.c.user_id)
    .subquery("last_sync")
)
"""Since when a laptop of each user has been silent: of several the one that spoke least recently, because it
may still hold work. One from which another identity was taken counts only where there is no other.
"""

_one = obligations.c
_STATES = ("met", "missed", "open", "excused", "unknown")


def state_of(now: str | BindParameter[str], silent: str | BindParameter[str]) -> ColumnElement[str]:
    """Return the state of an obligation as of ``Period.now`` and ``Period.silent``; in a query that joins
    ``LAST_SYNC``.
    """
    last_sync = func.coalesce(LAST_SYNC.c.seen_at, "")
    is_late = and_(_one.met_at.is_not(None), _one.met_at > _one.due)
    return case(
        (_one.excused.is_not(None), "excused"),
        (is_late, "missed"),
        (_one.met_at.is_not(None), "met"),
        (and_(_one.due >= now, last_sync > silent), "open"),
        (_one.due > last_sync, "unknown"),
        else_="missed",
    )


def count_states(
    connection: Connection, sight: Sight, rule: str, period: Period, by_rep: bool = False
) -> list[StateCounts]:
    """Return the counts of a rule by week, and by who was responsible when it is asked for (else key "")."""
    counted: dict[tuple[str, str], dict[str, int]] = {}

    def count(rep: str, week: str, **times: int) -> None:
        counts = counted.setdefault((rep if by_rep else "", week), dict.fromkeys(_STATES, 0))
        for state, number in times.items():
            counts[state] += number

    closed = connection.execute(_closed(sight, rule), {"first": period.weeks[0], "last": period.weeks[1]})
    for rep, week, excused, done, late in closed:
        if excused or done:
            count(rep, week, excused=excused, missed=late, met=done - late)
    days = {"first": period.first, "last": period.last}
    unmet = connection.execute(_unmet(sight, rule), days).all()
    spoken = last_syncs(connection, {rep for rep, *_ in unmet})
    for rep, week, due, number in unmet:
        count(rep, week, **{_state_of_unmet(due, spoken.get(rep, ""), period): number})
    return [StateCounts(*key, *counts.values()) for key, counts in sorted(counted.items())]


def _state_of_unmet(due: str, last_sync: str, period: Period) -> str:
    """Return what ``state_of`` says of what is neither met nor excused."""
    if due >= period.now and last_sync > period.silent:
        return "open"
    return "unknown" if _is_unknown(due, last_sync) else "missed"


def _is_unknown(due: str, last_sync: str) -> bool:
    """Whether what was due and is not met may be met: its day came after the laptop had spoken last."""
    return due > last_sync


def unknown_among(connection: Connection, found: Collection[Obligation]) -> frozenset[str]:
    """Return the subjects of those of these obligations that are not met as far as is known, but may be, once
    they are past their due instant.
    """
    left = [one for one in found if one.is_open]
    spoken = last_syncs(connection, {one.responsible for one in left})
    return frozenset(
        one.subject for one in left if _is_unknown(to_text(one.due), spoken.get(one.responsible, ""))
    )


@made_once
def _closed(sight: Sight, rule: str) -> Select[Any]:
    """Return the query that counts what is excused, what else was met, and that of it which was late.

    It reads an index from one end to the other and sorts nothing; what is not met yet is far less, and lies
    in an index of its own.
    """
    done = case((_one.excused.is_(None), _one.met_at))
    late = case((and_(_one.excused.is_(None), _one.met_at > _one.due), 1))
    return (
        select(_one.responsible_id, _one.week, func.count(_one.excused), func.count(done), func.count(late))
        .where(
            counted_within(sight, _one.owner_id),
            _one.rule == rule,
            _one.week.between(bindparam("first"), bindparam("last")),
        )
        .group_by(_one.owner_id, _one.week, _one.responsible_id)
    )


@made_once
def _unmet(sight: Sight, rule: str) -> Select[Any]:
    """Return the query that counts what is not met, by when it fell due: that is the same for many."""
    return (
        select(_one.responsible_id, _one.week, _one.due, func.count())
        .where(_is_open(sight), _one.rule == rule, _one.due.between(bindparam("first"), bindparam("last")))
        .group_by(_one.owner_id, _one.due, _one.week, _one.responsible_id)
    )


def last_syncs(connection: Connection, reps: Collection[str]) -> dict[str, str]:
    """Return when a laptop of each of these users spoke last; who has none that did is not in it."""
    # Several figures of a page ask for the same reps; empty: none that spoke.
    found = found_before(connection, "last syncs")
    asked = sorted({*reps} - found.keys())
    if asked:
        found |= dict.fromkeys(asked, "")
        found |= {str(row[0]): str(row[1]) for row in connection.execute(_LAST_SYNCS, {"reps": asked})}
    return {rep: found[rep] for rep in reps if found[rep]}


_LAST_SYNCS = select(LAST_SYNC.c.user_id, LAST_SYNC.c.seen_at).where(
    LAST_SYNC.c.user_id.in_(bindparam("reps", expanding=True)), LAST_SYNC.c.seen_at.is_not(None)
)


class CustomerWeek(NamedTuple):
    """How one customer's weekly obligation stands, and whose it was; ``attempts`` reached nobody."""

    customer: str
    week: str
    state: str
    attempts: int
    responsible_id: str


def customer_weeks(
    connection: Connection, sight: Sight, rule: str, period: Period, customers: Sequence[str]
) -> list[CustomerWeek]:
    """Return how each week of these customers stands."""
    days = {"now": period.now, "silent": period.silent, "first": period.first, "last": period.last}
    rows = connection.execute(_customer_weeks(sight, rule), {**days, "customers": list(customers)})
    return [
        CustomerWeek(customer, week, state, int(decode(evidence).get("attempts", 0)), responsible)
        for customer, week, state, evidence, responsible in rows
    ]


@made_once
def _customer_weeks(sight: Sight, rule: str) -> Select[Any]:
    state = state_of(bindparam("now"), bindparam("silent"))
    query = select(_one.customer, _one.week, state, _one.evidence, _one.responsible_id)
    is_due = _one.due.between(bindparam("first"), bindparam("last"))
    # In a comparison, so that the rows of these customers are read and not those of all the team.
    is_wanted = and_(owned_within(sight, _one.owner_id), is_due)
    return (
        query.select_from(obligations)
        .outerjoin(LAST_SYNC, LAST_SYNC.c.user_id == _one.responsible_id)
        .where(among(_one.customer, "customers"), _one.rule == rule, case((is_wanted, 1), else_=0) == 1)
    )


def _is_open(sight: Sight) -> ColumnElement[bool]:
    """Return the condition of the index over what is open."""
    return and_(counted_within(sight, _one.owner_id), _one.met_at.is_(None), _one.excused.is_(None))


def open_before(
    connection: Connection, sight: Sight, rule: str, before: str, limit: int | None = None
) -> list[Obligation]:
    """Return the open obligations of a rule that fell due before an instant, oldest first."""
    return _read(connection.execute(_open_before(sight, rule, limit), {"before": before}))


@made_once
def _open_before(sight: Sight, rule: str, limit: int | None) -> Select[Any]:
    query = select(obligations).where(_is_open(sight), _one.rule == rule, _one.due < bindparam("before"))
    # By an expression: in the order of an index over the due instants, those of everybody would be read.
    return query.order_by(func.coalesce(_one.due, ""), _one.subject).limit(limit)


def count_open_before(connection: Connection, sight: Sight, rule: str, before: str) -> int:
    """Return how many obligations of a rule that fell due before an instant are open."""
    return int(connection.execute(_count_open_before(sight, rule), {"before": before}).scalar_one())


@made_once
def _count_open_before(sight: Sight, rule: str) -> Select[Any]:
    return select(func.count()).where(_is_open(sight), _one.rule == rule, _one.due < bindparam("before"))


def open_at(connection: Connection, sight: Sight, rule: str, instant: str) -> list[Obligation]:
    """Return the obligations of a rule that fell due before an instant at which they were not met."""
    # Asked apart, each of its index: joined with "or" it would read all that ever fell due.
    met_since = select(obligations).where(
        counted_within(sight, _one.owner_id),
        _one.rule == rule,
        # By an expression: an index over the due instants would be taken, and find all since the first one.
        func.coalesce(_one.due, "") < instant,
        _one.met_at > instant,
        was_late,
    )
    return open_before(connection, sight, rule, instant) + _read(connection.execute(met_since))


def customers_with_open(connection: Connection, sight: Sight, rule: str, period: Period) -> list[str]:
    """Return the customers with an obligation of a rule that fell due in a period and is not met."""
    query = select(_one.customer).where(
        _is_open(sight), _one.rule == rule, _one.due.between(period.first, period.last)
    )
    return [str(one) for one in connection.execute(query.distinct().order_by(_one.customer)).scalars()]


def excused_visits(connection: Connection, sight: Sight, visits: Sequence[str]) -> set[str]:
    """Return those of these visits for which something was excused."""
    is_excused = case((and_(owned_within(sight, _one.owner_id), _one.excused.is_not(None)), 1), else_=0) == 1
    query = select(_one.visit).where(among(_one.visit, "visits"), is_excused)
    return set(connection.execute(query, {"visits": list(visits)}).scalars())


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
    """A customer as lists show it: its name, who has it, and what that user is called."""

    customer: str
    name: str
    owner_id: str
    owner: str


def named_customers(
    connection: Connection, sight: Sight, customers: Sequence[str]
) -> dict[str, NamedCustomer]:
    """Return these customers, as far as they are within a sight."""
    found = connection.execute(_named_customers(sight), {"customers": sorted(set(customers))})
    return {row[0]: NamedCustomer(*row) for row in found}


@made_once
def _named_customers(sight: Sight) -> Select[Any]:
    card = customer_cards.c
    return (
        select(card.customer, card.name, card.owner_id, func.coalesce(users.c.name, ""))
        .outerjoin(users, users.c.user_id == card.owner_id)
        .where(owned_within(sight, card.owner_id), among(card.customer, "customers"))
    )
