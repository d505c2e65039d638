"""Two clocks side by side: the wall clock, which people set, and a steady one, which only counts.

The steady clock counts the time a laptop sleeps and says nothing about the time of day; two readings of it
can be compared only within one boot. Where both clocks tell different lengths, the steady one is right and
the difference, a *shift*, is a signal for people to look at, never a reason to lose or refuse anything.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from fieldlog.domain.days import whole_seconds
from fieldlog.domain.problems import N_, Sentence

SHIFT_TOLERANCE = 120
"""Seconds by which the clocks may differ: a time server sets a laptop's clock by a little every day."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class ClockMark(NamedTuple):
    """Both clocks at one moment: ``wall`` in UTC, ``steady`` in seconds since any moment of its ``boot``."""

    wall: datetime
    steady: float
    boot: str


class Elapsed(NamedTuple):
    """Whole seconds that passed, and by how many of them the wall clock was put forward (back: negative)."""

    seconds: int
    shift: int

    @property
    def is_shifted(self) -> bool:
        """Say whether the wall clock was set, not merely corrected a little."""
        return abs(self.shift) > SHIFT_TOLERANCE


def elapsed(start: ClockMark, now: ClockMark) -> Elapsed | None:
    """Return how long it was by the steady clock; ``None`` when the marks cannot be compared: the laptop was
    started anew between them, or the steady clock itself went back.
    """
    seconds = now.steady - start.steady
    if start.boot != now.boot or seconds < 0:
        return None
    shift = (now.wall - start.wall).total_seconds() - seconds
    return Elapsed(int(seconds), round(shift))


class Span(NamedTuple):
    """From when to when (UTC, whole seconds), and the shift of the wall clock in between; 0 without one."""

    start: datetime
    end: datetime
    clock_shift: int = 0


def measure(start: ClockMark | datetime, now: ClockMark) -> Span:
    """Return the span from a start to now. Where the wall clock was set in between, it has the steady clock's
    length and ends now; a start without a mark, or of another boot, counts as the wall clock had it.
    """
    wall = start if isinstance(start, datetime) else start.wall
    passed = None if isinstance(start, datetime) else elapsed(start, now)
    end = whole_seconds(now.wall)
    if passed is None or (end >= wall and not passed.is_shifted):
        return Span(wall, end)
    return Span(end - timedelta(seconds=passed.seconds), end, passed.shift if passed.is_shifted else 0)


def measure_stopped(start: ClockMark | datetime, stop: ClockMark, now: ClockMark) -> Span:
    """Return the span from a start to a stop that was marked before now. Where the wall clock was set since
    the stop, the span lies where the clock of now would have shown it.
    """
    span, since = measure(start, stop), elapsed(stop, now)
    if since is None or not since.is_shifted:
        return span
    moved = timedelta(seconds=since.shift)
    return span._replace(start=span.start + moved, end=span.end + moved)


def mark_values(mark: ClockMark) -> dict[str, object]:
    """Return what a draft keeps of a mark beside its wall time."""
    return {"steady": round(mark.steady, 3), "boot": mark.boot}


def read_mark(wall: datetime, values: Mapping[str, Any] | None) -> ClockMark | datetime:
    """Return the mark of a draft; of one that an older fieldlog wrote, its wall time alone."""
    return wall if not values else ClockMark(wall, values["steady"], values["boot"])


class RunningVisit(NamedTuple):
    """The visit that runs, as a clock shows it: ``begun`` is what was kept at the start, ``zone`` where its
    times are shown; ``stopped`` is what both clocks showed when its end was frozen, before it is saved.
    """

    customer: str
    name: str
    purpose: str
    channel: str
    begun: ClockMark | datetime
    zone: tzinfo
    stopped: ClockMark | None = None

    def span(self, now: ClockMark) -> Span:
        """Return from when to when it was, or has been until now."""
        if self.stopped is None:
            return measure(self.begun, now)
        return measure_stopped(self.begun, self.stopped, now)

    def seconds(self, now: ClockMark) -> int:
        """Return for how many whole seconds it has been running; never fewer than none."""
        span = self.span(now)
        return max(0, int((span.end - span.start).total_seconds()))

    def start(self, now: ClockMark) -> datetime:
        """Return its local start, as the clock of now would have shown it."""
        return self.span(now).start.astimezone(self.zone)

    def shift(self, now: ClockMark) -> int:
        """Return by how many seconds the wall clock was put forward since (back: negative); mostly 0."""
        return self.span(now).clock_shift


def describe_shift(shift: int) -> Sentence:
    """Return the sentence about a clock that was set during a visit, by signed seconds."""
    template = N_(
        "The clock of this laptop was put forward by {length} during the visit; "
        "the times of the visit are right all the same."
    )
    if shift < 0:
        template = N_(
            "The clock of this laptop was put back by {length} during the visit; "
            "the times of the visit are right all the same."
        )
    return Sentence(template, {"length": describe_length(abs(shift))})


def describe_length(seconds: int) -> Sentence:
    """Return a length in one unit, rounded down."""
    if seconds < _MINUTE:
        return Sentence(N_("{seconds} s"), {"seconds": seconds})
    if seconds < 2 * _HOUR:
        return Sentence(N_("{minutes} min"), {"minutes": seconds // _MINUTE})
    if seconds < 2 * _DAY:
        return Sentence(N_("{hours} h"), {"hours": seconds // _HOUR})
    return Sentence(N_("{days} days"), {"days": seconds // _DAY})
