"""Keeping what is typed: at most a quarter of a second of typing is not yet on the disk."""

from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from textual.app import App
from textual.timer import Timer
from textual.widget import Widget

from fieldlog.domain.errors import FieldlogError

DELAY_SECONDS = 0.15
"""From a first new key to its write; what is typed meanwhile goes with it."""
AGAIN_SECONDS = 3.0
"""From a write that failed to the next try."""

_waiting: "WeakKeyDictionary[App[Any], WeakSet[DraftKeeper]]" = WeakKeyDictionary()


class DraftKeeper:
    """Writes through ``write`` what a widget's form holds, soon after it changed. Keys never wait for it.

    What cannot be written is told once through ``tell`` and tried again until it can; the typing stays on the
    screen.
    """

    def __init__(
        self,
        widget: Widget,
        write: Callable[[], Awaitable[object]],
        tell: Callable[[FieldlogError], None],
    ) -> None:
        self._widget = widget
        self._write = write
        self._tell = tell
        self._has_told = False
        self._timer: Timer | None = None
        self._is_held = False
        self._waits = False

    def changed(self) -> None:
        """Note that something was typed."""
        if self._is_held:
            self._waits = True
        elif self._timer is None:
            self._write_after(DELAY_SECONDS)

    def _write_after(self, seconds: float) -> None:
        self._timer = self._widget.set_timer(seconds, self._flush_by_itself)
        _waiting.setdefault(self._widget.app, WeakSet()).add(self)

    async def _flush_by_itself(self) -> None:
        try:
            await self.flush()
        except FieldlogError as error:
            if not self._has_told:
                self._has_told = True
                self._tell(error)

    async def flush(self) -> None:
        """Write now what has not been written; ``FieldlogError`` where that cannot be, and it is tried again
        later.
        """
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            try:
                await self._write()
            except FieldlogError:
                self._write_after(AGAIN_SECONDS)
                raise
            self._has_told = False

    def hold(self) -> None:
        """Write nothing for a while: a draft written behind the save of its form would outlive it."""
        self._is_held = True

    def release(self) -> None:
        """Write again, and first of all what was typed meanwhile."""
        self._is_held = False
        if self._waits:
            self._waits = False
            self.changed()

    def forget(self) -> None:
        """Write nothing of what was typed until now: the form was saved or discarded."""
        self._waits = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


async def flush_all(app: App[Any]) -> list[FieldlogError]:
    """Write now whatever was typed into any form of an application, as before it is left or locked; return
    what hindered it.

    A form that cannot be written does not hold up the others.
    """
    errors = []
    for keeper in list(_waiting.pop(app, ())):
        try:
            await keeper.flush()
        except FieldlogError as error:
            errors.append(error)
    return errors
