"""The life of a store: init, opening, backup, restore, keys, doctor."""

import secrets
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
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.making import make_store
from fieldlog.store.opening import create_database
from fieldlog.store.settings import Settings

LONGEST_REP = 60


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
