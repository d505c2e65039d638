"""Many values in one statement, on either database: a list of texts to look for, and rows to insert."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Connection,
    Insert,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Texts(TypeDecorator[Sequence[str]]):
    """A list of texts as one parameter: an array, or JSON where there are none."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that a database has for it."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text))

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """Return the list as a database takes it."""
        return json.dumps(value) if dialect.name == "sqlite" else value


class _Among(FunctionElement[bool]):
    """Says whether a column's text is in a list; one statement, however long the list is."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: object = None) -> "_Among":
        """Return the condition as it is: ``IN (...) = 1`` would keep SQLite from its index."""
        return self


def among(column: "Column[str]", name: str) -> _Among:
    """Return the condition that a column's text is in the list that is given under a name."""
    return _Among(column, bindparam(name, type_=Texts))


@compiles(_Among)
def _any(element: _Among, compiler: SQLCompiler, **words: Any) -> str:
    column, texts = (compiler.process(part, **words) for part in element.clauses)
    return f"{column} = ANY ({texts})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **words: Any) -> str:
    column, texts = (compiler.process(part, **words) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        # Straight to the driver: what SQLAlchemy does with each value takes longer than storing it.
        connection.exec_driver_sql(_insert_values(table, names), [tuple(map(row.get, names)) for row in rows])
        return
    # One statement with an array a column: a statement a row costs the server more than all else of a push.
    arrays = {name: [row[name] for row in rows] for name in names}
    connection.execute(_insert_arrays(table, names), arrays)


@cache
def _insert_values(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join("?" * len(names))})'


@cache
def _insert_arrays(table: Table, names: tuple[str, ...]) -> Insert:
    arrays = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in names]
    given = func.unnest(*arrays).table_valued(*names).render_derived(name="given")
    return insert(table).from_select(names, select(*(given.c[name] for name in names)))
