"""Everything this package raises for the file's sake, as one tree.

::

    SQLCipherStorageError
    ├── Missing          the file is not there, or its folder is not
    ├── WrongKey         the first page cannot be read: wrong key, foreign file, or damaged first page
    ├── Damaged          a page is damaged or the file is cut short
    ├── Newer            the content's version is above the newest one that the program knows
    ├── Full             no space left; nothing of the write was kept
    ├── ReadOnly         the file or its folder cannot be written
    ├── Busy             another process kept the write lock longer than ``busy_timeout``
    ├── Closed           the database was closed before
    ├── TransactionLost  SQLite had to undo the whole transaction that an inner block belonged to
    ├── NotStorable      also a ValueError: this id, table name or text cannot be stored
    └── IdTaken          also a ValueError: there is a document with this id already
"""

import os
from pathlib import Path

from sqlcipher3 import dbapi2

DriverError: type[Exception] = dbapi2.Error

_ALMOST_FULL = 64 * 1024


class SQLCipherStorageError(Exception):
    """The storage could not do what was asked; what was committed before is whole."""


class Missing(SQLCipherStorageError):
    """The file, or the folder it should be made in, does not exist."""


class WrongKey(SQLCipherStorageError):
    """The file is not a database under this key; nothing of it was changed."""


class Damaged(SQLCipherStorageError):
    """A page of the file is damaged, or the file is cut short."""


class Newer(SQLCipherStorageError):
    """The content has version ``found``, above the newest that the program knows; nothing was written."""

    def __init__(self, message: str, found: int) -> None:
        super().__init__(message)
        self.found = found


class Full(SQLCipherStorageError):
    """No space is left; nothing of the write was kept, and the database can still be used."""


class ReadOnly(SQLCipherStorageError):
    """The file or its folder cannot be written."""


class Busy(SQLCipherStorageError):
    """Another process kept the database locked for longer than the busy timeout."""


class Closed(SQLCipherStorageError):
    """The database was closed before this call."""


class TransactionLost(SQLCipherStorageError):
    """SQLite undid the whole transaction after an error inside it; leave the block and start again."""


class NotStorable(SQLCipherStorageError, ValueError):
    """This document id, table name or text has no place in an encrypted SQLite file."""


class IdTaken(SQLCipherStorageError, ValueError):
    """There is a document with this id in the table already; nothing was inserted."""


_BY_CODE: dict[int, type[SQLCipherStorageError]] = {
    5: Busy,
    6: Busy,
    8: ReadOnly,
    11: Damaged,
    13: Full,
    18: NotStorable,
    19: IdTaken,
    26: Damaged,
}
_CODE_IOERR = 10
_CODE_FULL = 13
# The driver's backup call raises SQLite's words without SQLite's code.
_FULL_WITHOUT_CODE = "database or disk is full"
_CODE_CANTOPEN = 14


def translate(error: Exception, path: Path | None) -> SQLCipherStorageError:
    """Return this package's error for an error of the driver; ``path`` is None for a database in memory."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if not code and str(error) == _FULL_WITHOUT_CODE:
        code = _CODE_FULL
    kind = _BY_CODE.get(code, SQLCipherStorageError)
    if path is not None and code == _CODE_IOERR and _is_almost_full(path):
        kind = Full
    if path is not None and code == _CODE_CANTOPEN:
        kind = _why_it_cannot_be_opened(path)
    return kind(f"{path or ':memory:'}: {error}")


def _is_almost_full(path: Path) -> bool:
    # shutil brings every archive format along; a start should not pay for it.
    import shutil

    try:
        return shutil.disk_usage(path.parent).free < _ALMOST_FULL
    except OSError:
        return False


def _why_it_cannot_be_opened(path: Path) -> type[SQLCipherStorageError]:
    if not path.parent.is_dir():
        return Missing
    return SQLCipherStorageError if os.access(path.parent, os.W_OK) else ReadOnly
