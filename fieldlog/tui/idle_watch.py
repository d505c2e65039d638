"""Whether somebody is still there: counts the time without a key, and notices that the laptop has slept."""

import time
from collections.abc import Callable

from fieldlog.actions.locking import is_lock_due

Seconds = Callable[[], float]


class IdleWatch:
    """Looked at about once a second. While a laptop sleeps its steady clock may stand still, so both clocks
    are watched: a long gap between two looks by either of them was a sleep.
    """

    def __init__(self, wall: Seconds = time.time, steady: Seconds = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._touched_at = steady()
        self._looked_at = (wall(), steady())

    def touch(self) -> None:
        """Note that somebody is there."""
        self._touched_at = self._steady()

    def is_lock_due(self, lock_minutes: int) -> bool:
        """Say whether the screens must lock now; a sleep is told once."""
        wall, steady = self._wall(), self._steady()
        before_wall, before_steady = self._looked_at
        self._looked_at = (wall, steady)
        gap = max(wall - before_wall, steady - before_steady)
        return is_lock_due(lock_minutes, steady - self._touched_at, gap)
