"""What is needed to reach all of this week by Sunday: whose contact is open and not paused to its end."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import ONE_DAY, SIX_DAYS, end_of_day, local_day, monday_of, to_text, week_name
from sync_server.core.figures.weeks import read_zone, silent_before
from sync_server.database.engine import Connection
from sync_server.database.figures import needed_contacts, obligation_counts
from sync_server.database.figures.needed_contacts import NeededChoice, OpenWeek, PausedDays
from sync_server.database.people import Sight


class Needed(NamedTuple):
    """How many contacts are needed by who has the customer; some of those of ``silent`` reps may have been
    made, as their laptops have not told since. The week asked for those of the ``paused`` too, whom nobody
    can reach until it ends.
    """

    by_owner: dict[str, int]
    silent: frozenset[str]
    paused: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_owner.values())

    @property
    def unknown(self) -> int:
        """Those of silent reps."""
        return sum(self.by_owner[rep] for rep in self.silent)


def needed_by_sunday(connection: Connection, sight: Sight, now: datetime) -> Needed:
    """Return how many contacts this week still needs, as ``fieldlog check`` tells a rep which they are."""
    week, paused = _read_week(connection, sight, now)
    counts = needed_contacts.open_by_owner(connection, sight, week)
    for owner in paused.values():
        counts[owner] -= 1
    found = {owner: count for owner, count in counts.items() if count}
    spoken = obligation_counts.last_syncs(connection, found.keys())
    silent = frozenset(owner for owner in found if spoken.get(owner, "") <= silent_before(now))
    return Needed(found, silent, len(paused))


def choose_needed(connection: Connection, sight: Sight, now: datetime) -> NeededChoice:
    """Return what chooses the customers whose contact this week still needs."""
    week, paused = _read_week(connection, sight, now)
    return NeededChoice(week, tuple(paused))


def paused_to_sunday(connection: Connection, sight: Sight, now: datetime) -> tuple[str, ...]:
    """Return the customers of whom this week asks a contact and who are paused to its end."""
    _, paused = _read_week(connection, sight, now)
    return tuple(sorted(paused))


def _read_week(connection: Connection, sight: Sight, now: datetime) -> tuple[OpenWeek, dict[str, str]]:
    """Return this week, and who has the customers that nobody asks a contact for, as they are paused to its
    end.
    """
    zone = read_zone(connection)
    today = local_day(now, zone)
    monday = monday_of(today)
    week = OpenWeek(week_name(monday), to_text(end_of_day(monday + SIX_DAYS, zone)))
    days = [(today + ONE_DAY * ahead).isoformat() for ahead in range((monday + SIX_DAYS - today).days + 1)]
    found = needed_contacts.pauses_between(connection, sight, days[0], days[-1])
    paused = _paused_on_all(found, days)
    return week, needed_contacts.owners_of_open(connection, sight, week, paused)


def _paused_on_all(found: Iterable[PausedDays], days: list[str]) -> list[str]:
    by_customer: dict[str, list[PausedDays]] = {}
    for one in found:
        by_customer.setdefault(one.customer, []).append(one)
    return [
        customer
        for customer, pauses in by_customer.items()
        if all(any(one.start <= day <= one.until for one in pauses) for day in days)
    ]
