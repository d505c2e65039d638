"""The clock of the running visit, as every screen shows it."""

from time import monotonic

from fieldlog.actions.visits import running_visit
from fieldlog.tui.store_thread import StoreThread


class RunningClock:
    """Reads the running visit once and counts from then on, without the store."""

    def __init__(self) -> None:
        self.touched_at = monotonic()

    @property
    def is_running(self) -> bool:
        """Whether a visit runs."""
        return False

    async def read(self, desk: StoreThread) -> None:
        """Read which visit runs."""
        await desk.run(running_visit)

    def words(self) -> str:
        """Return the running visit in words: "Visit 42:10 李明朗"."""
        return ""

    def touch(self) -> None:
        """Note that somebody is there."""
        self.touched_at = monotonic()
