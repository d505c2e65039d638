"""The clock of the running visit, as every screen shows it."""

from datetime import datetime

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.clock_marks import RunningVisit
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.store_thread import StoreThread

_MINUTE, _HOUR = 60, 3600


class RunningClock:
    """Reads the running visit once and counts from then on by both clocks of the laptop, without the store: a
    closed lid counts, a clock that somebody sets does not.
    """

    def __init__(self) -> None:
        self.visit: RunningVisit | None = None
        self._workspace: Workspace | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a visit that was started and not saved."""
        return self.visit is not None

    @property
    def is_stopped(self) -> bool:
        """Whether the end of the visit is frozen, and only its note is still to be saved."""
        return self.visit is not None and self.visit.stopped is not None

    async def read(self, desk: StoreThread) -> None:
        """Read which visit runs."""
        from fieldlog.actions.running_visits import running_length

        self.visit, self._workspace = await desk.run(running_length), await desk.opened()

    @property
    def seconds(self) -> int:
        """For how many whole seconds the visit has been running; 0 without one."""
        if self.visit is None or self._workspace is None:
            return 0
        return self.visit.seconds(self._workspace.mark())

    @property
    def start(self) -> datetime | None:
        """The local start of the visit, as the clock of now would have shown it; ``None`` without one."""
        if self.visit is None or self._workspace is None:
            return None
        return self.visit.start(self._workspace.mark())

    @property
    def shift(self) -> int:
        """By how many seconds the laptop's clock was put forward during the visit (back: negative)."""
        if self.visit is None or self._workspace is None:
            return 0
        return self.visit.shift(self._workspace.mark())

    def words(self) -> str:
        """Return the running visit in words: "Visit 42:10 李明朗"; empty without one."""
        if self.visit is None:
            return ""
        template = N_("Visit {clock} stopped {name}") if self.is_stopped else N_("Visit {clock} {name}")
        return translate(template, clock=clock_words(self.seconds), name=self.visit.name)


def clock_words(seconds: int) -> str:
    """Return a length as a clock shows it: "42:10", from an hour on "1:02:10"."""
    hours, rest = divmod(seconds, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
