"""Processes that end between two statements, and disks that are full.

The disk of a process that ended is what was committed: SQLite undoes the rest when the file is opened again.
A full disk is SQLite's own: the file may not grow any more.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import event

from fieldlog.store.store import Store
from sync_server.database.engine import Connection, Engine

NO_LIMIT = 2**31 - 2


class CrashError(BaseException):
    """The process is gone; not an Exception, so that nobody can go on."""


class ServerCrashError(CrashError):
    """The process of the server is gone."""


class LaptopPoints:
    """The statements of one process on a laptop's file; ``deadly`` is after how many more it is killed."""

    def __init__(self, store: Store) -> None:
        self.passed = 0
        self.deadly: int | None = None
        self.is_dead = False
        connection: Any = store.database.storage.connection
        self._connection = connection
        connection.execute = self._guarded(connection.execute)
        connection.execute_many = self._guarded(connection.execute_many)

    def arm(self, deadly: int | None) -> None:
        """Let the process be killed before a statement from now on; ``None``: never."""
        self.passed, self.deadly = 0, deadly

    def kill(self) -> None:
        """End the process: nothing of it is written any more."""
        self.is_dead = True
        self._connection._raw.close()

    def fill_disk(self, is_full: bool) -> None:
        """Let the file grow no more, or again."""
        raw = self._connection._raw
        most = raw.execute("PRAGMA page_count").fetchone()[0] if is_full else NO_LIMIT
        raw.execute(f"PRAGMA max_page_count={most}").fetchall()

    def _guarded(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        def run(sql: str, values: Iterable[Any] = ()) -> Any:
            self.passed += 1
            if self.is_dead or (self.deadly is not None and self.passed >= self.deadly):
                self.is_dead = True
                raise CrashError
            return execute(sql, values)

        return run


Happening = Callable[[bool, bool], bool]
"""What happens between two statements of the server: given whether a transaction writes here, and whether it
has a snapshot already; returns whether it has happened."""


class ServerPoints:
    """The statements of the server during one request; ``happening`` comes at one of them or a later one."""

    def __init__(self) -> None:
        self.is_watching = False
        self.passed = 0
        self.is_full = False
        self._due = 0
        self._happening: Happening | None = None

    def watch(self, engine: Engine) -> None:
        """Be told of every statement of an engine."""
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "commit", self._before_commit)

    def begin(self, due: int, happening: Happening | None) -> None:
        """Begin a request."""
        self.is_watching, self.passed = True, 0
        self._due, self._happening = due, happening

    def end(self) -> int:
        """End a request; return how many points it had."""
        self.is_watching, self._happening = False, None
        return self.passed

    def _before_statement(self, connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        is_begin = statement.startswith("BEGIN")
        if is_begin:
            cursor.execute("PRAGMA page_count")
            most = cursor.fetchone()[0] if self.is_full and self.is_watching else NO_LIMIT
            cursor.execute(f"PRAGMA max_page_count={most}")
        reads = "fieldlog_begin" in connection.get_execution_options()
        self._pass(not reads and not is_begin, reads and not is_begin)

    def _before_commit(self, connection: Connection) -> None:
        reads = "fieldlog_begin" in connection.get_execution_options()
        self._pass(not reads, reads)

    def _pass(self, is_writing: bool, has_snapshot: bool) -> None:
        if not self.is_watching:
            return
        self.passed += 1
        if self._happening is None or self.passed < self._due:
            return
        happening, self._happening, self.is_watching = self._happening, None, False
        try:
            if not happening(is_writing, has_snapshot):
                self._happening = happening
        finally:
            self.is_watching = True
