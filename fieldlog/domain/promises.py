"""What became of a promise: kept, moved or released, as of any instant."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple, TypeVar

from fieldlog.domain.days import LAST_YEAR, end_of_day, from_text, whole_seconds
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.views import Promise, PromiseEvent, PromiseMoved

AnyEvent = TypeVar("AnyEvent", bound=PromiseEvent)


class PromiseState(NamedTuple):
    """A promise as of an instant.

    ``due`` is the due date that counts (a day or an instant, as text), ``planned`` the latest one that was
    set; they differ after a move that came too late or without the customer's agreement. ``state`` is open,
    kept, kept_late or released.
    """

    state: str
    due: str
    due_at: datetime
    planned: str
    kept_at: datetime | None
    released_at: datetime | None
    release_reason: str
    moves: tuple[PromiseMoved, ...]


@lru_cache(maxsize=4096)
def due_instant(due: str, zone: tzinfo) -> datetime:
    """Return the last instant at which a promise is on time: its own time, or the end of its local day."""
    if int(due[:4]) > LAST_YEAR:
        # What people type for "never": its end has no place in the calendar of every zone.
        return datetime(LAST_YEAR, 12, 31, 23, 59, 59, tzinfo=UTC)
    if len(due) == len("2026-12-02"):
        return end_of_day(date.fromisoformat(due), zone)
    return from_text(due)


def due_day(due: str) -> date:
    """Return the calendar day of a due date, in the zone it was promised in."""
    return date.fromisoformat(due[:10])


def effective_due(due: str, moves: Sequence[PromiseMoved], zone: tzinfo) -> str:
    """Return the due date that counts after moves in the order of time: only a move before due that the
    customer agreed to changes it.
    """
    for move in moves:
        if does_move_count(due, move.agreed, move.at, zone):
            due = move.due
    return due


def does_move_count(due: str, agreed: bool, at: datetime, zone: tzinfo) -> bool:
    """Say whether a move at an instant takes the place of the due date that counted until then."""
    return agreed and whole_seconds(at) <= due_instant(due, zone)


def promise_state(
    dossier: Dossier, promise: Promise, zone: tzinfo, as_of: datetime | None = None
) -> PromiseState:
    """Return what became of a promise up to an instant; without one, up to the last event known."""
    moves = _up_to(as_of, dossier.moved.get(promise.id, ()))
    kept = _up_to(as_of, dossier.kept.get(promise.id, ()))
    released = _up_to(as_of, dossier.released.get(promise.id, ()))
    closed_at = min((event.at for event in (*kept, *released)), default=None)
    due = effective_due(
        promise.due, [move for move in moves if closed_at is None or move.at <= closed_at], zone
    )
    due_at = due_instant(due, zone)
    kept_at = whole_seconds(kept[0].at) if kept else None
    return PromiseState(
        state=_state_name(kept_at, released[0].at if released else None, due_at),
        due=due,
        due_at=due_at,
        planned=moves[-1].due if moves else promise.due,
        kept_at=kept_at,
        released_at=released[0].at if released else None,
        release_reason=released[0].reason if released else "",
        moves=moves,
    )


def days_late(became: PromiseState, now: datetime, today: date) -> int | None:
    """Return the calendar days since an open promise fell due; ``None`` when it is not overdue."""
    if became.state != "open" or became.due_at >= now:
        return None
    return (today - due_day(became.due)).days


def _up_to(as_of: datetime | None, events: tuple[AnyEvent, ...]) -> tuple[AnyEvent, ...]:
    return events if as_of is None else tuple(event for event in events if event.at <= as_of)


def _state_name(kept_at: datetime | None, released_at: datetime | None, due_at: datetime) -> str:
    if kept_at is not None and kept_at <= due_at:
        return "kept"
    # Doing late what the customer had let go of is no breach.
    if released_at is not None and (kept_at is None or released_at <= kept_at):
        return "released"
    return "open" if kept_at is None else "kept_late"
