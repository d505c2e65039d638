"""Promises kept on time, by the week in which they fell due."""

from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.overdue import PROMISE_RULE
from sync_server.core.figures.weeks import period_of, read_zone, this_monday, weeks_until
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
    def asked(self) -> int:
        """How many promises the week asks for."""
        return self.on_time + self.missed + self.open + self.unknown

    @property
    def percent(self) -> int | None:
        """What was kept on time of what is known to have been due, in whole percent rounded down; ``None``
        without any.
        """
        due = self.on_time + self.missed
        return self.on_time * 100 // due if due else None


def promises_on_time(
    connection: Connection,
    sight: Sight,
    now: datetime,
    weeks: int,
    by_rep: bool = False,
    last: date | None = None,
) -> tuple[PromiseWeek, ...]:
    """Return the promises of ``weeks`` weeks up to the one of the Monday ``last`` or this one, that included;
    by rep when asked for.
    """
    zone = read_zone(connection)
    period = period_of(weeks_until(last or this_monday(now, zone), weeks), now, zone)
    found = obligation_counts.count_states(connection, sight, PROMISE_RULE, period, by_rep=by_rep)
    return tuple(PromiseWeek(*one) for one in found)
