"""Many values in one statement, on either database: a list of texts to look for, and rows to insert."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Boolean, Column, Connection, Engine, Table, Text, bindparam, event
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
    if rows:
        names = tuple(rows[0])
        insert_values(connection, table, names, [tuple(map(row.get, names)) for row in rows])


def insert_values(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of values in the order of these columns; the fast way for many."""
    if not rows:
        return
    # Straight to the driver: what SQLAlchemy does with each value takes longer than storing it.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_insertion(table, names), rows)
    else:
        copied = {_COPIED: (_types(table, names, connection.dialect), rows)}
        connection.exec_driver_sql(_copy(table, names), execution_options=copied)


@cache
def _insertion(table: Table, names: tuple[str, ...]) -> str:
    return f'INSERT INTO "{table.name}" ({_columns(names)}) VALUES ({", ".join("?" * len(names))})'


@cache
def _copy(table: Table, names: tuple[str, ...]) -> str:
    return f'COPY "{table.name}" ({_columns(names)}) FROM STDIN WITH (FORMAT BINARY)'


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@cache
def _types(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, ...]:
    return tuple(table.c[name].type.compile(dialect).lower() for name in names)


_COPIED = "fieldlog_copied"


def copy_on(engine: Engine) -> None:
    """Let an engine of PostgreSQL carry out ``COPY``: as any statement, with its errors told as those."""

    @event.listens_for(engine, "do_execute")
    def _execute(cursor: Any, statement: str, _parameters: object, context: Any) -> bool:
        copied = context.execution_options.get(_COPIED)
        if copied is None:
            return False
        types, rows = copied
        with cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
        return True
