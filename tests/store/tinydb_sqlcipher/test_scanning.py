"""Scans: what the index says is what the documents say, and no document is read for it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.store.tinydb_sqlcipher import Between, Containing, CoveringIndex, OneOf, SQLCipherTinyDB
from fieldlog.store.tinydb_sqlcipher.scanning import Filter
from tests.store.tinydb_sqlcipher.opened import KEY, finished, python, text_document

LINES = CoveringIndex(("line.town", "line.sort"), beside=("line.find", "line.mark"))
ORDER = ("line.town", "line.sort")
texts = st.text(st.sampled_from("ab%_\\'\"\x00\x01 *?李🎂\u202eé́\U0010ffff"), max_size=4)
odd = st.one_of(st.none(), st.integers(), st.booleans(), st.lists(texts, max_size=1))
lines = st.fixed_dictionaries(
    {}, optional={name: st.one_of(texts, texts, texts, odd) for name in ("town", "sort", "find", "mark")}
)
documents = st.one_of(st.builds(lambda line: {"line": line}, lines), st.just({"line": 5}), st.just({}))
names = st.sampled_from(["town", "sort", "find", "mark"])
filters = st.one_of(
    st.builds(lambda name, part: Containing(f"line.{name}", part), names, texts),
    st.builds(lambda name, some: OneOf(f"line.{name}", tuple(some)), names, st.lists(texts, max_size=3)),
    st.builds(lambda name, low, high: Between(f"line.{name}", low, high), names, texts, texts),
)


def opened(path: Path | str, **options: Any) -> SQLCipherTinyDB:
    return SQLCipherTinyDB(
        path,
        key=KEY,
        indexes={"lines": [LINES, "done"]},
        document_id_classes={"lines": str},
        **options,
    )


def passes(document: dict[str, Any], one: Filter) -> bool:
    value = text_at(document, str(one.path))
    if value is None:
        return False
    match one:
        case OneOf(_, choices):
            return value in choices
        case Containing(_, part):
            return part in value
        case Between(_, low, high):
            return low <= value < high


def text_at(document: dict[str, Any], path: str) -> str | None:
    line = document.get("line")
    value = line.get(path.partition(".")[2]) if isinstance(line, dict) else None
    return value if isinstance(value, str) else None


def expected(stored: dict[str, dict[str, Any]], wanted: list[Filter]) -> list[str]:
    """The same in plain Python."""
    found = [
        (*(str(text_at(document, path)) for path in ORDER), doc_id)
        for doc_id, document in stored.items()
        if all(text_at(document, path) is not None for path in ORDER)
        and all(passes(document, one) for one in wanted)
    ]
    return [doc_id for _, _, doc_id in sorted(found)]


@settings(max_examples=150)
@given(
    st.dictionaries(st.text("abc123", min_size=1), documents, max_size=12),
    st.lists(filters, max_size=3),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_a_scan_finds_what_the_documents_say_in_their_order(
    stored: dict[str, dict[str, Any]], wanted: list[Filter], first: int, limit: int
) -> None:
    with opened(":memory:") as database:
        table = database.table("lines")
        table.insert_multiple(text_document(value, doc_id) for doc_id, value in stored.items())
        found = expected(stored, wanted)
        assert table.scan(*wanted, order_by=ORDER) == found
        assert table.scan(*wanted, order_by=ORDER, descending=True) == found[::-1]
        assert table.scan(*wanted, order_by=ORDER, first=first, limit=limit) == found[first:][:limit]
        assert table.scan_count(*wanted, order_by=ORDER) == len(found)
        towns = {text_at(document, "line.town") for document in stored.values()} - {None}
        assert table.texts_at("line.town") == sorted(map(str, towns))


@pytest.fixture
def database(tmp_path: Path) -> SQLCipherTinyDB:
    database = opened(tmp_path / "lines.db")
    line = {"town": "t", "sort": "s", "find": "abc"}
    database.table("lines").insert_multiple(
        text_document({"line": line, "done": f"{number:03}"}, f"n{number:03}") for number in range(40)
    )
    return database


def test_no_document_is_read_by_a_scan(database: SQLCipherTinyDB) -> None:
    statements: list[str] = []
    connection = database.storage.connection
    connection._raw.set_trace_callback(statements.append)
    table = database.table("lines")
    table.scan(Containing("line.find", "b"), order_by=ORDER, first=3, limit=5)
    table.scan_count(OneOf("line.mark", ("x",)), order_by=ORDER)
    table.scan(Between("line.town", "s", "u"), order_by=ORDER, descending=True)
    connection._raw.set_trace_callback(None)
    reads = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(reads) == 3
    for read in reads:
        steps = list(connection.rows(f"EXPLAIN {read}"))
        # SQLite opens the table too, but takes every column from the index, and sorts nothing.
        indexes = {step[2] for step in steps if step[1] == "OpenRead" and str(step[5]).startswith("k(")}
        assert {step[2] for step in steps if step[1] == "Column"} == indexes != set()
        assert not [step for step in steps if step[1] == "SorterOpen"]


def test_a_window_of_a_plain_index_is_read_from_either_end(database: SQLCipherTinyDB) -> None:
    table = database.table("lines")
    assert table.scan(order_by=["done"], descending=True, first=38, limit=5) == ["n001", "n000"]
    assert table.scan(Between("done", "010", "012"), order_by=["done"]) == ["n010", "n011"]
    assert table.scan_count(Between("done", "010", "012"), order_by=["done"]) == 2


def test_a_scan_without_an_index_is_refused(database: SQLCipherTinyDB) -> None:
    table = database.table("lines")
    for wanted, order in (
        ((), ["line.sort"]),
        ((), ["other"]),
        ((Containing("done", "x"),), ORDER),
        ((Containing("line.find", "x"),), ["done"]),
    ):
        with pytest.raises(ValueError, match="no index"):
            table.scan(*wanted, order_by=order)
    with pytest.raises(ValueError, match="path to order by"):
        SQLCipherTinyDB(":memory:", key=KEY, indexes={"lines": [CoveringIndex(())]})


def test_a_table_that_nothing_was_written_to_is_empty() -> None:
    with opened(":memory:") as database:
        table = database.table("lines")
        assert (table.scan(order_by=ORDER), table.scan_count(order_by=ORDER), table.texts_at("done")) == (
            [], 0, [],
        )  # fmt: skip


def test_what_cannot_be_stored_is_found_nowhere(database: SQLCipherTinyDB) -> None:
    table = database.table("lines")
    assert table.scan(Containing("line.find", "\ud800"), order_by=ORDER) == []
    assert table.scan_count(OneOf("line.find", ("abc", "\ud800")), order_by=ORDER) == 0


def test_an_index_over_several_paths_is_made_for_an_older_file(tmp_path: Path) -> None:
    with SQLCipherTinyDB(tmp_path / "old.db", key=KEY, document_id_classes={"lines": str}) as older:
        older.table("lines").insert(text_document({"line": {"town": "t", "sort": "s"}}, "n"))
    with opened(tmp_path / "old.db") as database:
        assert database.table("lines").scan(order_by=ORDER) == ["n"]


def test_a_scan_sees_what_another_process_has_committed(database: SQLCipherTinyDB) -> None:
    program = """
from tests.store.tinydb_sqlcipher.test_scanning import opened, text_document
from pathlib import Path
with opened(Path(sys.argv[1])) as database:
    database.table("lines").insert(text_document({"line": {"town": "a", "sort": "b", "find": "new"}}, "x"))
"""
    table = database.table("lines")
    assert table.scan(Containing("line.find", "new"), order_by=ORDER) == []
    finished(python(program, database.storage._path))
    assert table.scan(Containing("line.find", "new"), order_by=ORDER) == ["x"]
    assert table.scan(order_by=ORDER, limit=1) == ["x"]
    database.close()
