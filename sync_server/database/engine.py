"""Connecting: one encrypted SQLite file, or a PostgreSQL; and the two kinds of transaction of the protocol."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

Answer = TypeVar("Answer")
FILE_NAME = "fieldlog-server.db"
STATEMENT_SECONDS = 30
MOST_TRIES = 8
_RETRIABLE = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure, deadlock detected. The whole transaction is tried again."""


_BEGIN = "fieldlog_begin"
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class DatabaseBusyError(Exception):
    """The database did not take a transaction in several tries; the laptop comes again later."""


def sqlite_url(path: Path, key: str) -> URL:
    """Return the URL of an encrypted SQLite file."""
    return URL.create("sqlite+pysqlcipher", password=key, database=str(path))


def open_engine(url: URL | str) -> Engine:
    """Return the engine of a database; nothing is connected yet."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    options = f"-c statement_timeout={STATEMENT_SECONDS}s -c timezone=UTC"
    return create_engine(
        url, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args={"options": options}
    )


def _open_sqlite(url: URL) -> Engine:
    from sqlcipher3 import dbapi2

    arguments = {"timeout": STATEMENT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, module=dbapi2, connect_args=arguments, poolclass=QueuePool, pool_size=8)

    @event.listens_for(engine, "connect")
    def _set_up(connection: dbapi2.Connection, _record: object) -> None:
        # Transactions are begun by hand, so that a writer has its lock before it reads.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"))

    return engine


def is_sqlite(connection: Connection) -> bool:
    """Say whether this is the embedded database."""
    return connection.dialect.name == "sqlite"


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that writes: READ COMMITTED with row locks, or SQLite's one writer."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that sees one state of the database from its first to its last statement."""
    options = {_BEGIN: "BEGIN"} if engine.dialect.name == "sqlite" else _SNAPSHOT
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def write(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Run work in a transaction that writes, again when the database says that two got in each other's way."""
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


def ping(engine: Engine) -> None:
    """Raise when the database cannot be reached."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
