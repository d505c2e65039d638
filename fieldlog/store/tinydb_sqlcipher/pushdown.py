"""Queries on indexed key paths as SQL that finds every match, and a few documents more.

The SQL never decides: each document it lets through is tested by the query itself, in Python. So a
translation is right as soon as it lets through all documents for which the query is true or raises. What it
cannot promise that for (``!=``, ``~``, regular expressions, test functions, lists, NaN, text with a lone
surrogate, paths without an index) it does not translate.

A query is understood from ``QueryInstance._hash``, the description that TinyDB builds to compare and cache
queries: ``("==", ("kind",), "visit")``, ``("and", frozenset({...}))``. It is the only place where TinyDB
keeps what a query says (the rest are closures), it is data, and two queries with one description find the
same. A description of an unknown form, as a later TinyDB may make, is not translated, and then every
document is tested.

Two things follow from it. ``a & b`` does not keep the order of its sides: a document that one side rules
out may never be shown to the other, as if the ruling side stood first; so a test function that raises may
not get to raise. And a list given to ``one_of`` is described as it was then: build a new query instead of
changing the list.
"""

import json
from collections.abc import Iterable
from itertools import product
from math import isfinite
from typing import Any, NamedTuple

from tinydb.queries import QueryInstance

from fieldlog.store.tinydb_sqlcipher.catalogue import KeyPath, indexed_value

_SCALARS = (str, int, float, bool, type(None))
_MOST_BRANCHES = 50
_NOT_COMPARABLE = "x''"
_LEAST_NUMBER = "-9e999"


class Condition(NamedTuple):
    """One SQL condition over the columns of a table, with the values of its placeholders."""

    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) OR ({other.sql})", self.values + other.values)


class Candidates(NamedTuple):
    """The documents that may match: the union of branches, each of which can be searched in an index.

    ``breadth`` ranks how many are expected: 0 one value, 1 several values, 2 a range, 3 all that have the
    path. ``range_path`` is set for a range on one path.
    """

    branches: tuple[Condition, ...]
    breadth: int
    range_path: KeyPath | None = None

    def condition(self) -> Condition:
        """Return the union as one condition."""
        first, *others = self.branches
        for branch in others:
            first |= branch
        return first

    def positions(self, table: str) -> Condition:
        """Return a condition on the position that makes SQLite search the index for each branch."""
        parts = " UNION ALL ".join(
            f"SELECT position FROM {table} WHERE {branch.sql}" for branch in self.branches
        )
        values = (value for branch in self.branches for value in branch.values)
        return Condition(f"position IN ({parts})", tuple(values))


def find_candidates(query: object, paths: Iterable[KeyPath]) -> Candidates | None:
    """Return the documents that a query may match by the indexed paths, None if all have to be tested."""
    description = _description(query)
    return None if description is None else _translate(description, frozenset(paths))


def find_candidates_of_any(queries: Iterable[object], paths: frozenset[KeyPath]) -> Candidates | None:
    """Return the documents that any of the queries may match, None if all have to be tested."""
    return _any_of(find_candidates(query, paths) for query in queries)


def orderable(path: KeyPath) -> Condition:
    """Return the condition that a document holds a number or a text at an indexed path."""
    column = indexed_value(path)
    return Condition(f"{column} >= {_LEAST_NUMBER} AND {column} < {_NOT_COMPARABLE}")


def is_repeatable(query: object) -> bool:
    """Whether the description says all that the query tests, so that an answer may be kept under it.

    TinyDB leaves the flags of ``matches`` and the path of ``fragment`` out, takes a list and a tuple for
    equal, and cannot know what a test function reads; answers to those are never kept.
    """
    description = _description(query)
    return description is not None and _is_complete(description)


def _description(query: object) -> tuple[Any, ...] | None:
    # The exact class: a subclass may test something else than its description says.
    if type(query) is not QueryInstance:
        return None
    description = query._hash
    return description if isinstance(description, tuple) else None


def _is_complete(description: Any) -> bool:
    match description:
        case ("and" | "or", frozenset() as parts):
            return all(map(_is_complete, parts))
        case ("not", part):
            return _is_complete(part)
        case ("exists", tuple()):
            return True
        case ("==" | "!=" | "<" | "<=" | ">" | ">=", tuple(), value):
            return type(value) in _SCALARS
    return False


