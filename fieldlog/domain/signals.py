"""Signals: what is worth a question when the visits of one rep are looked at together.

A signal is no judgement and breaks no rule. It is shown as a count beside those of the peers, with what it
means, and the rep can say something to it. Each is a function of the rep's visits of one week, so that one
save changes one week only.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from statistics import median
from typing import NamedTuple

from fieldlog.domain.clock_marks import describe_length
from fieldlog.domain.days import local_day
from fieldlog.domain.problems import N_, Sentence

TYPED_LATE, OVERLAP, EXACT_LENGTH = "typed-late", "overlap", "exact-length"
REPEATED_NOTE, SUNDAY_BATCH, CLOCK_JUMP = "repeated-note", "sunday-batch", "clock-jump"

LATE = timedelta(hours=24)
EXACT_SECONDS = (30 * 60, 60 * 60)
SAME_NOTES, SHORTEST_NOTE = 3, 6
BATCH, SUNDAY, EVENING_HOUR = 5, 7, 18


class Meaning(NamedTuple):
    """What a signal is called, and what it says and does not say; both marked for translation."""

    title: str
    explanation: str


SIGNALS: dict[str, Meaning] = {
    TYPED_LATE: Meaning(
        N_("typed long afterwards"),
        N_(
            "Written down more than a day after the visit ended. "
            "There may have been no time; memory fades, though."
        ),
    ),
    OVERLAP: Meaning(
        N_("two visits at the same time"),
        N_("Begins before another visit of the same rep had ended. Often a typing mistake in one of both."),
    ),
    EXACT_LENGTH: Meaning(
        N_("exactly 30 or 60 minutes"),
        N_("Lasted exactly 30 or 60 minutes. A single one says nothing; many more than the peers have may."),
    ),
    REPEATED_NOTE: Meaning(
        N_("the same note several times"),
        N_("The same words stand in the notes of at least three visits of the week."),
    ),
    SUNDAY_BATCH: Meaning(
        N_("many typed on Sunday evening"),
        N_("One of at least five visits of the week that were typed in on one Sunday evening."),
    ),
    CLOCK_JUMP: Meaning(
        N_("clock set during the visit"),
        N_("The clock of the laptop was set while the visit ran. Its length is right all the same."),
    ),
}
"""The signals by their kind: *a signal, not a judgement*."""


def describe_signal(kind: str, amount: int) -> Sentence | None:
    """Return the sentence about a signal and its amount; ``None`` of one that a newer version knows."""
    if kind not in _AMOUNTS:
        return None
    return Sentence(_AMOUNTS[kind], {"amount": amount, "length": describe_length(amount)})


_AMOUNTS: dict[str, str] = {
    TYPED_LATE: N_("Written down {length} after the visit ended."),
    OVERLAP: N_("Overlaps another visit of the same rep by {length}."),
    EXACT_LENGTH: N_("Lasted exactly {amount} minutes."),
    REPEATED_NOTE: N_("The same note stands in {amount} visits of this week."),
    SUNDAY_BATCH: N_("One of {amount} visits typed in on the same Sunday evening."),
    CLOCK_JUMP: N_("The clock was set by {length} during the visit."),
}


class NotedVisit(NamedTuple):
    """What signals look at in a visit; instants are UTC, ``entered_at`` is when it was saved first, and
    ``clock_shift`` by how many seconds the clock was set during it.
    """

    visit: str
    start: datetime
    end: datetime
    entered_at: datetime | None
    timed: bool
    note: str
    clock_shift: int


class Signal(NamedTuple):
    """A signal at a visit. ``amount`` is its size: seconds of lag, of overlap or of the clock; minutes of the
    length; visits with the same note or of the same evening.
    """

    kind: str
    visit: str
    amount: int


def find_signals(visits: Sequence[NotedVisit], zone: tzinfo) -> tuple[Signal, ...]:
    """Return the signals in one week's visits of one rep, sorted by kind and visit."""
    ordered = sorted(visits, key=lambda one: (one.start, one.visit))
    found = (signal for find in _FINDERS for signal in find(ordered, zone))
    return tuple(sorted(found))


