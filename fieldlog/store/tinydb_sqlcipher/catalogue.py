"""Which SQL tables and indexes hold which TinyDB tables.

A TinyDB table lies in the SQL table ``tinydb:<name>`` with the columns ``position`` (the order of
insertion), ``id`` and ``body``. SQL names ignore case, TinyDB names do not, and a TinyDB name may be any
text, so every byte outside a-z, 0-9 and _ is written as ~ and two hex digits.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from fieldlog.store.tinydb_sqlcipher.body import checked_text
from fieldlog.store.tinydb_sqlcipher.errors import NotStorable

KeyPath = tuple[str, ...]

_PLAIN_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_TABLE_PREFIX = "tinydb:"
_INDEX_PREFIX = "tinydb-index:"
_NOT_IN_A_PATH = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')


class CoveringIndex(NamedTuple):
    """An index that answers a ``scan`` alone, without the documents: rows in the order of the texts at the
    ``ordered`` key paths and then of their ids, with what lies at the paths ``beside`` them at hand.
    """

    ordered: tuple[str | KeyPath, ...]
    beside: tuple[str | KeyPath, ...] = ()


Declared = str | KeyPath | CoveringIndex
"""What a program declares to be indexed: one key path, or several together."""


class Index(NamedTuple):
    """The SQL index over one key path, or over several with the id; ``columns`` are its SQL expressions."""

    name: str
    columns: tuple[str, ...]
    ordered: tuple[KeyPath, ...]
    paths: frozenset[KeyPath]

    def creation(self, table: str) -> str:
        """Return the statement that makes the index on a table (its SQL name)."""
        return f'CREATE INDEX "{self.name}" ON {table} ({", ".join(self.columns)})'


def indexed_value(path: KeyPath) -> str:
    """Return the SQL expression that is indexed for a key path.

    It is json_extract, except that null, list and object become an empty blob. In SQLite's order (missing <
    numbers < text < blob) all values that Python cannot compare with a number or a text then lie at the
    ends of the index, so a range read can include them and Python raises its TypeError as it does with
    stock TinyDB.
    """
    quoted = "'$" + "".join(f'."{key}"' for key in path).replace("'", "''") + "'"
    return (
        f"CASE WHEN json_type(body,{quoted}) IN ('null','array','object') THEN x'' "
        f"ELSE json_extract(body,{quoted}) END"
    )


def key_path(declared: str | Iterable[str]) -> KeyPath:
    """Return the keys of a declared path: "due.day" is nested, ("due.day",) is one key with a dot in it."""
    keys = tuple(declared.split(".")) if isinstance(declared, str) else tuple(declared)
    if not keys or any(not key or _NOT_IN_A_PATH.search(key) for key in keys):
        raise ValueError(f"not a key path that can be indexed: {declared!r}")
    return keys


class StoredTable:
    """One TinyDB table in the file: its SQL statements, the class of its ids and its indexes.

    ``paths`` are the key paths that have an index of their own, ``former_indexes`` the names of those that
    the program declares no more.
    """

    def __init__(
        self, name: str, id_class: type, indexes: Iterable[Index], former_indexes: Iterable[str] = ()
    ) -> None:
        self.name = name
        self.id_class = id_class
        self.indexes = frozenset(indexes)
        self.former_indexes = tuple(former_indexes)
        self.paths = frozenset(one.ordered[0] for one in self.indexes if len(one.columns) == 1)
        self.sql_name = table = _table_name(name)
        self.insert = f"INSERT INTO {table} (id, body) VALUES (?, ?)"
        self.put = f"{self.insert} ON CONFLICT (id) DO UPDATE SET body = excluded.body"
        self.update = f"UPDATE {table} SET body = ? WHERE position = ?"
        self.delete = f"DELETE FROM {table} WHERE position = ?"
        self.delete_all = f"DELETE FROM {table}"
        self.drop = f"DROP TABLE {table}"
        self.find = f"SELECT position, id, body FROM {table} WHERE id = ?"
        self.greatest_id = f"SELECT max(id) FROM {table}"
        self.count = f"SELECT count(*) FROM {table}"
        self.read = f"SELECT position, id, body FROM {table}"


class Declaration(NamedTuple):
    """What the program declared for one table: the class of its ids, or None, and its indexes."""

    id_class: type | None = None
    indexes: tuple[Index, ...] = ()


class Catalogue:
    """Reads from the file's schema which tables exist, and writes the SQL that makes them as declared."""

    def __init__(self, indexes: Mapping[str, Iterable[Declared]], id_classes: Mapping[str, type]) -> None:
        for id_class in id_classes.values():
            check_id_class(id_class)
        self._declared = {
            name: Declaration(
                id_classes.get(name), tuple(_index(name, declared) for declared in indexes.get(name, ()))
            )
            for name in {*indexes, *id_classes}
        }

    def read_tables(self, execute: Callable[[str], Iterable[tuple[str, str]]]) -> dict[str, StoredTable]:
        """Return the tables of the file by name, with those declared indexes that are there."""
        schema = dict(execute("SELECT name, sql FROM sqlite_master WHERE name GLOB 'tinydb*'"))
        tables = {}
        for sql_name, sql in schema.items():
            if sql_name.startswith(_TABLE_PREFIX):
                name = _unescaped(sql_name.removeprefix(_TABLE_PREFIX))
                table = _table_name(name)
                there = [one for one in self._indexes(name) if schema.get(one.name) == one.creation(table)]
                former = self._former_indexes(name, schema)
                tables[name] = StoredTable(name, str if "id TEXT" in sql else int, there, former)
        return tables

    def _former_indexes(self, name: str, there: Iterable[str]) -> list[str]:
        declared = {one.name for one in self._indexes(name)}
        # A program that declares none may know nothing of them, and leaves them alone.
        beginning = _index_name(name, ())
        return [one for one in there if one.startswith(beginning) and one not in declared] if declared else []

    def creation(self, name: str, id_class: type) -> tuple[StoredTable, list[str]]:
        """Return a new table and the statements that make it and its indexes."""
        checked_text(name)
        stored = StoredTable(name, id_class, self._indexes(name))
        column = "TEXT" if id_class is str else "INTEGER"
        create = (
            f"CREATE TABLE {stored.sql_name} "
            f"(position INTEGER PRIMARY KEY, id {column} NOT NULL UNIQUE, body TEXT NOT NULL)"
        )
        return stored, [create, *(one.creation(stored.sql_name) for one in self._indexes(name))]

    def index_changes(self, tables: Mapping[str, StoredTable]) -> Iterator[str]:
        """Yield the statements that make the declared indexes that existing tables lack or have otherwise,
        and that remove those that are declared no more.
        """
        for stored in tables.values():
            for former in stored.former_indexes:
                yield f'DROP INDEX "{former}"'
            for index in self._indexes(stored.name):
                if index not in stored.indexes:
                    yield f'DROP INDEX IF EXISTS "{index.name}"'
                    yield index.creation(stored.sql_name)

    def declared_id_class(self, name: str) -> type | None:
        """Return the class of ids declared for a table, None if none was."""
        return self._declared.get(name, Declaration()).id_class

    def _indexes(self, name: str) -> tuple[Index, ...]:
        return self._declared.get(name, Declaration()).indexes


