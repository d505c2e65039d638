"""Results of rules as a table, one row for each obligation."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.json import decode
from sqlalchemy import Connection, and_, func, or_, select

from fieldlog.domain.overdue import PROMISE_RULE
from sync_server.database.derived_tables import customer_cards, obligations
from sync_server.database.figures.obligation_counts import LAST_SYNC, Period, state_of
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import counted_within, owned_within


class ListedObligation(NamedTuple):
    """An obligation with the names that belong to it; times are UTC texts, ``state`` is one of
    ``StateCounts``.
    """

    customer: str
    customer_name: str
    rule: str
    rep: str
    week: str
    due: str
    met_at: str | None
    state: str


def list_obligations(
    connection: Connection, sight: Sight, period: Period, rep: str, limit: int
) -> list[ListedObligation]:
    """Return what fell due in a period, oldest first; ``rep`` is the id of who was responsible, or empty."""
    one = obligations.c
    query = (
        select(
            one.customer,
            func.coalesce(customer_cards.c.name, ""),
            one.rule,
            func.coalesce(users.c.name, ""),
            one.week,
            one.due,
            one.met_at,
            state_of(period.now, period.silent),
        )
        .select_from(obligations)
        .outerjoin(customer_cards, customer_cards.c.customer == one.customer)
        .outerjoin(users, users.c.user_id == one.responsible_id)
        .outerjoin(LAST_SYNC, LAST_SYNC.c.user_id == one.responsible_id)
        .where(owned_within(sight, one.owner_id), one.due.between(period.first, period.last))
        .order_by(one.due, one.customer, one.rule, one.subject)
        .limit(limit)
    )
    if rep:
        query = query.where(one.responsible_id == rep)
    return [ListedObligation._make(row) for row in connection.execute(query)]


class DuePlace(NamedTuple):
    """A place in the order of what falls due first: the instant (UTC text), and what fell due."""

    due: str
    subject: str


class DuePromise(NamedTuple):
    """A promise that fell due in a week; ``due_on`` is its day or instant as promised, the other times are
    UTC texts, ``state`` is one of ``StateCounts``, ``rep`` who was responsible.
    """

    promise: str
    customer: str
    customer_name: str
    text: str
    due_on: str
    due: str
    met_at: str | None
    state: str
    rep: str

    @property
    def place(self) -> DuePlace:
        """The place behind it."""
        return DuePlace(self.due, self.promise)


def promises_of_week(
    connection: Connection,
    sight: Sight,
    period: Period,
    states: Sequence[str],
    behind: DuePlace | None,
    limit: int,
) -> list[DuePromise]:
    """Return the promises that fell due in the one week of a period and are in one of these states (empty:
    in any), the first due first, behind a place.
    """
    one, state = obligations.c, state_of(period.now, period.silent)
    # By an expression: in the order of an index over the due instants, those of everybody would be read.
    due = func.coalesce(one.due, "")
    query = (
        select(
            one.subject,
            one.customer,
            func.coalesce(customer_cards.c.name, ""),
            one.evidence,
            one.due,
            one.met_at,
            state,
            func.coalesce(users.c.name, ""),
        )
        .select_from(obligations)
        .outerjoin(customer_cards, customer_cards.c.customer == one.customer)
        .outerjoin(users, users.c.user_id == one.responsible_id)
        .outerjoin(LAST_SYNC, LAST_SYNC.c.user_id == one.responsible_id)
        .where(
            counted_within(sight, one.owner_id),
            one.rule == PROMISE_RULE,
            one.week.between(*period.weeks),
        )
        .order_by(due, one.subject)
        .limit(limit)
    )
    if states:
        query = query.where(state.in_(states))
    if behind is not None:
        query = query.where(or_(due > behind.due, and_(due == behind.due, one.subject > behind.subject)))
    return [_due_promise(*row) for row in connection.execute(query)]


def _due_promise(
    promise: str, customer: str, name: str, evidence: str, due: str, met_at: str | None, state: str, rep: str
) -> DuePromise:
    told = decode(evidence)
    return DuePromise(promise, customer, name, told["text"], told["due_on"], due, met_at, state, rep)
