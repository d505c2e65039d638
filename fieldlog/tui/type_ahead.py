"""Keys pressed faster than screens are shown: they wait here, each until what the one before has caused is
through and the screen that it opened can take it. Their order never changes.

Left to itself Textual hands a key to whoever has the cursor when the key comes, which is the screen before
while a new one is still being made: the key is lost, or means something else there.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from fieldlog.tui.entrance import WAITING
from fieldlog.tui.keymaps import is_key_of

if TYPE_CHECKING:
    from textual.screen import Screen

    from fieldlog.tui.app import FieldlogApp

READING = "reading"
"""The name of work that tells what keys act on: commands wait for it, typed text does not."""
IN_THE_BACKGROUND = "load"
"""How the groups of work begin that no key waits for: what is shown is only read anew."""
ROUNDS = 4
"""So many messages deep may be what a key causes in the widgets before it is through."""
SETTLING_SECONDS = 0.02
LOOKING_SECONDS = 0.01
PATIENCE_SECONDS = 5.0
PATIENCE_OF_LEAVING_SECONDS = 0.3
"""One leaves at once, whatever is still under way."""
TAKES_TEXT = "takes_text"
"""The attribute of widgets that text is typed into. By their class it would be Textual's whole editor that
every start loads.
"""
EDITING = frozenset(("backspace", "delete", "left", "right", "home", "end"))


class KeyPassed(Message):
    """Goes the way of a key behind it, from the widget with the cursor up to the application."""


class TypeAhead:
    """The keys that are not handed on yet. ``hand_on`` gives one to the widget with the cursor."""

    def __init__(self, app: "FieldlogApp", hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Event] = deque()
        self._passing: KeyPassed | None = None
        self._asked: Widget | None = None
        self._rounds = 0
        self._is_typing = False
        self._moved_at = 0.0
        self._looking: Timer | None = None

    async def take(self, event: events.Event) -> None:
        """Hand a key or a pasted text on, now or when its turn has come."""
        if self._waiting or not self._may_follow_at_once(event):
            if not self._waiting:
                self._moved_at = monotonic()
            self._waiting.append(event)
            if self._looking is None:
                self._looking = self._app.set_interval(LOOKING_SECONDS, self._go_on)
        else:
            await self._deliver(event)

    async def has_passed(self, message: KeyPassed) -> None:
        """Note that what a key has caused is through, as deep as one message goes."""
        if message is self._passing:
            self._passing = None
            await self._go_on()

    def _may_follow_at_once(self, event: events.Event) -> bool:
        if self._goes_on_typing(event):
            return True
        is_settled = self._passing is None and monotonic() - self._moved_at >= SETTLING_SECONDS
        return is_settled and self._can_be_taken(event)

    async def _go_on(self) -> None:
        while self._waiting and self._app.is_running and self._app.screen_stack:
            if self._is_patience_over():
                self._drop_all_but_leaving()
            elif not self._has_its_turn(self._waiting[0]):
                return
            await self._deliver(self._waiting.popleft())
        if self._looking is not None:
            self._looking.stop()
            self._looking = None

    async def _deliver(self, event: events.Event) -> None:
        here = self._here()
        self._is_typing = _is_typed(event, here)
        self._moved_at = monotonic()
        if self._leaves(event):
            self._waiting.clear()
        await self._hand_on(event)
        self._rounds = 0
        self._ask(here)

    # Whose turn it is

    def _has_its_turn(self, event: events.Event) -> bool:
        """Say whether a key that waits can go on now; what has to be found out first is asked for."""
        if self._goes_on_typing(event):
            return True
        if self._is_one_on_its_way():
            return False
        here = self._here()
        if here is not self._asked:
            self._rounds = 0
        if self._rounds < ROUNDS:
            self._ask(here)
            return False
        if self._can_be_taken(event):
            return True
        # Once it can, what made it so has its consequences too.
        self._rounds = 0
        return False

    def _goes_on_typing(self, event: events.Event) -> bool:
        """Say whether text follows text into the same field: it keeps its order there by itself."""
        here = self._here()
        return self._is_typing and here is self._asked and _is_typed(event, here)

    def _ask(self, here: Widget) -> None:
        self._passing, self._asked = KeyPassed(), here
        self._rounds += 1
        if not here.post_message(self._passing):
            self._passing = None

    def _is_one_on_its_way(self) -> bool:
        is_there = self._asked is not None and self._asked.is_attached and self._asked.is_running
        return self._passing is not None and is_there

    def _here(self) -> Widget:
        return self._app.focused or self._app.screen

    def _can_be_taken(self, event: events.Event) -> bool:
        screen = self._app.screen
        is_entering = self._app.current_mode == WAITING and len(self._app.screen_stack) == 1
        if is_entering or not screen.is_mounted or not getattr(screen, "has_been_seen", True):
            return False
        return not self._is_work_under_way(screen, _is_typed(event, self._here()))

    def _is_work_under_way(self, screen: "Screen[object]", is_typed: bool) -> bool:
        works = (one for one in self._app.workers if one.node is screen and not one.is_finished)
        return any(
            not is_typed if one.name == READING else not one.group.startswith(IN_THE_BACKGROUND)
            for one in works
        )

    # Patience

    def _is_patience_over(self) -> bool:
        patience = PATIENCE_OF_LEAVING_SECONDS if any(map(self._leaves, self._waiting)) else PATIENCE_SECONDS
        return monotonic() - self._moved_at > patience

    def _leaves(self, event: events.Event) -> bool:
        return isinstance(event, events.Key) and is_key_of("quit", event.key, self._app.preferences.keymap)

    def _drop_all_but_leaving(self) -> None:
        while any(map(self._leaves, self._waiting)) and not self._leaves(self._waiting[0]):
            self._waiting.popleft()


def _is_typed(event: events.Event, here: Widget) -> bool:
    """Say whether an event is text, or moves or deletes in text, for a field where text is typed."""
    if not getattr(here, TAKES_TEXT, False):
        return False
    return not isinstance(event, events.Key) or event.is_printable or event.key in EDITING
