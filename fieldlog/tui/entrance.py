"""The way in: to Today once the store is open, else to the screen that says what hinders it."""

import gc
from typing import TYPE_CHECKING

from textual.widgets import Static

from fieldlog.actions.preferences import read_preferences
from fieldlog.domain.errors import FieldlogError, StoreMissingError, WrongKeyError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.store.opening import has_store
from fieldlog.tui.plain import plain

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

WAITING = "_default"
"""Textual's mode before the first page: the store is being opened, or cannot be."""
NOT_OPENED_EXIT = 3
PATIENCE_SECONDS = 0.7
"""So long a store may take to open before the empty screen says what it waits for."""


def say_waiting(app: "FieldlogApp") -> None:
    """Say what is waited for, if it still is."""
    if app.current_mode == WAITING and len(app.screen_stack) == 1:
        app.screen.mount(Static(plain(translate(N_("Opening the store ...")))))


async def enter(app: "FieldlogApp", first_screen: str = "") -> None:
    """Wait for the store, follow the rep's preferences, and show the pages; or show what hinders it."""
    try:
        preferences = await app.desk.run(read_preferences)
    except FieldlogError as error:
        screen, arguments = _hindrance(app, error)
        app.leaving_code = 0 if screen == "welcome" else NOT_OPENED_EXIT
        app.open_screen(screen, *arguments)
        _collect_garbage_from_now_on()
        return
    app.follow(preferences)
    await app.show_pages()
    if first_screen:
        app.open_screen(first_screen)
    _collect_garbage_from_now_on()


def _collect_garbage_from_now_on() -> None:
    """End what the start put off. What it has made stays to the end and is not looked through again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _hindrance(app: "FieldlogApp", error: FieldlogError) -> tuple[str, tuple[object, ...]]:
    """Return the screen for what hinders the way in, and what it is told."""
    if isinstance(error, StoreMissingError) and not has_store(app.desk.home):
        return "welcome", ()
    if isinstance(error, WrongKeyError):
        from fieldlog.actions.keys import list_keys

        kinds = {slot.kind for slot in list_keys(app.desk.home)}
        if "passphrase" in kinds:
            return "unlock", (error,)
        if "recovery" in kinds:
            return "recover", (error,)
    return "stopped", (error,)
