"""Writes are kept together or not at all, and answers are never out of date."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, where
from tinydb.operations import increment
from tinydb.queries import QueryInstance
from tinydb.table import Document

from fieldlog.store.tinydb_sqlcipher import (
    Busy,
    Closed,
    SQLCipherStorageError,
    SQLCipherTinyDB,
    TransactionLost,
)
from tests.store.tinydb_sqlcipher.opened import opened, text_document


class Undo(Exception):
    """Leaves a transaction that is not to be kept."""


def test_writes_of_several_tables_are_committed_together(db: SQLCipherTinyDB, path: Path) -> None:
    with opened(path) as other:
        with db.transaction():
            db.table("numbered").insert({"a": 1})
            db.table("named").insert({"a": 2})
            assert (len(db.table("named")), other.tables()) == (1, set())
        assert other.tables() == {"numbered", "named"}


def test_an_exception_undoes_documents_tables_answers_and_next_ids(db: SQLCipherTinyDB) -> None:
    table = db.table("numbered")
    table.insert_multiple([{"a": 1}, {"a": 2}])
    table.remove(doc_ids=[2])
    assert table.count(where("a").exists()) == 1
    with contextlib.suppress(Undo), db.transaction():
        assert table.insert({"a": 3}) == 3
        assert table.search(where("a").exists()) == [{"a": 1}, {"a": 3}]
        db.drop_table("numbered")
        db.insert({})
        db.user_version = 7
        raise Undo
    assert table.search(where("a").exists()) == [{"a": 1}]
    assert (db.tables(), db.user_version, table.insert({})) == ({"numbered"}, 0, 3)


def test_an_answer_kept_inside_a_transaction_is_forgotten_with_it(db: SQLCipherTinyDB) -> None:
    query = where("a").exists()
    for outer in (contextlib.nullcontext(), db.transaction()):
        with outer:
            with contextlib.suppress(Undo), db.transaction():
                db.insert({"a": 1})
                assert db.search(query) == [{"a": 1}]
                raise Undo
            assert db.search(query) == []


def test_an_inner_transaction_joins_the_outer_one(db: SQLCipherTinyDB, path: Path) -> None:
    with opened(path) as other:
        with db.transaction():
            with db.transaction():
                db.insert({"a": 1})
            assert other.all() == []
            with contextlib.suppress(Undo), db.transaction():
                db.insert({"a": 2})
                raise Undo
            db.insert({"a": 3})
        assert other.all() == [{"a": 1}, {"a": 3}]
        with contextlib.suppress(Undo), db.transaction():
            with db.transaction():
                db.insert({"a": 4})
            raise Undo
        assert other.all() == [{"a": 1}, {"a": 3}]


def test_a_call_that_fails_inside_a_transaction_undoes_itself_only(db: SQLCipherTinyDB) -> None:
    with db.transaction():
        db.insert({"a": 1})
        with pytest.raises(ValueError, match="ID 1 already exists"):
            db.insert_multiple([{"a": 2}, {"a": 3}, Document({}, 1)])
        with pytest.raises(KeyError):
            db.update(increment("missing"))
        assert db.insert({"a": 4}) == 2
    assert db.all() == [{"a": 1}, {"a": 4}]


def test_after_sqlite_lost_a_transaction_nothing_more_is_written_in_it(db: SQLCipherTinyDB) -> None:
    block = db.transaction()
    block.__enter__()
    db.insert({"a": 1})
    db.storage.connection.execute("ROLLBACK")
    with pytest.raises(TransactionLost):
        db.insert({"a": 2})
    with pytest.raises(TransactionLost):
        block.__exit__(None, None, None)
    assert (db.all(), db.insert({})) == ([], 1)


def test_a_transaction_left_open_by_an_interrupt_is_undone(db: SQLCipherTinyDB) -> None:
    db.insert({"a": 1})
    db.storage.connection.execute("BEGIN IMMEDIATE")
    db.storage.connection.execute('DELETE FROM "tinydb:_default"')
    assert db.all() == [{"a": 1}]


@pytest.mark.parametrize("query", [where("a") == 1, where("a") > 0, ~(where("a") == 2), where("c") == 1])
def test_an_answer_is_asked_anew_after_every_own_write(db: SQLCipherTinyDB, query: QueryInstance) -> None:
    table = db.table("numbered")
    document = {"a": 1, "c": 1}
    assert table.search(query) == []
    table.insert(document)
    assert table.search(query) == [document]
    table.update({"a": 2, "c": 2})
    assert table.count(query) == (
        1 if table.all()[0] in table.search(where("a") > 0) and "'>'" in repr(query) else 0
    )
    db.storage.write({"numbered": {"1": document}})
    assert table.search(query) == [document]
    db.drop_table("numbered")
    assert table.search(query) == []


def test_an_answer_is_asked_anew_after_a_write_through_another_table_object(db: SQLCipherTinyDB) -> None:
    table = db.table("numbered")
    other = type(table)(db.storage, "numbered")
    assert other.search(where("a") == 1) == []
    table.insert({"a": 1})
    assert other.search(where("a") == 1) == [{"a": 1}]
    assert (table.insert({}), other.insert({}), table.insert({})) == (2, 3, 4)


def test_an_answer_is_kept_until_something_changes(db: SQLCipherTinyDB) -> None:
    table = db.table("numbered")
    table.insert({"a": 1})
    statements: list[str] = []
    db.storage.connection._raw.set_trace_callback(statements.append)
    for _ in range(3):
        assert table.search(where("a") == 1) == [{"a": 1}]
    db.insert({"another": "table"})
    assert table.count(where("a") == 1) == 1
    assert len([statement for statement in statements if "tinydb:numbered" in statement]) == 1
    table.clear_cache()
    table.search(where("a") == 1)
    assert len([statement for statement in statements if "tinydb:numbered" in statement]) == 2


def test_answers_to_queries_that_tinydb_describes_alike_are_not_mixed_up(db: SQLCipherTinyDB) -> None:
    db.insert({"a": "X", "b": {"a": [1]}})
    pairs: list[tuple[Any, Any]] = [
        (where("a").matches("x"), where("a").matches("x", 2)),
        (Query().b.fragment({"a": [1]}), Query().fragment({"a": [1]})),
        (where("b").a == (1,), where("b").a == [1]),
    ]
    for one, other in pairs:
        assert one == other
        assert db.count(one) + db.count(other) == 1
        assert len(db.search(other)) != len(db.search(one))


def test_commits_of_another_connection_are_seen_at_once(db: SQLCipherTinyDB, path: Path) -> None:
    query = where("a") == 1
    with opened(path) as other:
        assert (db.table("numbered").search(query), db.tables()) == ([], set())
        before = db.data_version
        other.table("numbered").insert({"a": 1})
        assert db.data_version != before
        assert db.table("numbered").search(query) == [{"a": 1}]
        assert (other.table("numbered").insert({}), db.table("numbered").insert({})) == (2, 3)
        other.drop_table("numbered")
        assert (db.table("numbered").search(query), db.tables()) == ([], set())
        assert db.table("numbered").insert({}) == 1


def test_a_table_made_anew_with_other_ids_must_be_opened_again(db: SQLCipherTinyDB, path: Path) -> None:
    table = db.table("other")
    table.insert({})
    with opened(path) as other:
        other.drop_table("other")
        other.table("other", document_id_class=str).insert(text_document({}, "x"))
    with pytest.raises(ValueError, match="have become str"):
        table.insert({})


def test_the_write_lock_of_another_connection_is_waited_for_and_then_reported(path: Path) -> None:
    with opened(path) as db, opened(path, busy_timeout=0.05) as other:
        db.insert({"a": 1})
        with db.transaction():
            db.insert({"a": 2})
            with pytest.raises(Busy):
                other.insert({})
            assert other.all() == [{"a": 1}]
        assert other.insert({}) == 3


def test_a_query_that_writes_is_refused_in_words(db: SQLCipherTinyDB) -> None:
    db.insert({"a": 1})
    with pytest.raises(SQLCipherStorageError, match="test inside a query cannot write"):
        db.search(where("a").test(lambda value: db.insert({}) > 0))
    for document in db:
        db.update({"seen": True}, doc_ids=[document.doc_id])
    assert db.all() == [{"a": 1, "seen": True}]


def test_threads_take_turns_and_a_transaction_keeps_its_turn(db: SQLCipherTinyDB) -> None:
    db.insert({"a": 0})

    def count_up() -> None:
        for _ in range(50):
            with db.transaction():
                (document,) = db.all()
                db.update({"a": document["a"] + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.all() == [{"a": 200}]


def test_a_closed_database_says_so(path: Path) -> None:
    db = opened(path)
    db.insert({})
    block = db.transaction()
    block.__enter__()
    db.insert({})
    db.close()
    with pytest.raises(Closed):
        block.__exit__(None, None, None)
    db.close()
    for call in (db.all, db.tables, db.integrity_problems, lambda: db.insert({}), lambda: db.backup(path)):
        with pytest.raises(Closed):
            call()
    with opened(path) as again:
        assert len(again) == 1
