"""Backing a server up into one encrypted file, and bringing it back, on either database.

The file is an SQLCipher database with the same tables, opened by the server's key. After a restore the feed
has a new name: laptops that meet it send their journals again, and pull from the beginning.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from fieldlog.domain.days import to_text
from fieldlog.domain.problems import N_
from sync_server.database import copying, feeds, marks, schema, sessions
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection, Engine, open_engine, reading, sqlite_url, writing
from sync_server.errors import (
    BackupUnreadableError,
    DatabaseDamagedError,
    DatabaseMissingError,
    ServerError,
    WrongKeyError,
)


def write_backup(engine: Engine, key: str, target: Path) -> int:
    """Write a backup while the server goes on, and return its size in bytes; no file is replaced."""
    if target.exists():
        raise ServerError(N_("{path} is there already."), N_("Choose another name."), path=str(target))
    schema.require_tables(engine)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _file_engine(fresh, key) as copy:
            schema.upgrade(copy)
            with reading(engine) as source, writing(copy) as into:
                copying.copy_rows(source, into)
        fresh.chmod(0o600)
        _make_durable(fresh)
        fresh.rename(target)
    except OSError as error:
        raise ServerError(
            N_("{path} cannot be written: {reason}."),
            N_("Choose another folder, or free some space."),
            path=str(target),
            reason=error.strerror or str(error),
        ) from error
    finally:
        for path in (fresh, *(fresh.with_name(f"{fresh.name}-{end}") for end in ("wal", "shm", "journal"))):
            path.unlink(missing_ok=True)
    return target.stat().st_size


def restore_backup(engine: Engine, key: str, source: Path, by: str, now: datetime) -> str:
    """Put a backup in the place of what is there, all of it or nothing, and return the new feed's name."""
    _require_file(source)
    schema.upgrade(engine)
    with opened_backup(source, key) as copy:
        feed_id = uuid4().hex
        with reading(copy) as rows, writing(engine) as into:
            copying.empty_tables(into)
            copying.copy_rows(rows, into)
            marks.mark_all(into)
            _rename_feed(into, feed_id, by, now)
    return feed_id


def _require_file(source: Path) -> None:
    if not source.is_file():
        raise BackupUnreadableError(N_("{path} is no file."), path=str(source))


@contextmanager
def opened_backup(source: Path, key: str) -> Iterator[Engine]:
    """Open a copy of a backup, brought to today's layout; ``BackupUnreadableError``."""
    _require_file(source)
    try:
        with _copied(source) as path, _file_engine(path, key) as copy:
            schema.require_tables(copy)
            schema.upgrade(copy)
            yield copy
    except (DatabaseDamagedError, DatabaseMissingError, WrongKeyError) as error:
        raise BackupUnreadableError(
            N_("{path} is no backup of this server, is damaged, or its key is another one."),
            N_("Use the key file that the server had when it was backed up."),
            path=str(source),
        ) from error


def _rename_feed(connection: Connection, feed_id: str, by: str, now: datetime) -> None:
    feeds.write_setting(connection, "feed_id", feed_id)
    # Who has signed out since the backup stays signed out.
    sessions.end_all(connection)
    add_deed(connection, Deed(to_text(now), by, "restore", "server", feed_id))


@contextmanager
def _copied(source: Path) -> Iterator[Path]:
    """Work on a copy: opening an older backup changes it, and where it lies nothing may be writable."""
    with TemporaryDirectory(prefix="fieldlog-") as folder:
        yield Path(shutil.copyfile(source, Path(folder) / "backup"))


@contextmanager
def _file_engine(path: Path, key: str) -> Iterator[Engine]:
    engine = open_engine(sqlite_url(path, key))
    try:
        yield engine
    finally:
        engine.dispose()


def _make_durable(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
