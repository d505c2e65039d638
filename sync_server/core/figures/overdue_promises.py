"""Overdue promises: the same function as ``fieldlog overdue``, across all customers of a sight."""

from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.overdue import PROMISE_RULE, OverduePromise, as_of_instant, find_overdue
from sync_server.core.figures.weeks import read_zone
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts
from sync_server.database.people import Sight


class OverdueOfRep(NamedTuple):
    """An overdue promise, the customer's name, and who has the customer."""

    overdue: OverduePromise
    customer_name: str
    owner_id: str
    owner: str


def overdue_promises(
    connection: Connection, sight: Sight, now: datetime, as_of: date | None = None
) -> tuple[OverdueOfRep, ...]:
    """Return the overdue promises, oldest first; ``as_of`` judges what is known at the end of that day."""
    zone = read_zone(connection)
    limit = to_text(as_of_instant(as_of, now, zone))
    found = obligation_counts.open_before(connection, sight, PROMISE_RULE, limit)
    overdue = find_overdue(found, now, zone, as_of)
    named = obligation_counts.named_customers(connection, sight, [one.customer for one in overdue])
    return tuple(
        OverdueOfRep(one, named[one.customer].name, named[one.customer].owner_id, named[one.customer].owner)
        for one in overdue
        if one.customer in named
    )
