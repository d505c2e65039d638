"""Signals of reps beside those of their peers: a signal, not a judgement."""

from datetime import datetime

from fieldlog.domain.signals import PeerCount, compare_with_peers
from sync_server.core.figures.weeks import last_weeks, period_of, read_zone
from sync_server.database.engine import Connection
from sync_server.database.figures import visit_counts
from sync_server.database.people import Sight


def signal_counts(connection: Connection, sight: Sight, now: datetime, weeks: int) -> tuple[PeerCount, ...]:
    """Return by rep and kind how many signals the visits of the last ``weeks`` weeks have, each beside the
    median share of all reps within the sight.
    """
    zone = read_zone(connection)
    period = period_of(last_weeks(now, zone, weeks), now, zone)
    counts = visit_counts.count_signals(connection, sight, period.first, period.last)
    return compare_with_peers(
        counts, visit_counts.count_visits_by_rep(connection, sight, period.first, period.last)
    )
