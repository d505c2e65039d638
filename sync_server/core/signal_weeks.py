"""Looking for signals in the weeks of reps in which visits have changed."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from fieldlog.domain.days import from_text, read_week, to_text, week_bounds
from fieldlog.domain.signals import NotedVisit, find_signals
from sync_server.core.page_rows import Row
from sync_server.database import derived_rows, evaluating, marks
from sync_server.database.derived_tables import signals
from sync_server.database.engine import Connection

WEEKS_AT_ONCE = 200
_LARGEST = 2**31 - 1


def evaluate_weeks(connection: Connection, zone: tzinfo, limit: int = WEEKS_AT_ONCE) -> int:
    """Find the signals of marked weeks anew, and return how many weeks that were."""
    reps = {rep for rep, _, _ in marks.marked_weeks(connection, limit)}
    # Who waited here sees what the other one has stored.
    evaluating.lock_reps(connection, reps)
    seen = [mark for mark in marks.marked_weeks(connection, limit) if mark[0] in reps]
    weeks = sorted({(rep, week) for rep, week, _ in seen})
    for rep, week in weeks:
        _evaluate_week(connection, rep, week, zone)
    marks.remove_week_marks(connection, seen)
    return len(weeks)


def _evaluate_week(connection: Connection, rep: str, week: str, zone: tzinfo) -> None:
    monday = read_week(week)
    assert monday is not None
    first, last = week_bounds(monday, zone)
    # A visit that nobody's laptop brought has no peers to be compared with.
    visits = evaluating.visits_between(connection, rep, to_text(first), to_text(last)) if rep else []
    known = evaluating.signals_in(connection, rep, week)
    derived_rows.replace_known(connection, signals, known, list(_signal_rows(visits, zone)))


def _signal_rows(visits: Sequence[Any], zone: tzinfo) -> Iterator[Row]:
    by_id = {row.visit_id: row for row in visits}
    for signal in find_signals([_noted(row) for row in visits], zone):
        row = by_id[signal.visit]
        yield {
            "visit": signal.visit,
            "kind": signal.kind,
            "customer": row.customer,
            "owner_id": row.owner_id,
            "rep_id": row.rep_id,
            "week": row.week,
            "start": row.start,
            "amount": min(_LARGEST, signal.amount),
        }


def _noted(row: Any) -> NotedVisit:
    entered_at = None if row.entered_at is None else from_text(row.entered_at)
    return NotedVisit(
        row.visit_id,
        from_text(row.start),
        from_text(row.end),
        entered_at,
        row.is_timed,
        row.note,
        row.clock_shift,
    )
