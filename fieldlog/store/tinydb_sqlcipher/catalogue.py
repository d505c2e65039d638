"""Which SQL tables and indexes hold which TinyDB tables.

A TinyDB table lies in the SQL table ``tinydb:<name>`` with the columns ``position`` (the order of
insertion), ``id`` and ``body``. SQL names ignore case, TinyDB names do not, and a TinyDB name may be any
text, so every byte outside a-z, 0-9 and _ is written as ~ and two hex digits.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from fieldlog.store.tinydb_sqlcipher.body import checked_text
from fieldlog.store.tinydb_sqlcipher.errors import NotStorable

KeyPath = tuple[str, ...]

_PLAIN_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_TABLE_PREFIX = "tinydb:"
_INDEX_PREFIX = "tinydb-index:"
_NOT_IN_A_PATH = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')


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
    """One TinyDB table in the file: its SQL statements, the class of its ids and its indexed key paths."""

    def __init__(self, name: str, id_class: type, paths: frozenset[KeyPath]) -> None:
        self.name = name
        self.id_class = id_class
        self.paths = paths
        self.sql_name = table = f'"{_TABLE_PREFIX}{_escaped(name)}"'
        self.insert = f"INSERT INTO {table} (id, body) VALUES (?, ?)"
        self.update = f"UPDATE {table} SET body = ? WHERE position = ?"
        self.delete = f"DELETE FROM {table} WHERE position = ?"
        self.delete_all = f"DELETE FROM {table}"
        self.drop = f"DROP TABLE {table}"
        self.find = f"SELECT position, id, body FROM {table} WHERE id = ?"
        self.greatest_id = f"SELECT max(id) FROM {table}"
        self.count = f"SELECT count(*) FROM {table}"
        self.read = f"SELECT position, id, body FROM {table}"


class Declaration(NamedTuple):
    """What the program declared for one table: the class of its ids, or None, and the key paths to index."""

    id_class: type | None = None
    paths: tuple[KeyPath, ...] = ()


class Catalogue:
    """Reads from the file's schema which tables exist, and writes the SQL that makes them as declared."""

    def __init__(self, indexes: Mapping[str, Iterable[Any]], id_classes: Mapping[str, type]) -> None:
        for id_class in id_classes.values():
            check_id_class(id_class)
        self._declared = {
            name: Declaration(id_classes.get(name), tuple(map(key_path, indexes.get(name, ()))))
            for name in {*indexes, *id_classes}
        }

    def read_tables(self, execute: Callable[[str], Iterable[tuple[str, str]]]) -> dict[str, StoredTable]:
        """Return the tables of the file by name, with those declared paths whose index is there."""
        schema = dict(execute("SELECT name, sql FROM sqlite_master WHERE name GLOB 'tinydb*'"))
        tables = {}
        for sql_name, sql in schema.items():
            if sql_name.startswith(_TABLE_PREFIX):
                name = _unescaped(sql_name.removeprefix(_TABLE_PREFIX))
                indexed = {
                    path
                    for path in self._paths(name)
                    if schema.get(_index_name(name, path)) == _index(name, path)
                }
                tables[name] = StoredTable(name, str if "id TEXT" in sql else int, frozenset(indexed))
        return tables

    def creation(self, name: str, id_class: type) -> tuple[StoredTable, list[str]]:
        """Return a new table and the statements that make it and its indexes."""
        checked_text(name)
        stored = StoredTable(name, id_class, frozenset(self._paths(name)))
        column = "TEXT" if id_class is str else "INTEGER"
        create = (
            f"CREATE TABLE {stored.sql_name} "
            f"(position INTEGER PRIMARY KEY, id {column} NOT NULL UNIQUE, body TEXT NOT NULL)"
        )
        return stored, [create, *(_index(name, path) for path in self._paths(name))]

    def missing_indexes(self, tables: Mapping[str, StoredTable]) -> Iterator[str]:
        """Yield the statements that make the declared indexes that existing tables lack or have otherwise."""
        for stored in tables.values():
            for path in self._paths(stored.name):
                if path not in stored.paths:
                    yield f'DROP INDEX IF EXISTS "{_index_name(stored.name, path)}"'
                    yield _index(stored.name, path)

    def declared_id_class(self, name: str) -> type | None:
        """Return the class of ids declared for a table, None if none was."""
        return self._declared.get(name, Declaration()).id_class

    def _paths(self, name: str) -> tuple[KeyPath, ...]:
        return self._declared.get(name, Declaration()).paths


def check_id_class(id_class: object) -> None:
    """Raise ValueError unless the class is int or str."""
    if id_class not in (int, str):
        raise ValueError(f"document ids are int or str, not {id_class!r}")


def _index_name(name: str, path: KeyPath) -> str:
    return f"{_INDEX_PREFIX}{_escaped(name)}:{'/'.join(map(_escaped, path))}"


def _index(name: str, path: KeyPath) -> str:
    table = f'"{_TABLE_PREFIX}{_escaped(name)}"'
    return f'CREATE INDEX "{_index_name(name, path)}" ON {table} ({indexed_value(path)})'


def _escaped(name: str) -> str:
    if not isinstance(name, str):
        raise NotStorable(f"a table name is text, not {name!r}")
    return "".join(
        chr(byte) if byte in _PLAIN_BYTES else f"~{byte:02x}" for byte in checked_text(name).encode()
    )


def _unescaped(escaped: str) -> str:
    return re.sub(rb"~(..)", lambda found: bytes.fromhex(found[1].decode()), escaped.encode()).decode()
