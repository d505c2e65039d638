"""What TinyDB's programs rely on, and where the plugin is deliberately safer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import increment
from tinydb.table import Document, Table

from fieldlog.store.tinydb_sqlcipher import (
    IdTaken,
    NotStorable,
    SQLCipherStorage,
    SQLCipherTable,
    SQLCipherTinyDB,
)
from tests.store.tinydb_sqlcipher.opened import KEY, opened, text_document


def test_documents_are_there_again_after_reopening(path: Path) -> None:
    with opened(path) as database:
        database.table("named").insert(text_document({"a": "陈", "b": [1, {"c": None}]}, "one"))
    with opened(path, must_exist=True) as database:
        assert database.table("named").get(doc_id="one") == {"a": "陈", "b": [1, {"c": None}]}


def test_the_default_table_answers_for_the_database(db: SQLCipherTinyDB) -> None:
    assert [db.insert({"a": 1}), db.insert({"a": 2})] == [1, 2]
    assert (len(db), list(db), db.count(where("a") > 1)) == (2, [{"a": 1}, {"a": 2}], 1)
    assert db.tables() == {"_default"}
    assert "tables_count=1" in repr(db)
    assert "total=2" in repr(db.table("_default"))


def test_a_text_table_makes_random_ids(db: SQLCipherTinyDB) -> None:
    doc_ids = db.table("named").insert_multiple([{}, {}])
    assert all(isinstance(doc_id, str) and len(doc_id) == 32 for doc_id in doc_ids)
    assert len(set(doc_ids)) == 2


def test_the_class_of_ids_is_kept_in_the_file(path: Path) -> None:
    with opened(path) as database:
        database.table("other", document_id_class=str).insert(text_document({}, "x"))
    with opened(path) as database:
        assert database.table("other").get(doc_id="x") == {}
        assert database.table("other").document_id_class is str
    with opened(path) as database, pytest.raises(ValueError, match="are str, not int"):
        database.table("other", document_id_class=int)


def test_a_generated_id_never_overwrites_an_inserted_one(db: SQLCipherTinyDB) -> None:
    db.insert({"a": "first"})
    assert db.insert_multiple([Document({"a": "mine"}, 2), {"a": "next"}]) == [2, 3]
    db.insert_multiple([Document({"a": "far"}, 10)])
    assert db.insert_multiple([{}, {}]) == [11, 12]


def test_an_id_that_is_taken_inserts_nothing(db: SQLCipherTinyDB) -> None:
    db.insert(Document({"a": 1}, 5))
    with pytest.raises(IdTaken, match="ID 5 already exists"):
        db.insert_multiple([{}, Document({}, 5)])
    with pytest.raises(ValueError, match="ID 8 already exists"):
        db.insert_multiple([Document({}, 8), Document({}, 8)])
    assert db.all() == [{"a": 1}]


@pytest.mark.parametrize("doc_id", ["5", True, 2.0, None, 2**63])
def test_an_id_of_another_class_is_refused(db: SQLCipherTinyDB, doc_id: Any) -> None:
    with pytest.raises(NotStorable):
        db.insert(Document({}, doc_id))
    assert db.get(doc_id=2**63) is None


def test_the_last_integer_id_has_no_next_one(db: SQLCipherTinyDB) -> None:
    db.insert(Document({}, 2**63 - 1))
    with pytest.raises(NotStorable):
        db.insert({})


@pytest.mark.parametrize("value", ["\ud800", ["x", {"y": "\udfff"}]])
def test_a_lone_surrogate_is_refused_and_nothing_is_written(db: SQLCipherTinyDB, value: Any) -> None:
    with pytest.raises(NotStorable, match="lone surrogate"):
        db.insert_multiple([{}, {"a": value}])
    db.insert({"a": 1})
    with pytest.raises(NotStorable, match="lone surrogate"):
        db.update({"a": value})
    with pytest.raises(NotStorable):
        db.table("\ud800").insert({})
    assert (db.all(), db.search(where("a") == "\ud800"), db.get(doc_id="\ud800")) == ([{"a": 1}], [], None)


def test_documents_are_what_tinydbs_json_file_makes_of_them(db: SQLCipherTinyDB, tmp_path: Path) -> None:
    stock = TinyDB(tmp_path / "stock.json")
    document: Any = {1: (1, 2), None: True, 1.5: float("inf"), "1": "twice", "deep": {"a": {2: 1, "2": 3}}}
    for database in (stock, db):
        database.insert(document)
    assert json.dumps(db.all()) == json.dumps(stock.all())
    stock.close()


def test_keys_that_become_the_same_text_are_indexed_by_the_value_that_is_kept(path: Path) -> None:
    with SQLCipherTinyDB(path, key=KEY, indexes={"numbered": ["1"]}) as database:
        table = database.table("numbered")
        document: Any = {1: "first", "1": "last"}
        table.insert(document)
        assert table.search(where("1") == "last") == [{"1": "last"}]


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes"])
def test_what_json_cannot_express_raises_and_changes_nothing(db: SQLCipherTinyDB, value: Any) -> None:
    db.insert({"a": 1})
    with pytest.raises(TypeError):
        db.insert({"a": value})
    with pytest.raises(TypeError):
        db.update({"a": value})
    assert db.all() == [{"a": 1}]


def test_something_else_than_a_mapping_is_refused(db: SQLCipherTinyDB) -> None:
    not_a_mapping: Any = ["a"]
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple([{}, not_a_mapping])
    assert len(db) == 0


def test_an_update_that_raises_half_way_changes_nothing(db: SQLCipherTinyDB) -> None:
    db.insert_multiple([{"a": 1}, {"a": 2}, {"a": "three"}])
    with pytest.raises(TypeError):
        db.update(increment("a"))
    with pytest.raises(TypeError):
        db.update_multiple([(increment("a"), where("a").exists())])
    assert [document["a"] for document in db] == [1, 2, "three"]


def test_edits_inside_a_callable_are_written(db: SQLCipherTinyDB, path: Path) -> None:
    db.insert({"a": {"list": [1]}})

    def extend(document: Any) -> None:
        document["a"]["list"].append(2)

    assert db.update(extend) == [1]
    with opened(path) as other:
        assert other.all() == [{"a": {"list": [1, 2]}}]


def test_changing_a_result_changes_nothing_stored_or_cached(db: SQLCipherTinyDB) -> None:
    table = db.table("numbered")
    given: Any = {"a": [1], "b": {"c": []}}
    table.insert(given)
    given["a"].append("given")
    ways: list[Callable[[], Any]] = [
        lambda: table.search(where("a").exists())[0],
        lambda: table.search(where("a").exists())[0],
        lambda: table.get(where("a").exists()),
        lambda: table.get(doc_id=1),
        lambda: table.get(doc_ids=[1])[0],
        lambda: table.all()[0],
        lambda: next(iter(table)),
        lambda: (db.storage.read() or {})["numbered"]["1"],
    ]
    for way in ways:
        result = way()
        assert result == {"a": [1], "b": {"c": []}}
        result["a"].append("changed")
        result["b"]["c"].append("changed")
        result["new"] = True


def test_one_list_given_to_several_documents_is_not_shared(db: SQLCipherTinyDB) -> None:
    db.insert_multiple([{}, {}])
    db.update({"a": []})
    db.update(lambda document: document["a"].append(1), doc_ids=[1])
    assert [document["a"] for document in db] == [[1], []]


def test_an_empty_table_can_be_made_and_an_existing_one_is_not_emptied(db: SQLCipherTinyDB) -> None:
    db.table("empty", persist_empty=True)
    db.table("later")
    assert db.tables() == {"empty"}
    db.table("empty").insert({})
    SQLCipherTable(db.storage, "empty", persist_empty=True)
    assert len(db.table("empty")) == 1


def test_any_text_is_a_table_name(path: Path) -> None:
    names = ["", "a", "A", "sqlite_master", 'quo"te', "nul\x00", "字", "~41", "a:b", "tinydb:a", "x" * 300]
    with opened(path) as database:
        for name in names:
            database.table(name).insert({"name": name})
    with opened(path) as database:
        assert database.tables() == set(names)
        assert [database.table(name).all() for name in names] == [[{"name": name}] for name in names]
        database.drop_table("A")
        assert database.tables() == {*names} - {"A"}
        database.drop_tables()
        assert database.tables() == set()


def test_the_whole_database_can_be_read_and_replaced(db: SQLCipherTinyDB) -> None:
    assert db.storage.read() is None
    content = {"numbered": {"3": {"a": 1}, "1": {"a": 2}}, "named": {"x": {"b": 1}}, "new": {}}
    db.insert({"gone": True})
    db.storage.write(content)
    assert json.dumps(db.storage.read(), sort_keys=True) == json.dumps(content, sort_keys=True)
    assert [document.doc_id for document in db.table("numbered")] == [3, 1]
    assert db.table("numbered").insert({}) == 4
    with pytest.raises(ValueError, match="invalid literal"):
        db.storage.write({"numbered": {"x": {}}})
    assert len(db.table("numbered")) == 3


def test_tinydbs_own_table_works_on_the_storage(path: Path) -> None:
    with TinyDB(path, key=KEY, storage=SQLCipherStorage) as stock:
        assert type(stock.table("_default")) is Table
        stock.insert_multiple([{"a": 1}, {"a": 2}])
        stock.update(increment("a"), where("a") == 2)
        stock.remove(where("a") == 1)
        assert stock.all() == [{"a": 3}]
    with opened(path) as database:
        assert database.all() == [{"a": 3}]
        assert database.insert({}) == 3


def test_a_subclass_may_change_a_table_in_tinydbs_general_way(db: SQLCipherTinyDB) -> None:
    class Swapping(SQLCipherTable):
        def swap(self) -> None:
            def updater(table: dict[int, Any]) -> None:
                table[9] = table.pop(1)
                table[2]["a"] = "changed"

            self._update_table(updater)

    table = Swapping(db.storage, "_default")
    table.insert_multiple([{"a": 1}, {"a": 2}, {"a": 3}])
    table.swap()
    assert [(document.doc_id, document["a"]) for document in db] == [(2, "changed"), (3, 3), (9, 1)]
    assert (table._get_next_id(), db.insert({})) == (10, 11)


def test_a_table_needs_the_encrypted_storage() -> None:
    stock = TinyDB(storage=lambda: None)
    with pytest.raises(TypeError, match="needs a SQLCipherStorage"):
        SQLCipherTable(stock.storage, "a")


def test_calls_without_a_question_are_refused_as_in_tinydb(db: SQLCipherTinyDB) -> None:
    for call in (db.get, db.contains, db.remove):
        with pytest.raises(RuntimeError):
            call()
    with pytest.raises(ValueError, match="doc_id"):
        db.upsert({"a": 1})
    db.insert({})
    with pytest.raises(RuntimeError, match="Empty query"):
        db.search(Query())


def test_an_ordered_search_reads_numbers_then_texts_and_leaves_the_rest_out(db: SQLCipherTinyDB) -> None:
    table = db.table("numbered")
    values: list[Any] = ["b", 2, None, "a", 1.5, [], True, {}, "字"]
    table.insert_multiple([{"a": value, "c": place} for place, value in enumerate(values)])
    table.insert({"c": "no a"})
    assert [found["a"] for found in table.search_ordered(order_by="a")] == [True, 1.5, 2, "a", "b", "字"]
    later = table.search_ordered(where("c") != 0, order_by="a", limit=3, descending=True)
    assert [found["a"] for found in later] == ["字", "a", 2]
    assert table.search_ordered(where("a") == "b", order_by="a") == [{"a": "b", "c": 0}]
    assert db.table("named").search_ordered(order_by="a") == []
    with pytest.raises(ValueError, match="no index on 'c'"):
        table.search_ordered(order_by="c")


def test_documents_are_found_by_a_range_of_their_ids(db: SQLCipherTinyDB) -> None:
    table, numbered = db.table("named"), db.table("numbered")
    assert table.between("a", "b") == []
    for doc_id in ("ab", "b", "a", "字", "aa"):
        table.insert(text_document({"is": doc_id}, doc_id))
    assert [found["is"] for found in table.between("a", "b")] == ["ab", "a", "aa"]
    numbered.insert_multiple({"n": number} for number in range(5))
    assert [found["n"] for found in numbered.between(2, 4)] == [1, 2]
    with pytest.raises(NotStorable):
        table.between(1, 2)


@pytest.mark.parametrize("path_of_keys", ["", "a..b", 'quo"te', "back\\slash", "\x01", ()])
def test_a_path_that_cannot_be_indexed_is_refused_before_a_file_is_made(
    path: Path, path_of_keys: Any
) -> None:
    with pytest.raises(ValueError, match="not a key path"):
        SQLCipherTinyDB(path, key=KEY, indexes={"numbered": [path_of_keys]})
    assert not path.exists()
