"""Overdue promises: the same function as ``fieldlog overdue``, across all customers of a sight."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE, OverduePromise, as_of_instant, find_overdue
from sync_server.core.figures.weeks import read_zone
from sync_server.database import people
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts
from sync_server.database.people import Sight

AGES: dict[str, int | None] = {"week": 7, "month": 30, "older": None}
"""How old an overdue promise is at most, in days; of the last one nobody knows."""


class OverdueOfRep(NamedTuple):
    """An overdue promise, the customer's name, and who has the customer, or had it when it fell due:
    ``is_known`` unless it may have been kept, as it fell due after the laptop had spoken last.
    """

    overdue: OverduePromise
    customer_name: str
    owner_id: str
    owner: str
    is_known: bool

    @property
    def age(self) -> str:
        """Which of ``AGES`` it is in."""
        return next(age for age, most in AGES.items() if most is None or self.overdue.days_late <= most)


class RepAges(NamedTuple):
    """How many promises of a rep's customers are overdue, by ``AGES``, the most days of one of them, and how
    many of them may have been kept.
    """

    owner_id: str
    owner: str
    counts: dict[str, int]
    most_days: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def ages_by_rep(overdue: Iterable[OverdueOfRep]) -> tuple[RepAges, ...]:
    """Return how old the overdue promises of each rep are, who has most of them first."""
    found: dict[str, RepAges] = {}
    for one in overdue:
        known = found.get(one.owner_id) or RepAges(one.owner_id, one.owner, dict.fromkeys(AGES, 0), 0, 0)
        known.counts[one.age] += 1
        found[one.owner_id] = known._replace(
            most_days=max(known.most_days, one.overdue.days_late),
            unknown=known.unknown + (not one.is_known),
        )
    return tuple(sorted(found.values(), key=lambda one: (-one.total, one.owner, one.owner_id)))


def overdue_promises(
    connection: Connection, sight: Sight, now: datetime, as_of: date | None = None
) -> tuple[OverdueOfRep, ...]:
    """Return the overdue promises, oldest first; ``as_of`` judges what is known at the end of that day."""
    zone = read_zone(connection)
    limit = to_text(as_of_instant(as_of, now, zone))
    found = obligation_counts.open_before(connection, sight, PROMISE_RULE, limit)
    return _named(connection, sight, find_overdue(found, now, zone, as_of), found)


def oldest_overdue(
    connection: Connection, sight: Sight, now: datetime, limit: int
) -> tuple[tuple[OverdueOfRep, ...], int]:
    """Return the overdue promises that are oldest, and how many there are in all."""
    before = to_text(now)
    found = obligation_counts.open_before(connection, sight, PROMISE_RULE, before, limit)
    count = len(found)
    if count == limit:
        count = obligation_counts.count_open_before(connection, sight, PROMISE_RULE, before)
    return _named(connection, sight, find_overdue(found, now, read_zone(connection)), found), count


def overdue_on(connection: Connection, sight: Sight, now: datetime, day: date) -> tuple[OverdueOfRep, ...]:
    """Return what was overdue at the end of a local day that is over, oldest first, also what was kept since;
    each with who had the customer when it fell due.

    What customers released since is left out: nobody waits for it.
    """
    zone = read_zone(connection)
    limit = to_text(as_of_instant(day, now, zone))
    found = obligation_counts.open_at(connection, sight, PROMISE_RULE, limit)
    still_open = [one._replace(met_at=None) for one in found]
    whose = {one.subject: one.responsible for one in found}
    names = people.names_of_users(connection, whose.values())
    return tuple(
        one._replace(owner_id=whose[one.overdue.promise], owner=names.get(whose[one.overdue.promise], ""))
        for one in _named(connection, sight, find_overdue(still_open, now, zone, day), found)
    )


def _named(
    connection: Connection, sight: Sight, overdue: Sequence[OverduePromise], found: Sequence[Obligation]
) -> tuple[OverdueOfRep, ...]:
    named = obligation_counts.named_customers(connection, sight, [one.customer for one in overdue])
    unknown = obligation_counts.unknown_among(connection, found)
    return tuple(
        OverdueOfRep(
            one,
            named[one.customer].name,
            named[one.customer].owner_id,
            named[one.customer].owner,
            one.promise not in unknown,
        )
        for one in overdue
        if one.customer in named
    )
