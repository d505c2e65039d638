"""The life of a store: init, opening, backup, restore, keys, doctor."""

import secrets
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_line_problems
from fieldlog.store.keys.creation import create_practice_key_file
from fieldlog.store.keys.keyrings import SERVICE, Keyring, KeyringUnavailableError
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.making import make_store
from fieldlog.store.opening import create_database
from fieldlog.store.settings import Settings

LONGEST_REP = 60
FIRST_YEAR, LAST_YEAR = 2026, 2099
"""Years in which a clock may be right: this fieldlog was not there before, and no laptop lasts longer."""
PROBE = "probe"


class NewStore(NamedTuple):
    """What a store just made was given; the recovery code is shown once and kept nowhere."""

    settings: Settings
    recovery_code: str

    def __repr__(self) -> str:
        return f"NewStore({self.settings})"


def check_rep_and_zone(rep: str, zone: str) -> None:
    """Raise ``BadInputError`` when the rep's name is empty or too long, or the zone is not an IANA name."""
    problems = list(find_line_problems("rep", rep, LONGEST_REP))
    if not rep.strip():
        problems.append(Problem("rep", "empty"))
    if not is_zone(zone):
        problems.append(Problem("zone", "no-such-zone", {"words": zone[:40]}))
    if problems:
        raise BadInputError(*problems)


def is_zone(zone: str) -> bool:
    """Say whether a text is the IANA name of a time zone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(zone)


def machine_zone() -> str:
    """Return the IANA name of the machine's time zone; UTC where the machine does not tell."""
    # Only init and the start of a visit need it.
    from tzlocal import get_localzone_name

    try:
        name = get_localzone_name()
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return name if name and is_zone(name) else "UTC"


def suggest_rep() -> str:
    """Return the full name of whoever is signed in on this computer; empty where it knows none."""
    name = " ".join(_full_name().split())
    return "" if any(find_line_problems("rep", name, LONGEST_REP)) else name


if sys.platform == "win32":

    def _full_name() -> str:
        import ctypes

        display_name, size = 3, ctypes.c_ulong(LONGEST_REP * 4)
        name = ctypes.create_unicode_buffer(size.value)
        found = ctypes.windll.secur32.GetUserNameExW(display_name, name, ctypes.byref(size))
        return name.value if found else ""

else:

    def _full_name() -> str:
        import os
        import pwd

        try:
            account = pwd.getpwuid(os.getuid())
        except KeyError:
            # A user id without an account, as in containers.
            return ""
        name = account.pw_gecos.partition(",")[0]
        # An account without a person's name often repeats its own there.
        return "" if name == account.pw_name else name


def find_clock_problem(now: datetime) -> Problem | None:
    """Return what is wrong with the clock of this laptop if it cannot be right, as after a flat battery."""
    if FIRST_YEAR <= now.year <= LAST_YEAR:
        return None
    return Problem("clock", "clock-doubtful", {"now": now.strftime("%Y-%m-%d %H:%M")})


def find_keyring_trouble(keyring: Keyring) -> KeyringUnavailableError | None:
    """Return why the keyring of this computer cannot keep the key of a new store; ``None``: it answers.

    It may ask the person to unlock it, and wait for that: call it in a thread.
    """
    try:
        keyring.get(SERVICE, PROBE)
    except KeyringUnavailableError as error:
        return error
    return None


def _settings(
    rep: str, zone: str, now: datetime, practice: bool, random_bytes: Callable[[int], bytes]
) -> Settings:
    store_id, device = (UUID(bytes=random_bytes(16), version=4).hex for _ in range(2))
    return Settings(store_id, " ".join(rep.split()), device, zone, practice, to_text(now))


def init_store(
    home: Path, rep: str, zone: str, now: datetime, passphrase: str | None, keyring: Keyring | None
) -> NewStore:
    """Make a new store, opened by a passphrase or the keyring, and by the recovery code that is returned."""
    check_rep_and_zone(rep, zone)
    settings = _settings(rep, zone, now, False, secrets.token_bytes)
    return NewStore(settings, make_store(home, settings, now, passphrase, keyring))


def init_practice_store(
    home: Path, rep: str, zone: str, now: datetime, random_bytes: Callable[[int], bytes]
) -> Workspace:
    """Make a store of made-up people, opened by the published key."""
    settings = _settings(rep, zone, now, True, random_bytes)
    create_practice_key_file(home, settings.store_id, now)
    return Workspace(create_database(home, PUBLIC_PRACTICE_KEY, settings), lambda: now, random_bytes)