def check_id_class(id_class: object) -> None:
    """Raise ValueError unless the class is int or str."""
    if id_class not in (int, str):
        raise ValueError(f"document ids are int or str, not {id_class!r}")


def _table_name(name: str) -> str:
    return f'"{_TABLE_PREFIX}{_escaped(name)}"'


def _index(name: str, declared: Declared) -> Index:
    if not isinstance(declared, CoveringIndex):
        path = key_path(declared)
        return Index(_index_name(name, [path]), (indexed_value(path),), (path,), frozenset({path}))
    ordered, beside = (tuple(map(key_path, paths)) for paths in declared)
    if not ordered:
        raise ValueError("an index needs a path to order by")
    columns = (*map(indexed_value, ordered), "id", *map(indexed_value, beside))
    paths = (*ordered, *beside)
    return Index(_index_name(name, paths), columns, ordered, frozenset(paths))


def _index_name(name: str, paths: Iterable[KeyPath]) -> str:
    named = "+".join("/".join(map(_escaped, path)) for path in paths)
    return f"{_INDEX_PREFIX}{_escaped(name)}:{named}"


def _escaped(name: str) -> str:
    if not isinstance(name, str):
        raise NotStorable(f"a table name is text, not {name!r}")
    return "".join(
        chr(byte) if byte in _PLAIN_BYTES else f"~{byte:02x}" for byte in checked_text(name).encode()
    )


def _unescaped(escaped: str) -> str:
    return re.sub(rb"~(..)", lambda found: bytes.fromhex(found[1].decode()), escaped.encode()).decode()
