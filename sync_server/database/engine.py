"""Connecting to one encrypted SQLite file or to a PostgreSQL, and the protocol's two kinds of transaction."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.pool import QueuePool

from fieldlog.domain.problems import N_
from sync_server.database.many import copy_on
from sync_server.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseUnreachableError,
    WrongKeyError,
)

__all__ = [
    "Connection",
    "Engine",
    "found_before",
    "is_served",
    "is_sqlite",
    "open_engine",
    "ping",
    "reading",
    "sqlite_url",
    "write",
    "writing",
]

Answer = TypeVar("Answer")
STATEMENT_SECONDS = 30
POOL_SECONDS = 10
CONNECTIONS = 16
MOST_TRIES = 8
_RETRIABLE = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure, deadlock detected. The whole transaction is tried again."""
_CANCELLED = "57014"
"""PostgreSQL: a statement ran longer than ``STATEMENT_SECONDS``."""

CACHE_KIB, CHECKPOINT_PAGES = 16_384, 4_000
"""SQLite, for each connection: pages decrypted once are kept, pages changed often are written back seldom.
The connection used last is used next, because its pages are there.
"""
_SERVING, _OTHER = "fieldlog-server run", "fieldlog-server"
"""Names under which PostgreSQL lists the connections of a process."""
_SERVED = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = :name"""
_BEGIN = "fieldlog_begin"
_FOUND = "fieldlog_found"
_SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def sqlite_url(path: Path, key: str) -> URL:
    """Return the URL of an encrypted SQLite file; the key is 64 hexadecimal digits."""
    # Written so, SQLCipher takes the key as it is, without the quarter of a second that a passphrase costs.
    return URL.create("sqlite+pysqlcipher", password=f"x'{key}'", database=str(path))


def open_engine(url: URL | str, is_serving: bool = False) -> Engine:
    """Return the engine of a database, nothing is connected yet; ``is_serving``: others can tell by its
    connections that somebody serves (``is_served``).
    """
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgresql(url, _SERVING if is_serving else _OTHER)


def _open_postgresql(url: URL, name: str) -> Engine:
    options = f"-c statement_timeout={STATEMENT_SECONDS}s -c timezone=UTC"
    engine = create_engine(
        url,
        pool_size=CONNECTIONS // 2,
        max_overflow=CONNECTIONS // 2,
        pool_timeout=POOL_SECONDS,
        pool_use_lifo=True,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": POOL_SECONDS, "application_name": name},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _row: object) -> None:
        from psycopg.types.array import ListBinaryDumper

        # As bytes: a list written as text, with every quote escaped, takes ten times as long.
        connection.adapters.register_dumper(list, ListBinaryDumper)

    copy_on(engine)
    return engine


def _open_sqlite(url: URL) -> Engine:
    from sqlcipher3 import dbapi2

    engine = create_engine(
        url,
        module=dbapi2,
        connect_args={"timeout": STATEMENT_SECONDS, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=CONNECTIONS // 2,
        max_overflow=CONNECTIONS // 2,
        pool_timeout=POOL_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: dbapi2.Connection, _row: object) -> None:
        # Transactions are begun by hand, so that a writer has its lock before it reads.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"))

    return engine


def is_sqlite(connection: Connection) -> bool:
    """Say whether this is the embedded database."""
    return connection.dialect.name == "sqlite"


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the database cannot do into our errors; what a new try may mend passes."""
    try:
        yield
    except NoConnectionError as error:
        raise DatabaseBusyError from error
    except DBAPIError as error:
        if is_retriable(error):
            raise
        if getattr(error.orig, "sqlstate", None) == _CANCELLED:
            raise DatabaseBusyError from error
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            raise DatabaseUnreachableError from error
        if type(error) is DatabaseError and "not a database" in str(error.orig):
            raise WrongKeyError(
                N_("The key does not open the database."),
                N_("Use the key file that was made with it, server.key in the server's folder."),
            ) from error
        if type(error) is DatabaseError and "malformed" in str(error.orig):
            raise DatabaseDamagedError(
                N_("The file of the database is damaged."),
                N_("Stop the server, keep the file, and bring back a backup: fieldlog-server restore FILE"),
            ) from error
        raise


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that writes: READ COMMITTED with row locks, or SQLite's one writer."""
    with _translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that sees one state of the database from its first to its last statement."""
    options = {_BEGIN: "BEGIN"} if engine.dialect.name == "sqlite" else _SNAPSHOT
    options = {**options, _FOUND: {}}
    with _translated(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def found_before(connection: Connection, what: str) -> dict[str, str]:
    """Return what a reading transaction has found of a kind, to be added to: it would find the same again.

    A transaction that writes remembers nothing.
    """
    found: dict[str, dict[str, str]] = connection.get_execution_options().get(_FOUND, {})
    return found.setdefault(what, {})


def write(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Run work in a writing transaction, again when two of them got in each other's way."""
    for number in range(MOST_TRIES):
        try:
            with writing(engine) as connection:
                return work(connection)
        except DBAPIError as error:
            if not is_retriable(error):
                raise
            time.sleep(random.uniform(0, 0.01 * 2**number))
    raise DatabaseBusyError


def is_retriable(error: DBAPIError) -> bool:
    """Say whether the same transaction may succeed when it is tried again."""
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return True
    return getattr(error.orig, "sqlstate", None) in _RETRIABLE


def is_served(engine: Engine) -> bool:
    """Say whether a process serves this database now, from whatever machine; of an embedded one only its
    folder's lock can tell.
    """
    if engine.dialect.name == "sqlite":
        return False
    with reading(engine) as connection:
        return bool(connection.execute(text(_SERVED), {"name": _SERVING}).scalar())


def ping(engine: Engine) -> None:
    """Raise when the database cannot be reached."""
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
