"""The tables of the code and those that the migrations make are the same, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from sync_server.database import schema
from sync_server.database.engine import Engine, open_engine, reading, writing
from sync_server.database.tables import metadata
from sync_server.errors import DatabaseMissingError, NewerDatabaseError, WrongKeyError
from tests.sync_server.databases import KINDS, Databases


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Engine]:
    engine = open_engine(databases.make_empty(request.param))
    yield engine
    engine.dispose()


def test_migrations_make_exactly_the_tables_of_the_code(empty: Engine) -> None:
    schema.upgrade(empty)
    with writing(empty) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_revision_in_the_code_is_the_last_one_of_the_migrations(empty: Engine) -> None:
    with writing(empty) as connection:
        scripts = ScriptDirectory.from_config(schema.migration_settings(connection))
    assert scripts.get_heads() == [schema.REVISION]


def test_upgrading_again_changes_nothing(empty: Engine) -> None:
    assert schema.find_revision(empty) is None
    schema.upgrade(empty)
    schema.upgrade(empty)
    assert schema.find_revision(empty) == schema.REVISION


def test_a_database_without_tables_is_not_ready_and_says_so(empty: Engine) -> None:
    with reading(empty) as connection:
        assert not schema.is_current(connection)
    with pytest.raises(DatabaseMissingError):
        schema.require_tables(empty)


def test_a_database_of_a_newer_server_is_refused(empty: Engine) -> None:
    schema.upgrade(empty)
    with writing(empty) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError):
        schema.require_tables(empty)
    with pytest.raises(NewerDatabaseError):
        schema.upgrade(empty)


def test_the_file_of_the_embedded_database_is_encrypted(databases: Databases) -> None:
    url = databases.make("sqlite")
    assert url.database is not None
    with open(url.database, "rb") as file:  # noqa: PTH123 - the path is a part of a URL
        assert not file.read(16).startswith(b"SQLite")
    engine = open_engine(url.set(password="x'" + "00" * 32 + "'"))
    with pytest.raises(WrongKeyError):
        schema.require_tables(engine)
    engine.dispose()
