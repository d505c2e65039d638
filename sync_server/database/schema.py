"""The layout of the database: its number, whether a database has it, and bringing one there."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from fieldlog.domain.problems import N_
from sync_server.database import derived_tables  # noqa: F401 - the layout is that of all tables
from sync_server.database.engine import Engine, is_sqlite, reading, write
from sync_server.errors import DatabaseMissingError, NewerDatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

REVISION = "0009"
"""The revision of Alembic that ``tables`` stands for."""
_MIGRATION_LOCK = 0x6669656C
_TABLE = "alembic_version"


def migration_settings(connection: Connection) -> "Config":
    """Return what Alembic needs to know, without a file."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine) -> None:
    """Bring a database to the present layout, one server at a time; ``NewerDatabaseError``."""
    write(engine, _upgrade)


def _upgrade(connection: Connection) -> None:
    if not is_sqlite(connection):
        # To change the tables of a large company may take minutes; so does waiting for who does it already.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    found = _revision(connection)
    if found == REVISION:
        return
    if found is not None and found > REVISION:
        raise _newer()
    # Most commands find the tables as they should be.
    from alembic import command

    command.upgrade(migration_settings(connection), "head")


def find_revision(engine: Engine) -> str | None:
    """Return the revision of a database; ``None`` when it has no tables."""
    with reading(engine) as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_TABLE):
        return None
    found: Any = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()
    return None if found is None else str(found)


def is_current(connection: Connection) -> bool:
    """Say whether the database has the layout that this server knows."""
    try:
        return connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar() == REVISION
    except DBAPIError:
        return False


def require_tables(engine: Engine) -> None:
    """Raise unless there are tables of this layout or of an older one."""
    found = find_revision(engine)
    if found is None:
        raise DatabaseMissingError(
            N_("The database has no tables yet."), N_("Make them with: fieldlog-server init --admin NAME")
        )
    if found > REVISION:
        raise _newer()


def _newer() -> NewerDatabaseError:
    return NewerDatabaseError(
        N_("The database was written by a newer fieldlog-server."), N_("Upgrade this fieldlog-server.")
    )
