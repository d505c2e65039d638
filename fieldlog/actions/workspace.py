"""What every action needs: the open store, the clock and the source of random bytes."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fieldlog.domain.days import local_day, whole_seconds
from fieldlog.store.store import Store


def system_now() -> datetime:
    """Return the laptop's clock in UTC."""
    return datetime.now(UTC)


class Workspace:
    """An open store with a clock; tests pass their own clock and their own random bytes."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime] = system_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.store = store
        self.settings = store.settings()
        self.zone = ZoneInfo(self.settings.zone)
        self._clock = clock
        self.random_bytes = random_bytes

    def now(self) -> datetime:
        """Return now in UTC, in whole seconds."""
        return whole_seconds(self._clock())

    def today(self) -> date:
        """Return the calendar day in the organisation's zone."""
        return local_day(self._clock(), self.zone)
