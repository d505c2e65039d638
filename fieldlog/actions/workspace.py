"""What every action needs: the open store, the clocks and the source of random bytes."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fieldlog.actions.steady_clock import SteadyReading, read_steady_clock
from fieldlog.domain.clock_marks import ClockMark
from fieldlog.domain.days import local_day, whole_seconds
from fieldlog.store.store import Store


def system_now() -> datetime:
    """Return the laptop's clock in UTC."""
    return datetime.now(UTC)


def _steady_beside(clock: Callable[[], datetime]) -> Callable[[], SteadyReading]:
    """Return the steady clock that goes with a wall clock; a made-up one is as steady as it is set."""
    if clock is system_now:
        return read_steady_clock
    return lambda: SteadyReading(clock().timestamp(), "made-up")


class Workspace:
    """An open store with its clocks; tests pass their own clocks and their own random bytes."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime] = system_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
        steady_clock: Callable[[], SteadyReading] | None = None,
    ) -> None:
        self.store = store
        self.settings = store.settings()
        self.zone = ZoneInfo(self.settings.zone)
        self._clock = clock
        self.random_bytes = random_bytes
        self.finishing = ""
        """The customer whose begun work is being saved: a hand-over does not hinder that."""
        self._steady_clock = steady_clock or _steady_beside(clock)

    def now(self) -> datetime:
        """Return now in UTC, in whole seconds."""
        return whole_seconds(self._clock())

    def mark(self) -> ClockMark:
        """Return both clocks of this moment: the one on the wall and the steady one."""
        return ClockMark(self.now(), *self._steady_clock())

    def today(self) -> date:
        """Return the calendar day in the organisation's zone."""
        return local_day(self._clock(), self.zone)
