"""Queries on declared paths are searched in an index, and only those that can be."""

from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, where
from tinydb.queries import QueryInstance

from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB
from fieldlog.store.tinydb_sqlcipher.pushdown import find_candidates, is_repeatable
from tests.store.tinydb_sqlcipher.opened import KEY, opened

PATHS = {("a",), ("b",), ("a", "b")}
Q: Any = Query()
PUSHED_DOWN = [
    Q.a == "x",
    Q.a == 1,
    Q.a == True,  # noqa: E712
    Q.a == None,  # noqa: E711
    Q.a.b == 1.5,
    Q.b < 5,
    Q.a <= "x",
    Q.b > 5,
    Q.a >= "x",
    Q.a.exists(),
    Q.a.one_of(["x", "y"]),
    Q.a.one_of({"x", 1, None}),
    Q.a.one_of([]),
    (Q.a == "x") & (Q.b == "y"),
    (Q.a == "x") & (Q.c == "no index"),
    (Q.a == "x") & Q.c.test(bool),
    (Q.a >= "x") & (Q.a < "y"),
    (Q.a == "x") | (Q.b < 5),
    ((Q.a == "x") | (Q.a == "y")) & (Q.b > 1),
]
NOT_PUSHED_DOWN = [
    Q.c == "no index",
    Q.a != "x",
    ~(Q.a == "x"),
    Q.a.matches("x"),
    Q.a.test(bool),
    Q.a.any(["x"]),
    Q.a.one_of("xyz"),
    Q.a.one_of(["x", []]),
    Q.a.one_of([float("nan")]),
    Q.a == float("nan"),
    Q.a == float("inf"),
    Q.a < 10**400,
    Q.a < None,
    Q.a == "\ud800",
    Q.a == ["x"],
    Q.a.map(str) == "x",
    (Q.a == "x") | (Q.c == "no index"),
    (Q.a != "x") & (Q.c == "y"),
    Q.noop(),
    Q.fragment({"a": "x"}),
    Q.a.one_of(list(range(51))),
]


def plan_of(db: SQLCipherTinyDB, query: QueryInstance, call: str = "search") -> str:
    """Return how SQLite finds the documents when a table is asked."""
    statements: list[str] = []
    connection = db.storage.connection
    connection._raw.set_trace_callback(statements.append)
    getattr(db.table("numbered"), call)(*([{"c": 1}, query] if call == "update" else [query]))
    connection._raw.set_trace_callback(None)
    reads = [statement for statement in statements if statement.startswith("SELECT position, id, body")]
    assert len(reads) == 1
    return " | ".join(row[3] for row in connection.rows(f"EXPLAIN QUERY PLAN {reads[0]}"))


@pytest.fixture
def table_of_many(db: SQLCipherTinyDB) -> SQLCipherTinyDB:
    db.table("numbered").insert_multiple({"a": f"{number:03}", "b": number} for number in range(200))
    return db


@pytest.mark.parametrize("query", PUSHED_DOWN)
def test_todays_tinydb_is_understood_and_the_index_is_searched(
    table_of_many: SQLCipherTinyDB, query: QueryInstance
) -> None:
    assert find_candidates(query, PATHS) is not None
    plan = plan_of(table_of_many, query)
    assert "INDEX tinydb-index:numbered:" in plan
    assert "SCAN tinydb:numbered" not in plan


@pytest.mark.parametrize("query", NOT_PUSHED_DOWN)
def test_what_an_index_cannot_answer_is_tested_on_every_document(
    table_of_many: SQLCipherTinyDB, query: QueryInstance
) -> None:
    assert find_candidates(query, PATHS) is None


def test_every_document_is_read_for_a_query_without_an_index(table_of_many: SQLCipherTinyDB) -> None:
    assert plan_of(table_of_many, where("c") == 1) == "SCAN tinydb:numbered"


@pytest.mark.parametrize("call", ["search", "get", "count", "contains", "update", "remove"])
def test_every_call_with_a_query_searches_the_index(table_of_many: SQLCipherTinyDB, call: str) -> None:
    assert "SEARCH tinydb:numbered USING COVERING INDEX" in plan_of(table_of_many, where("a") == "007", call)


