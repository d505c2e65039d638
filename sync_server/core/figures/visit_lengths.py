"""How long visits last: counted in steps of five minutes, with the line of the rule."""

from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.days import SIX_DAYS, local_day
from fieldlog.domain.packs import RulePack, pack_on
from sync_server.core.evaluation import Span, read_span
from sync_server.core.figures.weeks import this_monday, weeks_until
from sync_server.database.engine import Connection
from sync_server.database.figures import visit_lists
from sync_server.database.figures.visit_lists import LengthCount
from sync_server.database.people import Sight

STEP, MOST = 5, 120
"""Minutes: how wide a step is, and where the last one begins."""


class VisitLengths(NamedTuple):
    """How many visits lasted how long, and the minutes that the rule wants now."""

    counts: tuple[LengthCount, ...]
    line: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(one.visits for one in self.counts)

    @property
    def below(self) -> int:
        """Those that were too short on their day, whatever the reason."""
        return sum(one.short for one in self.counts)


def visit_lengths(
    connection: Connection, sight: Sight, now: datetime, weeks: int, last: date | None = None
) -> VisitLengths:
    """Return the lengths of the meetings that reached the customer, of ``weeks`` weeks up to the one of the
    Monday ``last``, whose rule counts, or this one.
    """
    span = read_span(connection, now)
    pack = _pack(span, now, last + SIX_DAYS if last else None)
    mondays = weeks_until(last or this_monday(now, span.zone), weeks)
    days = (mondays[0].isoformat(), (mondays[-1] + SIX_DAYS).isoformat())
    counts = visit_lists.count_lengths(connection, sight, pack.length_channels, days, STEP, MOST)
    return VisitLengths(tuple(counts), pack.visit_minutes)


def meeting_channels(connection: Connection, now: datetime, last: date | None = None) -> tuple[str, ...]:
    """Return the channels of which ``visit_lengths`` counts the lengths, of days up to ``last`` or today."""
    return _pack(read_span(connection, now), now, last).length_channels


def _pack(span: Span, now: datetime, last: date | None) -> RulePack:
    """Return the rule pack that holds on the last day that is looked at."""
    return pack_on(span.packs, last or local_day(now, span.zone))
