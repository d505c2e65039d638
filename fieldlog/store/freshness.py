"""Whether what is derived from documents is up to date; kept apart from the evaluation, which a reader seldom
needs to load.
"""

from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.domain.days import from_text, local_day, monday_of
from fieldlog.store import tables
from fieldlog.store.settings import Progress
from fieldlog.store.store import Store
from fieldlog.store.translation import translated

EVALUATION = 8
"""Number of the code that derives obligations and cards; raising it makes every store evaluate anew."""


class Span(NamedTuple):
    """What an evaluation is good for (days as text): the last day of the obligations, and the Monday that
    cards are made for.
    """

    through: str
    week: str


def wanted_span(progress: Progress, now: datetime, zone: tzinfo) -> Span:
    """Return the span that reading needs at an instant: obligations to the end of the next week.

    Where the clock lies before the last save, as after a flat clock battery, the last save's week counts:
    nothing that was evaluated is taken back.
    """
    week = latest = monday_of(local_day(now, zone))
    if progress.last_saved_at:
        latest = max(week, monday_of(local_day(from_text(progress.last_saved_at), zone)))
    return Span((latest + timedelta(days=13)).isoformat(), week.isoformat())


def has_dirty_customers(store: Store) -> bool:
    """Say whether a save has not been evaluated yet."""
    with translated(store.home):
        return len(store.table(tables.DIRTY)) > 0


def is_evaluated(progress: Progress) -> bool:
    """Say whether what is stored was derived by this version's code."""
    return progress.evaluation == EVALUATION


def covers(progress: Progress, span: Span) -> bool:
    """Say whether what is stored was derived by this version's code for this span."""
    return is_evaluated(progress) and (progress.through, progress.week) == span


def refresh_promises(store: Store, now: datetime) -> None:
    """Bring obligations up to date as far as promises go, which no new week changes."""
    if has_dirty_customers(store) or not is_evaluated(store.progress()):
        from fieldlog.store.derived import refresh

        refresh(store, now)


def refresh_all(store: Store, now: datetime) -> None:
    """Bring obligations and cards up to date for the week of ``now`` and the one after it."""
    progress = store.progress()
    span = wanted_span(progress, now, ZoneInfo(store.settings().zone))
    if has_dirty_customers(store) or not covers(progress, span):
        from fieldlog.store.derived import refresh

        refresh(store, now)