def _translate(description: Any, paths: frozenset[KeyPath]) -> Candidates | None:
    match description:
        case ("and", frozenset() as parts):
            return _all_of(_translate(part, paths) for part in parts)
        case ("or", frozenset() as parts):
            return _any_of(_translate(part, paths) for part in parts)
        case ("exists", tuple() as path) if path in paths:
            return Candidates((Condition(f"{indexed_value(path)} >= {_LEAST_NUMBER}"),), 3)
        case ("==", tuple() as path, value) if path in paths:
            return _one_of(indexed_value(path), [value], breadth=0)
        case ("one_of", tuple() as path, tuple() | frozenset() as choices) if path in paths:
            return _one_of(indexed_value(path), choices, breadth=1)
        case ("<" | "<=" | ">" | ">=" as sign, tuple() as path, value) if path in paths:
            return _range(sign[0], path, value)
    return None


def _one_of(column: str, choices: Iterable[Any], breadth: int) -> Candidates | None:
    texts: list[str] = []
    branches: list[Condition] = []
    if isinstance(choices, frozenset):
        # Python raises when it looks for a list or an object in a set.
        branches.append(Condition(f"{column} >= {_NOT_COMPARABLE}"))
    for choice in choices:
        if choice is None:
            branches.append(Condition(f"{column} = {_NOT_COMPARABLE}"))
        elif (bounds := _bounds(choice)) is not None:
            branches.append(Condition(f"{column} BETWEEN ? AND ?", bounds))
        elif _is_text(choice):
            texts.append(choice)
        else:
            return None
    if len(texts) == 1:
        branches.append(Condition(f"{column} = ?", (texts[0],)))
    elif texts or not branches:
        branches.append(Condition(f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(texts),)))
    return _limited(branches, breadth)


def _range(direction: str, path: KeyPath, limit: Any) -> Candidates | None:
    # In index order: missing < numbers < texts < the rest. Python raises for the kinds other than the
    # limit's, so they are let through.
    column = indexed_value(path)
    branches: tuple[Condition, ...]
    if (bounds := _bounds(limit)) is not None:
        low, high = bounds
        if direction == ">":
            branches = (Condition(f"{column} >= ?", (low,)),)
        else:
            numbers = Condition(f"{column} BETWEEN {_LEAST_NUMBER} AND ?", (high,))
            branches = (numbers, Condition(f"{column} >= ''"))
    elif not _is_text(limit):
        return None
    elif direction == ">":
        numbers = Condition(f"{column} >= {_LEAST_NUMBER} AND {column} < ''")
        branches = (Condition(f"{column} >= ?", (limit,)), numbers)
    else:
        texts = Condition(f"{column} >= {_LEAST_NUMBER} AND {column} <= ?", (limit,))
        branches = (texts, Condition(f"{column} >= {_NOT_COMPARABLE}"))
    return Candidates(branches, 2, path)


def _bounds(number: Any) -> tuple[float, float] | None:
    """Return an interval around a finite number, wider than any rounding in SQLite; None for others.

    SQLite keeps integers beyond 64 bits as floats and need not read a decimal to the last bit as Python does.
    """
    if type(number) not in (int, float, bool):
        return None
    try:
        value = float(number)
    except OverflowError:
        return None
    margin = abs(value) * 1e-9 + 1e-290
    return (value - margin, value + margin) if isfinite(value) else None


def _is_text(value: Any) -> bool:
    if type(value) is not str:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _any_of(parts: Iterable[Candidates | None]) -> Candidates | None:
    branches: list[Condition] = []
    breadth = 0
    for part in parts:
        if part is None:
            return None
        branches.extend(part.branches)
        breadth = max(breadth, part.breadth, 1)
    return _limited(branches, breadth)


def _all_of(parts: Iterable[Candidates | None]) -> Candidates | None:
    known = _merge_ranges([part for part in parts if part is not None])
    if not known:
        return None
    narrowest, *others = sorted(known, key=lambda part: part.breadth)
    branches = narrowest.branches
    for other in others:
        condition = other.condition()
        branches = tuple(branch & condition for branch in branches)
    return _limited(branches, narrowest.breadth)


def _merge_ranges(parts: list[Candidates]) -> list[Candidates]:
    """Make one range of a lower and an upper limit on one path: the index is read between them."""
    merged: dict[KeyPath, Candidates] = {}
    others = []
    for part in parts:
        if part.range_path is None:
            others.append(part)
        elif (known := merged.get(part.range_path)) is None:
            merged[part.range_path] = part
        elif len(known.branches) * len(part.branches) <= _MOST_BRANCHES:
            pairs = (one & other for one, other in product(known.branches, part.branches))
            merged[part.range_path] = Candidates(tuple(pairs), 2, part.range_path)
    return [*merged.values(), *others]


def _limited(branches: Iterable[Condition], breadth: int) -> Candidates | None:
    found = tuple(branches)
    return Candidates(found, breadth) if 0 < len(found) <= _MOST_BRANCHES else None
