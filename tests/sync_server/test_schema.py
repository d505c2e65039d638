"""The tables of the code and those that the migrations make are the same, on both databases."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from sync_server.database import engine as engines
from sync_server.database import schema
from sync_server.database.derived_tables import visits
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


OBLIGATION = """INSERT INTO obligations
    (customer, rule, subject, owner_id, responsible_id, visit, week, due, met_at, evidence)
    VALUES ('c', :rule, :visit, 'o', 'o', :visit, '2026-W48', '2026-11-24T02:00:00Z', :met_at, '{}')"""
VISIT = """INSERT INTO visits
    (visit_id, customer, owner_id, rep_id, start, "end", day, week, seconds, channel, purpose, note,
    is_reached, reason, is_timed, clock_shift, amendments, findings, review_state)
    VALUES (:visit, 'c', 'o', 'o', '', '', '', '', 0, 'home', '', '', true, '', true, 0, 0, 0, '')"""
WAITING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > :seconds * interval '1 second'"""
TEXTS_OF_TABLES = """SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"""


def test_texts_of_a_postgresql_stand_in_the_order_of_the_embedded_database(databases: Databases) -> None:
    engine = open_engine(databases.make_of_locale())
    schema.upgrade(engine)
    with reading(engine) as connection:
        assert connection.execute(text(TEXTS_OF_TABLES)).all() == []
    engine.dispose()


def test_a_database_made_as_the_manual_says_compares_bytes_by_itself(databases: Databases) -> None:
    engine = open_engine(databases.make_of_locale("LOCALE 'C'"))
    schema.upgrade(engine)
    with reading(engine) as connection:
        assert len(connection.execute(text(TEXTS_OF_TABLES)).all()) > 100
    engine.dispose()


def test_visits_that_were_too_short_before_the_column_for_it_are_so_in_it(empty: Engine) -> None:
    with writing(empty) as connection:
        command.upgrade(schema.migration_settings(connection), "0008")
        for visit, rule, met_at in (
            ("short", "visit-length", None),
            ("long", "visit-length", "2026-11-24T02:00:00Z"),
            ("late", "answer-by", None),
        ):
            values = {"visit": visit, "rule": rule, "met_at": met_at}
            connection.execute(text(OBLIGATION), values)
            connection.execute(text(VISIT), values)
    schema.upgrade(empty)
    with reading(empty) as connection:
        short = connection.execute(select(visits.c.visit_id).where(visits.c.is_short)).scalars().all()
    assert short == ["short"]


OTHERS = (
    "CREATE TABLE of_another_program (name text)",
    "CREATE VIEW of_another_program_too AS SELECT 'a'::text AS query",
)


def test_what_other_programs_have_in_the_database_stays_as_it_is(databases: Databases) -> None:
    engine = open_engine(databases.make_of_locale())
    with writing(engine) as connection:
        command.upgrade(schema.migration_settings(connection), "0008")
        for statement in OTHERS:
            connection.execute(text(statement))
    schema.upgrade(engine)
    with reading(engine) as connection:
        assert {name for name, _ in connection.execute(text(TEXTS_OF_TABLES))} == {
            "of_another_program",
            "of_another_program_too",
        }
    engine.dispose()


def test_an_upgrade_takes_the_time_that_it_takes(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "STATEMENT_SECONDS", 0.2)
    engine = open_engine(databases.make_empty("postgresql"))
    with writing(engine) as connection:
        command.upgrade(schema.migration_settings(connection), "0008")
    with ThreadPoolExecutor(1) as beside:
        with writing(engine) as holding:
            holding.execute(text("LOCK TABLE visits"))
            upgrading = beside.submit(schema.upgrade, engine)
            while not (is_waiting_for(engine, seconds=0.6) or upgrading.done()):
                time.sleep(0.05)
        upgrading.result(60)
    assert schema.find_revision(engine) == schema.REVISION
    engine.dispose()


def is_waiting_for(engine: Engine, seconds: float) -> bool:
    """Say whether somebody has waited so long for a lock of this database."""
    with reading(engine) as connection:
        return bool(connection.execute(text(WAITING), {"seconds": seconds}).scalar_one())


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
