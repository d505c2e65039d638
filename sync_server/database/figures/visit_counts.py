"""Visits counted: what waits for a review, and the signals of reps."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Select, bindparam, case, func, select

from fieldlog.domain.reviews import UNREVIEWED
from sync_server.database.derived_tables import signals, visits
from sync_server.database.figures.visit_lists import WAITS_SINCE
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import documents
from sync_server.database.visibility import counted_within, made_once, owned_within

_visit = visits.c


class WaitingCount(NamedTuple):
    """How many visits of a rep are in a review state, and how many of them for too long."""

    rep: str
    state: str
    visits: int
    late: int


def count_waiting(
    connection: Connection,
    sight: Sight,
    states: Sequence[str],
    of_any_age: str,
    first: str,
    long_ago: str,
) -> list[WaitingCount]:
    """Return the visits in these states by rep that arrived from an instant on (those in one state at any
    time); without those that the viewer made.
    """
    late = func.sum(case((long_ago > WAITS_SINCE, 1), else_=0))
    query = (
        select(_visit.rep_id, _visit.review_state, func.count(), late)
        .where(owned_within(sight, _visit.owner_id), _visit.rep_id != sight.user_id)
        .group_by(_visit.rep_id, _visit.review_state)
    )
    # Asked apart: joined with "or" it would read all visits that ever waited.
    recent = [state for state in states if state != of_any_age]
    asked = [query.where(_visit.review_state.in_(recent), _visit.arrived_at >= first)]
    if of_any_age in states:
        asked.append(query.where(_visit.review_state == of_any_age))
    rows = [row for one in asked for row in connection.execute(one)]
    return [WaitingCount(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


class WaitingSum(NamedTuple):
    """How many visits are in a review state, and how many of them for too long."""

    visits: int
    late: int


def sum_waiting(connection: Connection, sight: Sight, state: str, first: str, long_ago: str) -> WaitingSum:
    """Return the visits in a state that arrived from an instant on; without those that the viewer made."""
    parameters = {"long_ago": long_ago, "first": first}
    visits, late = connection.execute(_sum_waiting(sight, state), parameters).one()
    return WaitingSum(int(visits), int(late))


@made_once
def _sum_waiting(sight: Sight, state: str) -> Select[int, int]:
    is_late = bindparam("long_ago") > WAITS_SINCE
    return select(func.count(), func.count(case((is_late, 1)))).where(
        counted_within(sight, _visit.owner_id),
        _visit.rep_id != sight.user_id,
        _visit.review_state == state,
        _visit.arrived_at >= bindparam("first"),
    )


def count_visits_by_rep(connection: Connection, sight: Sight, first: str, last: str) -> dict[str, int]:
    """Return how many visits each rep made between two instants."""
    found = count_unreviewed_by_rep(connection, sight, first, last)
    return {rep: visits for rep, (visits, _) in found.items()}


def count_unreviewed_by_rep(
    connection: Connection, sight: Sight, first: str, last: str
) -> dict[str, tuple[int, int]]:
    """Return how many visits each rep made between two instants, and how many of them nobody looked at."""
    unreviewed = func.count(case((_visit.review_state == UNREVIEWED, 1)))
    query = (
        select(_visit.rep_id, func.count(), unreviewed)
        .where(owned_within(sight, _visit.owner_id), _visit.start.between(first, last), _visit.rep_id != "")
        .group_by(_visit.rep_id)
    )
    return {str(row[0]): (int(row[1]), int(row[2])) for row in connection.execute(query)}


def last_contacts(
    connection: Connection, sight: Sight, customers: Collection[str], channels: Sequence[str], before: str
) -> dict[str, str]:
    """Return when these customers were reached last up to an instant; those who never were are not in it."""
    query = (
        select(_visit.customer, func.max(_visit.start))
        .where(
            owned_within(sight, _visit.owner_id),
            among(_visit.customer, "customers"),
            _visit.is_reached,
            _visit.channel.in_(channels),
            _visit.start <= before,
        )
        .group_by(_visit.customer)
    )
    found = connection.execute(query, {"customers": sorted(customers)})
    return {str(row[0]): str(row[1]) for row in found}


def count_signals(connection: Connection, sight: Sight, first: str, last: str) -> dict[tuple[str, str], int]:
    """Return how many signals of a kind each rep has, of visits between two instants, by (rep, kind)."""
    one = signals.c
    query = (
        select(one.rep_id, one.kind, func.count())
        .where(owned_within(sight, one.owner_id), one.start.between(first, last))
        .group_by(one.rep_id, one.kind)
    )
    return {(str(row[0]), str(row[1])): int(row[2]) for row in connection.execute(query)}


def signals_of(connection: Connection, sight: Sight, visit: str) -> dict[str, int]:
    """Return the signals at one visit, with their amounts."""
    one = signals.c
    query = select(one.kind, one.amount).where(owned_within(sight, one.owner_id), one.visit == visit)
    return {str(row[0]): int(row[1]) for row in connection.execute(query.order_by(one.kind))}


def signals_among(connection: Connection, sight: Sight, visits: Sequence[str]) -> dict[str, list[str]]:
    """Return the kinds of the signals at those of these visits that have any."""
    one = signals.c
    query = select(one.visit, one.kind).where(among(one.visit, "visits"), owned_within(sight, one.owner_id))
    found: dict[str, list[str]] = {}
    for visit, kind in connection.execute(query.order_by(one.visit, one.kind), {"visits": list(visits)}):
        found.setdefault(visit, []).append(kind)
    return found


class SignalPlace(NamedTuple):
    """A signal at a visit, and the customer."""

    visit: str
    kind: str
    customer: str


def signal_places(connection: Connection, sight: Sight, first: str, last: str) -> list[SignalPlace]:
    """Return which visits between two instants have which signals."""
    one = signals.c
    query = select(one.visit, one.kind, one.customer)
    found = connection.execute(query.where(owned_within(sight, one.owner_id), one.start.between(first, last)))
    return [SignalPlace(*row) for row in found]


def customers_with(connection: Connection, customers: Collection[str], kind: str) -> list[str]:
    """Return those of these customers of whom there is a document of a kind."""
    query = select(documents.c.scope).where(among(documents.c.scope, "wanted"), documents.c.kind == kind)
    wanted = [f"customer:{one}" for one in sorted(customers)]
    found = connection.execute(query.distinct().order_by(documents.c.scope), {"wanted": wanted})
    return [str(scope)[len("customer:") :] for scope in found.scalars()]
