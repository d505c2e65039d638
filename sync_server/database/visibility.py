"""Who sees which customers, in one place: every query for a page takes this condition."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, true

from sync_server.database.derived_tables import WITH_OWNER, evaluations
from sync_server.database.people import Sight, people_within
from sync_server.database.tables import users

EVERYTHING = Sight("", None, sees_all=True)
"""The sight of the server itself, which evaluates for all."""


def owned_within(sight: Sight, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the owner in a row of a derived table is within a sight.

    A rep sees the customers that are the rep's own, a supervisor those of the team, an administrator all.
    """
    if sight.sees_all:
        return true()
    return owner.in_(select(users.c.user_id).where(people_within(sight)))


def move_owner(connection: Connection, customer: str, user_id: str) -> None:
    """Give everything derived of a customer to another owner's readers, in the hand-over's transaction.

    The row that an evaluation locks comes first: one that runs is waited for.
    """
    for table in WITH_OWNER:
        changed = table.update().where(table.c.customer == customer).values(owner_id=user_id)
        connection.execute(changed)
    # Customers that were joined and go to different owners part: the rows under the kept one tell of both.
    is_partner = or_(evaluations.c.customer == customer, evaluations.c.kept == customer)
    query = select(evaluations.c.customer, evaluations.c.kept).where(
        evaluations.c.kept.is_not(None), is_partner
    )
    for row in connection.execute(query).all():
        for table in WITH_OWNER:
            if table is not evaluations:
                connection.execute(table.delete().where(table.c.customer == row.kept))
        partners = evaluations.c.customer.in_((row.customer, row.kept))
        connection.execute(evaluations.update().where(partners).values(stamp=""))
