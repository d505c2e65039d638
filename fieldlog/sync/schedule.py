"""When the next sync beside the screens is due. Decides only: the clock and the chance are handed in."""

from collections.abc import Callable
from typing import NamedTuple

from fieldlog.domain.errors import FieldlogError, ServerUnreachableError, StoreBusyError
from fieldlog.sync.backoff import wait_seconds
from fieldlog.sync.troubles import UnreachableError

LEAST_PAUSE_SECONDS = 1.0
SPREAD = 0.2
"""The usual pause is longer or shorter by up to this part, so that laptops do not come all at once."""


class Timing(NamedTuple):
    """In seconds: how long after a save, at most after the first of many, how often anyway, and how long it
    waits at most while the server cannot be reached, so that a network that is back is soon noticed.
    """

    after_save: float = 3.0
    after_first: float = 20.0
    usual: float = 300.0
    offline: float = 60.0


class Schedule:
    """The first sync is due at once. ``clock`` is a steady one, in seconds; ``chance`` gives numbers in
    [0, 1).
    """

    def __init__(self, timing: Timing, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._timing = timing
        self._clock = clock
        self._chance = chance
        self._due = clock()
        self._latest: float | None = None
        self._not_before = 0.0
        self._failures = 0

    @property
    def seconds_left(self) -> float:
        """How long it is until the next sync; 0 or less when it is due."""
        return max(self._due, self._not_before) - self._clock()

    def saved(self) -> None:
        """Something was saved: sync soon. Many saves in a row make one sync."""
        now = self._clock()
        self._latest = self._latest or now + self._timing.after_first
        self._due = min(now + self._timing.after_save, self._latest)

    def hurry(self) -> None:
        """A person wants it now."""
        self._due, self._not_before = self._clock(), 0.0
        # One that runs now may have failed already: what it plans must not put this off.
        self._latest = self._latest or self._due

    def begin(self) -> None:
        """A sync begins: what is saved from now on is for the next one."""
        self._latest = None

    def succeeded(self) -> None:
        """A sync has come to its end."""
        self._failures = 0
        self._plan(self._timing.usual * (1 + SPREAD * (2 * self._chance() - 1)))

    def failed(self, error: FieldlogError) -> None:
        """A sync was hindered; how long to wait depends on what hindered it."""
        if not isinstance(error, ServerUnreachableError):
            # Waiting helps against a busy store; against a refusal, only a person does.
            is_busy = isinstance(error, StoreBusyError)
            self._plan(self._timing.offline if is_busy else self._timing.usual)
            return
        self._failures += 1
        wanted = error.retry_after if isinstance(error, UnreachableError) else None
        pause = wait_seconds(self._failures, self._chance, wanted, self._timing.offline)
        self._not_before = self._clock() + (pause if wanted is not None else 0.0)
        self._plan(max(LEAST_PAUSE_SECONDS, pause))

    def _plan(self, seconds: float) -> None:
        due = self._clock() + seconds
        # What was saved meanwhile still comes soon.
        self._due = min(due, self._due) if self._latest is not None else due
