"""Keeping what is typed: at most a quarter of a second of typing is not yet on the disk."""

from collections.abc import Awaitable, Callable

from textual.timer import Timer
from textual.widget import Widget

DELAY_SECONDS = 0.15
"""From a first new key to its write; what is typed meanwhile goes with it."""


class DraftKeeper:
    """Writes through ``write`` what a widget's form holds, soon after it changed. Keys never wait for it.

    A write that fails says so through the widget's own worker; the typing stays on the screen.
    """

    def __init__(self, widget: Widget, write: Callable[[], Awaitable[object]]) -> None:
        self._widget = widget
        self._write = write
        self._timer: Timer | None = None

    def changed(self) -> None:
        """Note that something was typed."""
        if self._timer is None:
            self._timer = self._widget.set_timer(DELAY_SECONDS, self.flush)

    async def flush(self) -> None:
        """Write now what has not been written."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            await self._write()

    def forget(self) -> None:
        """Write nothing more: the form was saved or discarded."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
