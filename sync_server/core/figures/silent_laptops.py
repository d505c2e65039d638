"""Silent laptops: reps whose laptop has not spoken with the server for a while."""

from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text
from sync_server.core.admission import ACTIVE
from sync_server.core.users import REP
from sync_server.database import devices, people
from sync_server.database.engine import Connection
from sync_server.database.people import Sight

SILENT = timedelta(days=2)


class SilentLaptop(NamedTuple):
    """A rep, the laptop that spoke last, and when that was: ``None`` when there is none, or it never did."""

    user_id: str
    name: str
    label: str
    seen_at: datetime | None


def silent_laptops(
    connection: Connection, sight: Sight, now: datetime, silent: timedelta = SILENT
) -> tuple[SilentLaptop, ...]:
    """Return the active reps within a sight whose laptops have been silent, those without a word first."""
    latest: dict[str, SilentLaptop] = {
        user.user_id: SilentLaptop(user.user_id, user.name, "", None)
        for user in people.people(connection, sight)
        if user.role == REP and user.state == ACTIVE
    }
    for device in people.laptops(connection, sight):
        if device.state not in (devices.ACTIVE, devices.FORKED) or device.user_id not in latest:
            continue
        seen_at = None if device.seen_at is None else from_text(device.seen_at)
        known = latest[device.user_id]
        if known.seen_at is None or (seen_at is not None and seen_at > known.seen_at):
            latest[device.user_id] = known._replace(label=device.label, seen_at=seen_at or known.seen_at)
    found = [one for one in latest.values() if one.seen_at is None or now - one.seen_at >= silent]
    return tuple(sorted(found, key=lambda one: (one.seen_at is not None, one.seen_at or now, one.name)))