def _typed_late(visits: Sequence[NotedVisit], _zone: tzinfo) -> Iterator[Signal]:
    for one in visits:
        lag = entry_lag(one.end, one.entered_at)
        if not one.timed and lag is not None and lag > LATE.total_seconds():
            yield Signal(TYPED_LATE, one.visit, lag)


def entry_lag(end: datetime, entered_at: datetime | None) -> int | None:
    """Return how many seconds after its end a visit was saved first; ``None`` when nobody knows."""
    return None if entered_at is None else int((entered_at - end).total_seconds())


def _overlaps(visits: Sequence[NotedVisit], _zone: tzinfo) -> Iterator[Signal]:
    latest: NotedVisit | None = None
    for one in visits:
        if latest is not None and one.start < latest.end and one.start < one.end:
            both = int((min(one.end, latest.end) - one.start).total_seconds())
            if both:
                yield Signal(OVERLAP, one.visit, both)
        if latest is None or one.end > latest.end:
            latest = one


def _exact_lengths(visits: Sequence[NotedVisit], _zone: tzinfo) -> Iterator[Signal]:
    for one in visits:
        seconds = int((one.end - one.start).total_seconds())
        if seconds in EXACT_SECONDS:
            yield Signal(EXACT_LENGTH, one.visit, seconds // 60)


def _repeated_notes(visits: Sequence[NotedVisit], _zone: tzinfo) -> Iterator[Signal]:
    notes = {one.visit: "".join(one.note.split()) for one in visits}
    counted = Counter(note for note in notes.values() if len(note) >= SHORTEST_NOTE)
    for visit, note in notes.items():
        if counted[note] >= SAME_NOTES:
            yield Signal(REPEATED_NOTE, visit, counted[note])


def _sunday_batches(visits: Sequence[NotedVisit], zone: tzinfo) -> Iterator[Signal]:
    evenings = {one.visit: _sunday_evening(one, zone) for one in visits}
    counted = Counter(evening for evening in evenings.values() if evening)
    for visit, evening in evenings.items():
        if evening and counted[evening] >= BATCH:
            yield Signal(SUNDAY_BATCH, visit, counted[evening])


def _sunday_evening(visit: NotedVisit, zone: tzinfo) -> str:
    if visit.timed or visit.entered_at is None:
        return ""
    local = visit.entered_at.astimezone(zone)
    is_evening = local.isoweekday() == SUNDAY and local.hour >= EVENING_HOUR
    return local_day(visit.entered_at, zone).isoformat() if is_evening else ""


def _clock_jumps(visits: Sequence[NotedVisit], _zone: tzinfo) -> Iterator[Signal]:
    for one in visits:
        if one.clock_shift:
            yield Signal(CLOCK_JUMP, one.visit, abs(one.clock_shift))


_FINDERS: tuple[Callable[[Sequence[NotedVisit], tzinfo], Iterator[Signal]], ...] = (
    _typed_late,
    _overlaps,
    _exact_lengths,
    _repeated_notes,
    _sunday_batches,
    _clock_jumps,
)


class PeerCount(NamedTuple):
    """How many signals of a kind a rep has in so many visits, and what the median of all reps would be in as
    many visits, rounded to whole ones.
    """

    rep: str
    kind: str
    signals: int
    visits: int
    peers: int


def compare_with_peers(counts: dict[tuple[str, str], int], visits: dict[str, int]) -> tuple[PeerCount, ...]:
    """Return the counts ((rep, kind): signals) of reps with ``visits``, each beside the peers' median share.

    The median is taken over all reps with visits, those without a signal too.
    """
    reps = sorted(rep for rep, count in visits.items() if count)
    found = []
    for kind in SIGNALS:
        share = median([counts.get((rep, kind), 0) / visits[rep] for rep in reps] or [0])
        found += [
            PeerCount(rep, kind, counts.get((rep, kind), 0), visits[rep], round(share * visits[rep]))
            for rep in reps
        ]
    return tuple(found)
