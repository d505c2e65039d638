"""Rows that name a customer as it was written, and the one that it counts as: the one that was kept.

Only ``evaluations`` has a row of every customer: one that was joined to another has no card, and neither has
one whose profile has not arrived.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from sync_server.database.derived_tables import customer_cards, evaluations
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.database.visibility import owned_within

_done, _card = evaluations.c, customer_cards.c
COUNTED_AS = func.coalesce(_done.kept, _done.customer)
"""The customer that a row of ``evaluations`` counts as."""
NAME = func.coalesce(_card.name, "")
HAS_CARD = _card.customer.is_not(None)
OWNER_ID = _done.owner_id


def customer_of(scope: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the customer that a scope is of."""
    return func.substr(scope, len("customer:") + 1)


def join_kept(rows: FromClause, customer: ColumnElement[Any]) -> FromClause:
    """Return rows together with who has their customer, and with its card where there is one."""
    return rows.join(evaluations, _done.customer == customer).outerjoin(
        customer_cards, _card.customer == COUNTED_AS
    )


def is_counted_as(customer: str) -> ColumnElement[bool]:
    """Return the condition that a row counts as the same customer as this one."""
    other = evaluations.alias("other")
    counted_as = select(func.coalesce(other.c.kept, other.c.customer)).where(other.c.customer == customer)
    return counted_as.scalar_subquery() == COUNTED_AS


def kept_instead(connection: Connection, sight: Sight, customer: str) -> str | None:
    """Return the customer that was kept instead of this one; ``None`` when it stands for itself, and when it
    is not within the sight.
    """
    query = select(_done.kept).where(_done.customer == customer, owned_within(sight, _done.owner_id))
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found
