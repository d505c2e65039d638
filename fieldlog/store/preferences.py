"""How one rep likes fieldlog on one laptop; it stays in the store of the laptop and is never synced."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fieldlog.store import tables
from fieldlog.store.store import Store
from fieldlog.store.translation import translated

PREFERENCES_ID = "preferences"


class Preferences(NamedTuple):
    """What a rep has chosen, and what the screens remember for her.

    ``language`` is zh, en, or empty for that of the computer; ``theme`` is light, dark, high-contrast or
    terminal. ``keymap`` holds by the name of an action the keys that take the place of its own. The screens
    lock after ``lock_minutes`` without a key, never for 0. ``last_backup_at`` (UTC text) is empty before the
    first backup. ``cards_shown`` counts by guidance card how often it was shown since it was last called
    back, at ``cards_called_back`` (UTC text). ``code_on_paper`` is when the recovery code was made (UTC text)
    that somebody has last shown to be on paper; empty: nobody has.
    """

    language: str = ""
    theme: str = "dark"
    keymap: Mapping[str, str] = {}
    lock_minutes: int = 10
    last_backup_at: str = ""
    cards_shown: Mapping[str, int] = {}
    cards_called_back: Mapping[str, str] = {}
    code_on_paper: str = ""


def load_preferences(store: Store) -> Preferences:
    """Return the preferences of a store; what was never chosen has its default."""
    with translated(store.home):
        row = store.find_row(tables.SETTINGS, PREFERENCES_ID) or {}
    return Preferences(**{name: row[name] for name in Preferences._fields if name in row})


def write_preferences(store: Store, preferences: Preferences) -> None:
    """Store the preferences durably; members that a newer fieldlog has added stay as they are."""
    members: dict[str, Any] = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in preferences._asdict().items()
    }
    with store.writing():
        store.table(tables.SETTINGS).upsert(tables.named_row(members, PREFERENCES_ID))
