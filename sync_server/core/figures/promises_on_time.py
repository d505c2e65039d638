"""Promises kept on time, by the week in which they fell due."""

from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.overdue import PROMISE_RULE
from sync_server.core.figures.weeks import last_weeks, period_of, read_zone
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts
from sync_server.database.people import Sight


class PromiseWeek(NamedTuple):
    """The promises that fell due in a week: kept on time, late or not at all, still open, let go by the
    customer, and those that a silent laptop may have kept.
    """

    rep: str
    week: str
    on_time: int
    missed: int
    open: int
    released: int
    unknown: int

    @property
    def percent(self) -> int | None:
        """What was kept on time of what is known to have been due, in whole percent rounded down; ``None``
        without any.
        """
        due = self.on_time + self.missed
        return self.on_time * 100 // due if due else None


def promises_on_time(
    connection: Connection, sight: Sight, now: datetime, weeks: int, by_rep: bool = False
) -> tuple[PromiseWeek, ...]:
    """Return the promises of the last ``weeks`` weeks, this one included; by rep when asked for."""
    zone = read_zone(connection)
    period = period_of(last_weeks(now, zone, weeks), now, zone)
    found = obligation_counts.count_states(connection, sight, PROMISE_RULE, period, by_rep=by_rep)
    return tuple(PromiseWeek(*one) for one in found)
