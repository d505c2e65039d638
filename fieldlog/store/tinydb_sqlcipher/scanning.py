"""Scans: ids in the order of an index, found by texts in it, without decoding a document.

A scan knows texts only: a document that holds anything else at a path that is asked about is left out.
Order and equality are those of Python's texts (by code point). A filter that asks for a lone surrogate, which
cannot be stored, lets nothing through.
"""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from fieldlog.store.tinydb_sqlcipher.body import checked_text
from fieldlog.store.tinydb_sqlcipher.catalogue import Index, KeyPath, StoredTable, indexed_value, key_path
from fieldlog.store.tinydb_sqlcipher.errors import NotStorable
from fieldlog.store.tinydb_sqlcipher.pushdown import Condition


class OneOf(NamedTuple):
    """The text at a path is one of these; at most some hundreds of them."""

    path: str | KeyPath
    texts: tuple[str, ...]


class Containing(NamedTuple):
    """The text at a path has this one as a part; case counts."""

    path: str | KeyPath
    part: str


class Between(NamedTuple):
    """The text at a path sorts from ``low`` on and before ``high``."""

    path: str | KeyPath
    low: str
    high: str


Filter = OneOf | Containing | Between


class Scan(NamedTuple):
    """What to read: the key paths to order by, and the filters that all must let a document through."""

    order_by: tuple[KeyPath, ...]
    filters: tuple[Filter, ...]

    def index_of(self, stored: StoredTable) -> Index:
        """Return an index that answers the scan alone; ValueError when none was declared."""
        wanted = {*self.order_by, *(key_path(one.path) for one in self.filters)}
        for index in sorted(stored.indexes, key=lambda one: (len(one.columns), one.name)):
            if index.ordered[: len(self.order_by)] == self.order_by and wanted <= index.paths:
                return index
        raise ValueError(f"no index of table {stored.name!r} over {sorted(wanted)} in that order")

    def condition(self) -> Condition | None:
        """Return the SQL condition, None if no document can fulfil it."""
        try:
            conditions = [_condition(one) for one in self.filters]
        except NotStorable:
            return None
        # A second range on a path would be the one that SQLite searches the index by.
        asked = {key_path(one.path) for one in self.filters}
        conditions += [_is_text(path) for path in self.order_by if path not in asked]
        return reduce(Condition.__and__, conditions)


def scan_of(order_by: Iterable[str | KeyPath], filters: Iterable[Filter]) -> Scan:
    """Return the scan of declared paths."""
    return Scan(tuple(map(key_path, order_by)), tuple(filters))


def order_of(index: Index, descending: bool) -> str:
    """Return the terms of ORDER BY that an index is read by, the last one telling equals apart."""
    direction = "DESC" if descending else "ASC"
    terms = [*map(indexed_value, index.ordered), "id" if len(index.columns) > 1 else "position"]
    return ", ".join(f"{term} {direction}" for term in terms)


def _condition(one: Filter) -> Condition:
    path = key_path(one.path)
    column = indexed_value(path)
    match one:
        case OneOf(_, texts):
            marks = ", ".join("?" * len(texts))
            return Condition(f"{column} IN ({marks})", tuple(map(checked_text, texts)))
        case Containing(_, part):
            return _is_text(path) & Condition(f"instr({column}, ?)", (checked_text(part),))
        case Between(_, low, high):
            return Condition(f"{column} >= ? AND {column} < ?", (checked_text(low), checked_text(high)))


def _is_text(path: KeyPath) -> Condition:
    column = indexed_value(path)
    return Condition(f"{column} >= '' AND {column} < x''")