def test_two_limits_on_a_path_are_one_range_of_the_index(table_of_many: SQLCipherTinyDB) -> None:
    plan = plan_of(table_of_many, (where("a") >= "007") & (where("a") < "009"))
    assert (
        "SEARCH tinydb:numbered USING COVERING INDEX tinydb-index:numbered:a (<expr>>? AND <expr><?)" in plan
    )


def test_a_description_of_an_unknown_form_is_not_translated() -> None:
    forms: list[Any] = [
        ("==", ("a",)),
        ("like", ("a",), "x"),
        ("==", "a", "x"),
        ("and", ("x",)),
        ("or", 5),
        "x",
        7,
    ]
    for form in forms:
        query = QueryInstance(bool, form)
        assert find_candidates(query, PATHS) is None
        assert not is_repeatable(query)
    assert find_candidates(lambda document: True, PATHS) is None


def test_a_subclass_of_a_query_is_not_translated() -> None:
    class Contrary(QueryInstance):
        def __call__(self, value: Any) -> bool:
            return not super().__call__(value)

    assert find_candidates(Contrary(bool, ("==", ("a",), "x")), PATHS) is None


def test_an_index_that_is_declared_later_is_made_when_the_file_is_opened(path: Path) -> None:
    with SQLCipherTinyDB(path, key=KEY) as database:
        database.table("numbered").insert_multiple({"a": number} for number in range(9))
    with opened(path) as database:
        assert "COVERING INDEX" in plan_of(database, where("a") == 5)


def test_an_index_that_is_declared_no_more_goes_when_the_file_is_opened(path: Path) -> None:
    def indexes(database: SQLCipherTinyDB) -> set[str]:
        found = database.storage.connection.rows("SELECT name FROM sqlite_master WHERE type = 'index'")
        return {name.rpartition(":")[2] for (name,) in found if name.startswith("tinydb-index:numbered:")}

    with SQLCipherTinyDB(path, key=KEY, indexes={"numbered": ["a", "b"], "numbered:b": ["d"]}) as database:
        database.table("numbered").insert({"a": 1})
        database.table("numbered:b").insert({"d": 1})
    with SQLCipherTinyDB(path, key=KEY) as database:
        assert indexes(database) == {"a", "b"}, "who declares none leaves them alone"
    with SQLCipherTinyDB(path, key=KEY, indexes={"numbered": ["b", "c"]}) as database:
        assert indexes(database) == {"b", "c"}
        assert database.table("numbered").search(where("a") == 1) == [{"a": 1}]
        assert 'CREATE INDEX "tinydb-index:numbered~3ab:d"' in str(
            database.storage.connection.execute("SELECT group_concat(sql) FROM sqlite_master").fetchone()
        )


def test_an_index_of_another_form_is_made_anew(path: Path) -> None:
    with opened(path) as database:
        database.table("numbered").insert({"a": 1})
        index = '"tinydb-index:numbered:a"'
        database.storage.connection.execute(f"DROP INDEX {index}")
        database.storage.connection.execute(f'CREATE INDEX {index} ON "tinydb:numbered" (body)')
    with opened(path) as database:
        assert "COVERING INDEX tinydb-index:numbered:a" in plan_of(database, where("a") == 1)


def test_opening_an_existing_file_changes_nothing(path: Path) -> None:
    with opened(path) as database:
        database.table("numbered").insert({"a": 1})
    before = path.read_bytes()
    with opened(path) as database:
        assert len(database.table("numbered")) == 1
    assert path.read_bytes() == before


def test_a_keys_text_may_be_chinese_or_hold_a_dot_or_a_quote(path: Path) -> None:
    keys: list[Any] = ["客户.城市", ("a.b",), "it's"]
    with SQLCipherTinyDB(path, key=KEY, indexes={"numbered": keys}) as database:
        table = database.table("numbered")
        table.insert({"客户": {"城市": "上海"}, "a.b": 1, "it's": 2})
        table.insert({"a": {"b": 1}})
        for query in (where("客户")["城市"] == "上海", where("a.b") == 1, where("it's") == 2):
            assert table.count(query) == 1
            assert "COVERING INDEX" in plan_of(database, query)
