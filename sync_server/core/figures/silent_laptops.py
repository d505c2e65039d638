"""Silent laptops: reps whose laptop has not spoken with the server for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text
from sync_server.core.admission import ACTIVE
from sync_server.core.figures.weeks import SILENT
from sync_server.core.users import REP
from sync_server.database import devices, people
from sync_server.database.devices import DeviceRow
from sync_server.database.engine import Connection
from sync_server.database.people import Sight


class SilentLaptop(NamedTuple):
    """A rep, the laptop that has been silent longest, and since when: ``None`` where none has ever spoken."""

    user_id: str
    name: str
    label: str
    seen_at: datetime | None


def silent_laptops(
    connection: Connection, sight: Sight, now: datetime, silent: timedelta = SILENT
) -> tuple[SilentLaptop, ...]:
    """Return the active reps within a sight whose laptops have been silent, those without a word first."""
    laptops: dict[str, list[DeviceRow]] = {}
    for device in people.laptops(connection, sight):
        laptops.setdefault(device.user_id, []).append(device)
    reps = [user for user in people.people(connection, sight) if user.role == REP and user.state == ACTIVE]
    longest = [_longest_silent(user.user_id, user.name, laptops.get(user.user_id, ())) for user in reps]
    found = [one for one in longest if one.seen_at is None or now - one.seen_at >= silent]
    return tuple(sorted(found, key=lambda one: (one.seen_at is not None, one.seen_at or now, one.name)))


def _longest_silent(user_id: str, name: str, laptops: Sequence[DeviceRow]) -> SilentLaptop:
    """Return the laptop that counts in ``LAST_SYNC``, too."""
    in_use = [one for one in laptops if one.state == devices.ACTIVE]
    others = [one for one in laptops if one.state == devices.FORKED]
    if not any(one.seen_at for one in in_use + others):
        return SilentLaptop(user_id, name, "", None)
    one = min(in_use, key=_silent_since) if in_use else max(others, key=_silent_since)
    return SilentLaptop(user_id, name, one.label, from_text(_silent_since(one)))


def _silent_since(laptop: DeviceRow) -> str:
    return laptop.seen_at or laptop.made_at
