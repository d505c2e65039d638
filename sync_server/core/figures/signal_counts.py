"""Signals of reps beside those of their peers: a signal, not a judgement."""

from datetime import datetime

from fieldlog.domain.kinds import SIGNAL_COMMENT
from fieldlog.domain.review_views import SignalComment
from fieldlog.domain.signals import PeerCount, compare_with_peers
from sync_server.core.dossiers import find_dossier
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


def signal_comments(
    connection: Connection, sight: Sight, now: datetime, weeks: int
) -> dict[str, list[SignalComment]]:
    """Return by kind what reps have said to the signals of the last ``weeks`` weeks, the newest first."""
    period = period_of(last_weeks(now, read_zone(connection), weeks), now, read_zone(connection))
    places = visit_counts.signal_places(connection, sight, period.first, period.last)
    known = {(one.visit, one.kind) for one in places}
    customers = {one.customer for one in places}
    found: list[SignalComment] = []
    for customer in visit_counts.customers_with(connection, customers, SIGNAL_COMMENT):
        dossier = find_dossier(connection, sight, customer)
        if dossier is not None:
            found += (one for comments in dossier.signal_comments.values() for one in comments)
    by_kind: dict[str, list[SignalComment]] = {}
    for comment in sorted(found, key=lambda one: (one.at, one.id), reverse=True):
        if (comment.target, comment.signal) in known:
            by_kind.setdefault(comment.signal, []).append(comment)
    return by_kind
