"""One connection to one encrypted file: transactions, the lock, and what must be forgotten when.

One connection is used by one thread at a time: every call takes a lock, and a transaction keeps it until it
is left, so a second thread waits. Two processes, or two connections, are kept apart by SQLite.
"""

from _thread import RLock  # what threading.RLock is, without loading all of threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldlog.store.tinydb_sqlcipher.catalogue import Catalogue, StoredTable
from fieldlog.store.tinydb_sqlcipher.errors import (
    Busy,
    Closed,
    Damaged,
    DriverError,
    Full,
    ReadOnly,
    SQLCipherStorageError,
    TransactionLost,
    translate,
)

if TYPE_CHECKING:
    import sqlite3


class Connection:
    """Runs statements inside ``reading()`` and ``writing()`` blocks and translates the driver's errors.

    ``tables`` are the tables that exist, ``next_ids`` the next integer id of those tables where it is
    known. Both are right inside a block: another process's commits are noticed when the outermost block
    begins, and a block that is undone takes back what it changed in them.
    """

    def __init__(self, raw: "sqlite3.Connection", path: Path | None, catalogue: Catalogue) -> None:
        self._raw = raw
        self._path = path
        self._catalogue = catalogue
        self._lock = RLock()
        self._depth = 0
        self._reads_only = False
        self._is_open = True
        self._is_damaged = False
        self._era = 0
        self._changes: dict[str, int] = {}
        self.next_ids: dict[str, int] = {}
        self._data_version = self._number("PRAGMA data_version")
        self._schema_version = self._number("PRAGMA schema_version")
        self.tables: dict[str, StoredTable] = catalogue.read_tables(self.execute)

    def execute(self, sql: str, values: Iterable[Any] = ()) -> "sqlite3.Cursor":
        """Run one statement; the driver's errors are raised as errors of this package."""
        try:
            return self._raw.execute(sql, values)  # type: ignore[arg-type]
        except DriverError as error:
            raise self._told(error) from error

    def execute_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run one statement once for each row of values."""
        try:
            self._raw.executemany(sql, rows)
        except DriverError as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> SQLCipherStorageError:
        found = translate(error, self._path)
        if self._is_damaged and isinstance(found, ReadOnly):
            # Having met a damaged page SQLCipher refuses every write as if the file could not be written.
            return Damaged(str(found))
        self._is_damaged = self._is_damaged or isinstance(found, Damaged)
        return found

    def rows(self, sql: str, values: Iterable[Any] = ()) -> Iterator[Any]:
        """Yield the rows of a query as they are read."""
        cursor = self.execute(sql, values)
        try:
            yield from cursor
        except DriverError as error:
            raise self._told(error) from error
        finally:
            cursor.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All reads of the block see the same commit, or the transaction they are in."""
        with self._lock:
            self._check_usable()
            if self._depth:
                yield
                return
            with self._block("BEGIN", "COMMIT"):
                self._reads_only = True
                try:
                    yield
                finally:
                    self._reads_only = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All writes of the block are kept together when it is left, durably, or not at all.

        An inner block joins the transaction of the outer one; an error that leaves it undoes what it did.
        """
        with self._lock:
            self._check_usable()
            if self._reads_only:
                raise SQLCipherStorageError(
                    "a test inside a query cannot write to the database that is being searched"
                )
            begin, commit = (
                ("SAVEPOINT inner", "RELEASE inner") if self._depth else ("BEGIN IMMEDIATE", "COMMIT")
            )
            with self._block(begin, commit):
                yield

    @contextmanager
    def _block(self, begin: str, commit: str) -> Iterator[None]:
        before = self.tables, self.next_ids
        self.execute(begin)
        self._depth += 1
        try:
            if self._depth == 1:
                self._notice_other_commits()
                before = self.tables, self.next_ids
            self.tables, self.next_ids = dict(self.tables), dict(self.next_ids)
            yield
            self._check_transaction()
            self.execute(commit)
        except BaseException:
            self.tables, self.next_ids = before
            self._era += 1
            self._undo()
            raise
        finally:
            self._depth -= 1

    def _undo(self) -> None:
        # After a full disk SQLite has undone everything by itself, the outer blocks too; _check_usable
        # tells them.
        if not (self._is_open and self._raw.in_transaction):
            return
        if self._depth == 1:
            self.execute("ROLLBACK")
        else:
            self.execute("ROLLBACK TO inner")
            self.execute("RELEASE inner")

    def _check_usable(self) -> None:
        self._check_open()
        if self._depth:
            self._check_transaction()
        elif self._raw.in_transaction:
            # An interrupt can come between a BEGIN and the block that would have undone it.
            self.execute("ROLLBACK")

    def _check_open(self) -> None:
        if not self._is_open:
            raise Closed(f"{self._path or ':memory:'}: the database is closed")

    def _check_transaction(self) -> None:
        self._check_open()
        if not self._raw.in_transaction:
            raise TransactionLost("an error undid the whole transaction; leave its block and start it again")

    def _notice_other_commits(self) -> None:
        data_version = self._number("PRAGMA data_version")
        if data_version == self._data_version:
            return
        schema_version = self._number("PRAGMA schema_version")
        if schema_version != self._schema_version:
            self.tables = self._catalogue.read_tables(self.execute)
        self.next_ids = {}
        self._era += 1
        self._data_version, self._schema_version = data_version, schema_version

    def _number(self, sql: str) -> int:
        return int(self.execute(sql).fetchone()[0])

    def changed(self, name: str) -> None:
        """Note that this connection changed a table, so that answers about it are asked for anew."""
        self._changes[name] = self._changes.get(name, 0) + 1

    def state_of(self, name: str) -> tuple[int, int]:
        """Return a value that differs after every change of a table that this connection has seen."""
        return self._era, self._changes.get(name, 0)

    def checkpoint(self) -> None:
        """Copy what is committed from the log into the file, as far as no reader needs older content."""
        with self._lock:
            self._check_usable()
            if not self._depth:
                self.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def checkpoint_whole(self) -> bool:
        """Copy all that is committed into the file and empty the log; False while somebody else reads it."""
        with self._lock:
            self._check_usable()
            if self._depth:
                return False
            busy, _, _ = self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def rewrite(self) -> bool:
        """Write every page anew and empty the log; False while somebody else is in the way, or the disk is
        too full for it.
        """
        with self._lock:
            self._check_usable()
            if self._depth:
                return False
            try:
                self.execute("VACUUM")
            except (Busy, Full):
                return False
            return self.checkpoint_whole()

    def close(self) -> None:
        """Close the file; an open transaction is undone. Closing twice is allowed."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                self._raw.close()
