"""Marks of what has to be evaluated: pushes add them, an evaluation removes those that it saw."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, insert, literal, or_, select, union

from sync_server.database.derived_tables import dirty_customers, dirty_weeks, evaluations
from sync_server.database.many import among, insert_rows
from sync_server.database.people import Sight
from sync_server.database.tables import scopes
from sync_server.database.visibility import made_once, owned_within

CUSTOMER = "customer:"
Mark = tuple[str, int]
"""A customer, and a number of the change."""
WeekMark = tuple[str, str, str]
"""A rep, a week, and what tells marks of the same week apart."""


def mark_customers(connection: Connection, changed: Iterable[str], seq: int) -> None:
    """Mark the customers among these scopes as changed, by a number that only this transaction has."""
    rows = [
        {"customer": scope[9:], "seq": seq} for scope in sorted(set(changed)) if scope.startswith(CUSTOMER)
    ]
    insert_rows(connection, dirty_customers, rows)


def mark_all(connection: Connection) -> None:
    """Mark every customer that there is."""
    connection.execute(delete(dirty_customers))
    found = select(func.substr(scopes.c.scope, len(CUSTOMER) + 1), literal(0))
    query = found.where(scopes.c.scope.startswith(CUSTOMER))
    connection.execute(insert(dirty_customers).from_select(("customer", "seq"), query))


@made_once
def _out_of_date(sight: Sight, stamp: str) -> tuple[Select[tuple[str]], Select[tuple[str]]]:
    # Whoever has a customer that was never evaluated is not known yet: everybody may evaluate it.
    is_seen = or_(evaluations.c.customer.is_(None), owned_within(sight, evaluations.c.owner_id))
    marked = (
        select(dirty_customers.c.customer)
        .outerjoin(evaluations, evaluations.c.customer == dirty_customers.c.customer)
        .where(is_seen)
    )
    stale = select(evaluations.c.customer).where(
        evaluations.c.stamp < stamp, owned_within(sight, evaluations.c.owner_id)
    )
    return marked, stale


def dirty_within(connection: Connection, sight: Sight, stamp: str, limit: int) -> list[str]:
    """Return customers within a sight that are marked, or were evaluated for less than a stamp."""
    return [str(row[0]) for row in connection.execute(union(*_out_of_date(sight, stamp)).limit(limit))]


def is_dirty(connection: Connection, sight: Sight, stamp: str) -> bool:
    """Say whether something within a sight, or any week's signals, has to be evaluated first."""
    return any(
        connection.execute(query).scalar() is not None for query in (*_first_of_each(sight, stamp), _WEEK)
    )


@made_once
def _first_of_each(sight: Sight, stamp: str) -> list[Select[tuple[str]]]:
    return [query.limit(1) for query in _out_of_date(sight, stamp)]


_WEEK = select(dirty_weeks.c.rep_id).limit(1)


def marks_of(connection: Connection, customers: Sequence[str]) -> list[Mark]:
    """Return the marks on customers."""
    query = select(dirty_customers.c.customer, dirty_customers.c.seq)
    found = connection.execute(
        query.where(among(dirty_customers.c.customer, "wanted")), {"wanted": list(customers)}
    )
    return [(row.customer, row.seq) for row in found]


def remove_marks(connection: Connection, seen: Sequence[Mark]) -> None:
    """Remove marks that were seen before what they stand for was read."""
    if seen:
        this = and_(
            dirty_customers.c.customer == bindparam("one"), dirty_customers.c.seq == bindparam("number")
        )
        rows = [{"one": customer, "number": seq} for customer, seq in seen]
        connection.execute(delete(dirty_customers).where(this), rows)


def mark_weeks(connection: Connection, weeks: Iterable[tuple[str, str]]) -> None:
    """Mark the weeks of reps in which visits have changed."""
    mark = uuid4().hex
    rows = [{"rep_id": rep, "week": week, "mark": mark} for rep, week in sorted(set(weeks))]
    insert_rows(connection, dirty_weeks, rows)


def marked_weeks(connection: Connection, limit: int) -> list[WeekMark]:
    """Return marks of weeks, those of one rep together."""
    query = select(dirty_weeks).order_by(dirty_weeks.c.rep_id, dirty_weeks.c.week).limit(limit)
    return [(row.rep_id, row.week, row.mark) for row in connection.execute(query)]


def remove_week_marks(connection: Connection, seen: Sequence[WeekMark]) -> None:
    """Remove marks of weeks that were seen before the visits were read."""
    this = and_(
        dirty_weeks.c.rep_id == bindparam("rep"),
        dirty_weeks.c.week == bindparam("when"),
        dirty_weeks.c.mark == bindparam("which"),
    )
    rows = [{"rep": rep, "when": week, "which": mark} for rep, week, mark in seen]
    if rows:
        connection.execute(delete(dirty_weeks).where(this), rows)
