"""Results of rules as a table, one row for each obligation."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from sync_server.database.derived_tables import customer_cards, obligations
from sync_server.database.figures.obligation_counts import LAST_SYNC, Period, state_of
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import owned_within


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
            state_of(period.now),
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
