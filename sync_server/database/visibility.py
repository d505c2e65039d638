"""Who sees which customers, in one place: every query for a page takes this condition."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, literal, or_, select, true, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from sync_server.database.derived_tables import WITH_OWNER, evaluations
from sync_server.database.many import among
from sync_server.database.people import Sight, people_within
from sync_server.database.tables import users

made_once = lru_cache(maxsize=256)
"""For functions that make the statement of a page for a sight: making one costs as much as running it. What
differs from look to look is a named parameter of the statement.
"""
EVERYTHING = Sight("", None, sees_all=True)
"""The sight of the server itself, which evaluates for all."""


class _OneOf(FunctionElement[bool]):
    """Says whether a column's text is among those of a query, which is asked once, before all else.

    Joined with it, a database would rather read the rows of everybody than those of a few owners.
    """

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: object = None) -> "_OneOf":
        """Return the condition as it is: ``IN (...) = 1`` would keep SQLite from its index."""
        return self


@compiles(_OneOf)
def _any_of_array(element: _OneOf, compiler: SQLCompiler, **words: Any) -> str:
    column, query = (compiler.process(part, **words) for part in element.clauses)
    return f"{column} = ANY (ARRAY{query})"


@compiles(_OneOf, "sqlite")
def _in_query(element: _OneOf, compiler: SQLCompiler, **words: Any) -> str:
    column, query = (compiler.process(part, **words) for part in element.clauses)
    return f"{column} IN {query}"


def owned_within(sight: Sight, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the owner in a row of a derived table is within a sight.

    A rep sees the customers that are the rep's own, a supervisor those of the team, an administrator all.
    """
    if sight.sees_all:
        return true()
    owners = select(users.c.user_id).where(people_within(sight)).correlate(None)
    return _OneOf(owner, owners.scalar_subquery())


def counted_within(sight: Sight, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return ``owned_within`` for what is counted by indexes that begin with the owner: for who sees all, all
    owners are named, so that these are read too. Rows without an owner have an empty one.
    """
    if not sight.sees_all:
        return owned_within(sight, owner)
    return _OneOf(owner, union_all(select(users.c.user_id), select(literal(""))).scalar_subquery())


def move_owner(connection: Connection, customers: Sequence[str], user_id: str) -> None:
    """Give everything derived of customers to another owner's readers, in the hand-over's transaction.

    The rows that evaluations lock come first, in their order: one that runs is waited for.
    """
    moved = {"moved": sorted(set(customers))}
    held = select(evaluations.c.customer).where(among(evaluations.c.customer, "moved"))
    connection.execute(held.order_by(evaluations.c.customer).with_for_update(), moved).all()
    for table in WITH_OWNER:
        is_moved = among(table.c.customer, "moved")
        connection.execute(table.update().where(is_moved).values(owner_id=user_id), moved)
    # Customers that were joined and go to different owners part: the rows under the kept one tell of both.
    is_partner = or_(among(evaluations.c.customer, "moved"), among(evaluations.c.kept, "moved"))
    query = select(evaluations.c.customer, evaluations.c.kept).where(
        evaluations.c.kept.is_not(None), is_partner
    )
    for row in connection.execute(query, moved).all():
        for table in WITH_OWNER:
            if table is not evaluations:
                connection.execute(table.delete().where(table.c.customer == row.kept))
        partners = evaluations.c.customer.in_((row.customer, row.kept))
        connection.execute(evaluations.update().where(partners).values(stamp=""))
