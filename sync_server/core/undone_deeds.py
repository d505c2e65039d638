"""What a restore undoes: all that was decided on the server after the backup was written."""

from pathlib import Path
from typing import NamedTuple

from sync_server.core.backups import opened_backup
from sync_server.core.customers import customer_name
from sync_server.database import devices, feeds, users
from sync_server.database.audits import Deed, deeds_but, last_trace
from sync_server.database.engine import Connection, Engine, reading
from sync_server.errors import ServerError

NOTHING_DECIDED = frozenset(
    {
        "export",
        "fork",
        "restore",
        "saw-conflict",
        "saw-customer",
        "saw-customer-health",
        "saw-health",
        "saw-holdings",
        "saw-late",
        "saw-matter",
        "saw-quarantine",
        "saw-report",
        "searched-customer",
        "sign-in",
        "sign-in-link",
        "sign-in-recovery",
        "sign-out",
    }
)
"""Deeds that nobody has to do again. All others are told, a kind that is added later too."""


class Undone(NamedTuple):
    """Something that a restore undoes, and the name of whom or what it concerned (empty: none is known)."""

    deed: Deed
    name: str


class Undoing(NamedTuple):
    """Until when a backup holds everything (UTC text; empty: nothing ever happened), and what it undoes,
    oldest first; ``None``: what is there now cannot be read, or is another server.
    """

    holds_until: str
    deeds: tuple[Undone, ...] | None


def find_undoing(engine: Engine, key: str, source: Path) -> Undoing:
    """Return what restoring a backup here would undo; changes nothing. ``BackupUnreadableError``."""
    with opened_backup(source, key) as copy, reading(copy) as rows:
        kept, holds_until = set(deeds_but(rows, NOTHING_DECIDED)), last_trace(rows)
        server_id = feeds.read_setting(rows, "server_id")
    try:
        with reading(engine) as connection:
            if feeds.read_setting(connection, "server_id") != server_id:
                return Undoing(holds_until, None)
            return Undoing(holds_until, _undone(connection, kept))
    except ServerError:
        return Undoing(holds_until, None)


def _undone(connection: Connection, kept: set[str]) -> tuple[Undone, ...]:
    names = {user.user_id: user.name for user in users.all_users(connection)}
    for device in devices.all_devices(connection):
        names[device.device_id] = f"{device.user_name} {device.label}".strip()
    return tuple(
        Undone(deed, names.get(deed.subject) or _customer(connection, deed.subject))
        for audit_id, deed in deeds_but(connection, NOTHING_DECIDED).items()
        if audit_id not in kept
    )


def _customer(connection: Connection, subject: str) -> str:
    kind, _, customer = subject.partition(":")
    return customer_name(connection, customer) if kind == "customer" else ""
