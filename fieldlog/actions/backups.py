"""Backups: written into a file, remembered, and put back."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from fieldlog.actions.preferences import read_preferences, remember
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text, local_day, to_text
from fieldlog.domain.errors import StoreError
from fieldlog.store.backup import write_backup
from fieldlog.store.restore import BackupSecrets, Restored, restore_backup

__all__ = [
    "BackupSecrets",
    "Restored",
    "days_since_backup",
    "last_backup_at",
    "make_backup",
    "restore_backup",
    "suggest_backup_name",
]


def make_backup(workspace: Workspace, target: Path, force: bool = False) -> int:
    """Write everything into one encrypted file and return its size in bytes; ``force`` replaces a file.

    BadInputError about ``file``, StoreFullError and others as for a save.
    """
    size = write_backup(workspace.store, target.absolute(), force)
    # The backup is whole; where the store cannot be written, only the day of it is not remembered.
    with suppress(StoreError):
        remember(workspace, last_backup_at=to_text(workspace.now()))
    return size


def last_backup_at(workspace: Workspace) -> datetime | None:
    """Return when this store was last backed up (UTC), or ``None``."""
    text = read_preferences(workspace).last_backup_at
    return from_text(text) if text else None


def days_since_backup(workspace: Workspace) -> int | None:
    """Return the calendar days since the last backup, or ``None`` when there was none."""
    moment = last_backup_at(workspace)
    if moment is None:
        return None
    return max(0, (workspace.today() - local_day(moment, workspace.zone)).days)


def suggest_backup_name(today: date) -> str:
    """Return a file name for a backup of a day."""
    return f"fieldlog-{today.isoformat()}.backup"
