"""All figures of the team's page at once, read from one state of the database."""

from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.days import week_name
from sync_server.core.figures.contact_coverage import (
    Coverage,
    CustomerStrip,
    coverage_by_customer,
    coverage_by_rep,
    of_week,
)
from sync_server.core.figures.needed_by_sunday import Needed, needed_by_sunday
from sync_server.core.figures.overdue_promises import OverdueOfRep, oldest_overdue
from sync_server.core.figures.promises_on_time import PromiseWeek, promises_on_time
from sync_server.core.figures.silent_laptops import SilentLaptop, silent_laptops
from sync_server.core.figures.visit_lengths import VisitLengths, visit_lengths
from sync_server.core.figures.visit_log import WaitingInAll, waiting_in_all
from sync_server.core.figures.weeks import last_weeks, read_zone
from sync_server.database import people
from sync_server.database.engine import Connection
from sync_server.database.people import Sight

WEEKS, LENGTH_WEEKS, NAMED = 12, 4, 8
"""How many weeks the figures cover, those of the lengths, and how many customers and promises are named."""


class TeamOverview(NamedTuple):
    """What a supervisor sees in one look; ``overdue`` are the oldest promises of ``overdue_count``, ``names``
    those of the reps by id.
    """

    mondays: tuple[date, ...]
    coverage: tuple[Coverage, ...]
    least_seen: tuple[CustomerStrip, ...]
    promise_weeks: tuple[PromiseWeek, ...]
    lengths: VisitLengths
    overdue: tuple[OverdueOfRep, ...]
    overdue_count: int
    waiting: WaitingInAll
    silent: tuple[SilentLaptop, ...]
    needed: Needed
    names: dict[str, str]

    @property
    def this_week(self) -> Coverage:
        """The contacts of this week, of all reps together."""
        return of_week(self.coverage, week_name(self.mondays[-1]))


def read_overview(connection: Connection, sight: Sight, now: datetime) -> TeamOverview:
    """Return the figures of everybody within a sight."""
    coverage = coverage_by_rep(connection, sight, now, WEEKS)
    needed = needed_by_sunday(connection, sight, now)
    overdue, overdue_count = oldest_overdue(connection, sight, now, NAMED)
    reps = {one.rep for one in coverage} | set(needed.by_owner)
    return TeamOverview(
        mondays=last_weeks(now, read_zone(connection), WEEKS),
        coverage=coverage,
        least_seen=coverage_by_customer(connection, sight, now, WEEKS, limit=NAMED),
        promise_weeks=promises_on_time(connection, sight, now, WEEKS),
        lengths=visit_lengths(connection, sight, now, LENGTH_WEEKS),
        overdue=overdue,
        overdue_count=overdue_count,
        waiting=waiting_in_all(connection, sight, now),
        silent=silent_laptops(connection, sight, now),
        needed=needed,
        names=people.names_of_users(connection, reps),
    )
