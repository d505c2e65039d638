"""The lock of the screens: when it comes, and who may open it. The store itself stays open behind it."""

from pathlib import Path

from fieldlog.store.keys.opening import open_with_passphrase
from fieldlog.store.opening import load_key_file

SLEEP_SECONDS = 30.0
"""A gap of this length between the clock on the wall and the one that stands still in sleep was a sleep."""


def can_unlock_with_passphrase(home: Path) -> bool:
    """Say whether there is a passphrase to ask for; a practice store and one of a keyring alone have none."""
    return any(slot.kind == "passphrase" for slot in load_key_file(home).list_slots())


def check_passphrase(home: Path, passphrase: str) -> None:
    """Raise WrongKeyError when this passphrase does not open the store, BadInputError when it can be none.

    Slow on purpose, up to a second: call it in a thread. Nothing is written.
    """
    open_with_passphrase(load_key_file(home).contents, passphrase)


def is_lock_due(lock_minutes: int, idle_seconds: float, slept_seconds: float) -> bool:
    """Say whether the screens must lock, after so long without a key, or after the laptop has slept.

    ``slept_seconds`` is by how much the wall clock has gone further than the monotonic one since it was last
    looked at. 0 minutes: only after a sleep, for who opens the lid in a living room shows no names.
    """
    is_idle = 0 < lock_minutes * 60 <= idle_seconds
    return is_idle or slept_seconds >= SLEEP_SECONDS
