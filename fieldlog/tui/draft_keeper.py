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
        self._is_held = False
        self._waits = False

    def changed(self) -> None:
        """Note that something was typed."""
        if self._is_held:
            self._waits = True
        elif self._timer is None:
            self._timer = self._widget.set_timer(DELAY_SECONDS, self.flush)
            _waiting.setdefault(self._widget.app, WeakSet()).add(self)

    async def flush(self) -> None:
        """Write now what has not been written."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            await self._write()

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


async def flush_all(app: App[Any]) -> None:
    """Write now whatever was typed into any form of an application, as before it is left or locked.

    A form that cannot be written does not hold up the others; its own screen says why when it tries again.
    """
    for keeper in list(_waiting.pop(app, ())):
        with suppress(FieldlogError):
            await keeper.flush()
