"""Hypothesis strategies for documents and for queries of every kind that TinyDB has."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from tinydb import Query
from tinydb.queries import QueryInstance

TEXTS = st.text(st.sampled_from('ab字é\x00😀"\\~\n'), max_size=2)
NUMBERS = st.sampled_from(
    [
        *(
            0,
            1,
            2,
            -1,
            True,
            False,
            0.5,
            1.0,
            -0.0,
            0.1 + 0.2,
            1e22,
            5e-324,
            1.7e308,
            float("inf"),
            float("-inf"),
        ),
        *(2**53, 2**53 + 1, float(2**53), 2**63 - 1, 2**63, 2**63 + 1, float(2**63), -(2**70), 10**400),
    ]
)
SCALARS = st.one_of(st.none(), NUMBERS, TEXTS, st.just(float("nan")))
KEYS = st.sampled_from(["a", "b", "c", "x.y"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=5,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=4)
PATHS = st.sampled_from([("a",), ("b",), ("c",), ("a", "b"), ("b", "a"), ("x.y",)])


def _comparison(path: tuple[str, ...], sign: str, value: Any) -> QueryInstance:
    where: Any = _path(path)
    comparisons: dict[str, Callable[[], Any]] = {
        "==": lambda: where == value,
        "!=": lambda: where != value,
        "<": lambda: where < value,
        "<=": lambda: where <= value,
        ">": lambda: where > value,
        ">=": lambda: where >= value,
    }
    query: QueryInstance = comparisons[sign]()
    return query


def _path(path: tuple[str, ...]) -> Query:
    where = Query()
    for key in path:
        where = where[key]
    return where


def _is_truthy(value: Any) -> bool:
    return bool(value)


COMPARISONS = st.builds(_comparison, PATHS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), SCALARS)
EQUALITIES = st.builds(_comparison, PATHS, st.just("=="), VALUES)
CHOICES = st.builds(
    lambda path, values, kind: _path(path).one_of(kind(values)),
    PATHS,
    st.lists(SCALARS, max_size=4),
    st.sampled_from([list, set, tuple]),
)
OTHER_LEAVES = st.one_of(
    st.builds(lambda path: _path(path).exists(), PATHS),
    st.builds(lambda path: _path(path).matches("[ab字]", re.DOTALL), PATHS),
    st.builds(lambda path: _path(path).search("b"), PATHS),
    st.builds(lambda path: _path(path).test(_is_truthy), PATHS),
    st.builds(lambda path: _path(path).map(str) == "1", PATHS),
    st.builds(lambda path, values: _path(path).any(values), PATHS, st.lists(SCALARS, max_size=2)),
    st.builds(lambda path, values: _path(path).all(values), PATHS, st.lists(SCALARS, max_size=2)),
    st.builds(lambda path, query: _path(path).any(query), PATHS, EQUALITIES),
    st.builds(lambda path, query: _path(path).all(query), PATHS, EQUALITIES),
    st.builds(lambda document: Query().fragment(document), DOCUMENTS),
    st.builds(lambda: Query().noop()),
)
LEAVES = st.one_of(COMPARISONS, COMPARISONS, EQUALITIES, CHOICES, OTHER_LEAVES)
QUERIES: st.SearchStrategy[QueryInstance] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda one, other: one & other, inner, inner),
        st.builds(lambda one, other: one | other, inner, inner),
        st.builds(lambda one: ~one, inner),
    ),
    max_leaves=4,
)
