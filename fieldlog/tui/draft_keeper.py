"""Keeping what is typed: at most a quarter of a second of typing is not yet on the disk."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from textual.app import App
from textual.timer import Timer
from textual.widget import Widget

from fieldlog.domain.errors import FieldlogError

DELAY_SECONDS = 0.15
"""From a first new key to its write; what is typed meanwhile goes with it."""

_waiting: "WeakKeyDictionary[App[Any], WeakSet[DraftKeeper]]" = WeakKeyDictionary()


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
            _waiting.setdefault(self._widget.app, WeakSet()).add(self)

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


async def flush_all(app: App[Any]) -> None:
    """Write now whatever was typed into any form of an application, as before it is left or locked.

    A form that cannot be written does not hold up the others; its own screen says why when it tries again.
    """
    for keeper in list(_waiting.pop(app, ())):
        with suppress(FieldlogError):
            await keeper.flush()
