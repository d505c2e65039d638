"""Every kind of value against every comparison: the index lets through all that match or raise."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from tinydb import where
from tinydb.queries import QueryInstance

from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB
from fieldlog.store.tinydb_sqlcipher.pushdown import find_candidates
from tests.store.tinydb_sqlcipher.opened import opened

PATHS = {("a",), ("b",)}
NUMBERS: list[Any] = [
    *(0, 1, 2, -1, True, False, 0.5, 1.0, -0.0, 0.1 + 0.2, 1e22, -1e22, 5e-324, 1.7e308, -1.7e308),
    *(2**53 - 1, 2**53, 2**53 + 1, float(2**53), 2**63 - 1, 2**63, 2**63 + 1, float(2**63), -(2**63) - 1),
    *(2**70, -(2**70), 10**400, -(10**400), float("inf"), float("-inf"), float("nan")),
]
TEXTS = [
    "",
    "a",
    "ab",
    "b",
    "A",
    "字",
    "é",
    "😀",
    "\uffff",
    "\x00",
    "a\x00",
    "a\x00b",
    '"',
    "\\",
    "[",
    "{",
    "1",
    "~",
]
CONTAINERS: list[Any] = [[], [1], ["a"], {}, {"b": 1}, {"a": None}]
VALUES: list[Any] = [None, *NUMBERS, *TEXTS, *CONTAINERS]
DOCUMENTS = [{}, {"b": 1}, *({"a": value} for value in VALUES)]
SIGNS = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"]


@pytest.fixture(scope="module")
def every_value() -> Iterator[SQLCipherTinyDB]:
    with opened(":memory:") as database:
        database.table("numbered").insert_multiple(DOCUMENTS)
        yield database


def matches_or_raises(query: QueryInstance, document: dict[str, Any]) -> bool:
    try:
        return query(document)
    except TypeError:
        return True


def let_through(database: SQLCipherTinyDB, query: QueryInstance) -> set[int] | None:
    """Return the ids that SQLite finds before Python tests them, None if all are tested."""
    candidates = find_candidates(query, PATHS)
    if candidates is None:
        return None
    condition = candidates.positions('"tinydb:numbered"')
    rows = database.storage.connection.rows(
        f'SELECT id FROM "tinydb:numbered" WHERE {condition.sql}', condition.values
    )
    return {doc_id for (doc_id,) in rows}


def missed(database: SQLCipherTinyDB, query: QueryInstance) -> list[dict[str, Any]]:
    found = let_through(database, query)
    wanted = [document for document in database.table("numbered") if matches_or_raises(query, dict(document))]
    return [] if found is None else [document for document in wanted if document.doc_id not in found]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_comparison_misses_a_match_or_an_error(every_value: SQLCipherTinyDB, sign: str) -> None:
    for value in VALUES:
        assert missed(every_value, getattr(where("a"), sign)(value)) == []


def test_no_choice_misses_a_match_or_an_error(every_value: SQLCipherTinyDB) -> None:
    scalars = [None, *NUMBERS, *TEXTS]
    for one, other in pairwise(scalars):
        for choices in ([one], [one, other], {one, other}, (other, one)):
            assert missed(every_value, where("a").one_of(choices)) == []  # type: ignore[arg-type]


def test_existence_misses_nothing(every_value: SQLCipherTinyDB) -> None:
    assert missed(every_value, where("a").exists()) == []
    assert len(let_through(every_value, where("a").exists()) or ()) == len(VALUES)


@pytest.mark.parametrize("value", ["a", "字", 1, 2**53 + 1, -(2**70), 0.1 + 0.2, None])
def test_an_equality_lets_little_else_through(every_value: SQLCipherTinyDB, value: Any) -> None:
    equal = [document for document in DOCUMENTS if (where("a") == value)(document)]
    found = let_through(every_value, where("a") == value)
    assert found is not None
    assert len(equal) <= len(found) <= len(equal) + len(CONTAINERS) + 2


def test_combinations_miss_nothing(every_value: SQLCipherTinyDB) -> None:
    values = [None, 0, True, 2**53 + 1, -0.5, "", "a", "字"]
    for low in values:
        for high in values:
            between = (where("a") >= low) | (where("a") < high)
            assert missed(every_value, between) == []
            assert missed(every_value, between | (where("b") == 1)) == []


def test_a_range_between_two_limits_misses_no_match(every_value: SQLCipherTinyDB) -> None:
    for low, high in [("", "b"), ("a", "字"), ("a\x00", "a\x00b")]:
        between = (where("a") >= low) & (where("a") < high)
        texts = [text for text in TEXTS if low <= text < high]
        found = let_through(every_value, between)
        assert found is not None
        stored = {
            document["a"]: document.doc_id
            for document in every_value.table("numbered")
            if "a" in document and isinstance(document["a"], str)
        }
        assert {stored[text] for text in texts} <= found
        assert found.isdisjoint(stored[text] for text in TEXTS if text not in texts and text != high)
