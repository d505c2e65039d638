"""Opening an encrypted file: the key is proved before anything is written, so a wrong key changes no byte."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from fieldlog.store.tinydb_sqlcipher.errors import (
    Damaged,
    DriverError,
    Missing,
    ReadOnly,
    WrongKey,
    translate,
)

if TYPE_CHECKING:
    import sqlite3

KEY_BYTES = 32
_PAGE_BYTES = 4096
_WAL_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24
_SALT_BYTES = 16
_MAC_BYTES = 64
_CODE_BUSY = 5
_CODE_NOTADB = 26
CHECKPOINT_PAGES = 4_000
"""How long the log grows before it is copied into the file: a first sync changes the pages of indexes again
and again, which are so written back once for several of its transactions.
"""
_PRAGMAS = (
    "synchronous=FULL",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "cache_size=-16000",
    f"wal_autocheckpoint={CHECKPOINT_PAGES}",
)


def open_encrypted(
    path: Path | None, key: bytes, must_exist: bool, busy_timeout: float
) -> "sqlite3.Connection":
    """Return a connection in WAL mode to the file, or to a new database in memory if the path is None.

    The key is 32 raw bytes (no derivation), the timeout is in seconds. Raises Missing, WrongKey, Damaged,
    ReadOnly, Busy.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key has {KEY_BYTES} bytes, not {len(key)}")
    if path is None:
        return _connect(":memory:", key, busy_timeout)
    try:
        exists = path.exists()
        if exists:
            _check_unchanged(path, key, must_exist)
    except PermissionError as error:
        raise ReadOnly(str(error)) from error
    if must_exist and not exists:
        raise Missing(f"{path}: there is no such file")
    raw = None
    try:
        raw = _connect(f"{_file_uri(path)}?mode={'rw' if exists else 'rwc'}", key, busy_timeout)
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _switch_to_wal(raw, busy_timeout)
    except DriverError as error:
        if raw is not None:
            raw.close()
        raise translate(error, path) from error
    return raw


def _file_uri(path: Path) -> str:
    """Return the URI that SQLite reads as this path; ``Path.as_uri`` would load the whole of urllib."""
    text = path.absolute().as_posix()
    for mark, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        text = text.replace(mark, code)
    return f"file:{text}" if text.startswith("/") else f"file:///{text}"


def _connect(target: str, key: bytes, busy_timeout: float) -> "sqlite3.Connection":
    raw: sqlite3.Connection = dbapi2.connect(
        target,
        timeout=busy_timeout,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        uri=True,
    )
    # SQLCipher logs failed page checks to stderr, over whatever screen is shown there; they are raised as
    # well.
    raw.execute("PRAGMA cipher_log_level=NONE").fetchall()
    raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"").fetchall()
    raw.execute("PRAGMA cipher_compatibility=4").fetchall()
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}").fetchall()
    return raw


def _switch_to_wal(raw: "sqlite3.Connection", busy_timeout: float) -> None:
    # SQLite does not wait for its busy timeout here when two processes make the same new file at once.
    deadline = time.monotonic() + busy_timeout
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL").fetchone()
            return
        except DriverError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != _CODE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.005)


def _check_unchanged(path: Path, key: bytes, must_exist: bool) -> None:
    """Prove the key and the length of the file without creating, locking or changing anything."""
    wal = path.with_name(path.name + "-wal")
    has_wal = wal.exists() and wal.stat().st_size > 0
    size = path.stat().st_size
    if size == 0:
        # SQLite would take an empty file for a new database, and throw its write-ahead log away.
        if must_exist or has_wal:
            raise Damaged(f"{path}: the file is empty")
        return
    if size < _PAGE_BYTES and not has_wal:
        raise Damaged(f"{path}: the file is shorter than any database")
    error = _reading_error(path, key)
    if error is None:
        if size % _PAGE_BYTES and not has_wal:
            raise Damaged(f"{path}: the file is cut short")
    elif getattr(error, "sqlite_errorcode", 0) == _CODE_NOTADB:
        # A crash can tear the first page while it is copied from the log; then the log still has it whole.
        if not (has_wal and _opens_a_first_page(wal, key)):
            raise WrongKey(f"{path}: not a database under this key") from error
    elif not has_wal:
        raise translate(error, path) from error


def _reading_error(path: Path, key: bytes) -> Exception | None:
    # Through SQLite, not open(): closing a file descriptor of its own would drop the locks that other
    # connections of this process hold on the file (POSIX). Immutable: no lock, no side files.
    try:
        raw = _connect(f"{_file_uri(path)}?mode=ro&immutable=1", key, 0)
        try:
            raw.execute("PRAGMA user_version").fetchone()
        finally:
            raw.close()
    except DriverError as error:
        return error
    return None


def _opens_a_first_page(wal: Path, key: bytes) -> bool:
    with wal.open("rb") as log:
        log.seek(_WAL_HEADER_BYTES)
        while len(frame := log.read(_FRAME_HEADER_BYTES + _PAGE_BYTES)) == _FRAME_HEADER_BYTES + _PAGE_BYTES:
            is_first_page = int.from_bytes(frame[:4], "big") == 1
            if is_first_page and _is_authentic(frame[_FRAME_HEADER_BYTES:], key):
                return True
    return False


def _is_authentic(first_page: bytes, key: bytes) -> bool:
    """Check the HMAC of a first page as SQLCipher 4 makes it (its design document, "page HMAC")."""
    import hashlib
    import hmac

    salt = bytes(byte ^ 0x3A for byte in first_page[:_SALT_BYTES])
    mac_key = hashlib.pbkdf2_hmac("sha512", key, salt, 2, KEY_BYTES)
    signed = first_page[_SALT_BYTES:-_MAC_BYTES] + (1).to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(mac_key, signed, "sha512"), first_page[-_MAC_BYTES:])


def copy_database(source: "sqlite3.Connection", target: Path, key: bytes) -> None:
    """Copy what is committed into a new file under the same key; the target is replaced in one step."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        copy = _connect(f"{_file_uri(partial)}?mode=rwc", key, 0)
        try:
            source.backup(copy)
        finally:
            copy.close()
        partial.replace(target)
    except DriverError as error:
        raise translate(error, target) from error
    finally:
        partial.unlink(missing_ok=True)
    _make_durable(target.absolute().parent)


def _make_durable(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
