"""Derived rows are replaced customer by customer: what is as it was stays untouched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, bindparam, delete, select

from sync_server.database.derived_tables import is_derived, search_grams, searched_texts
from sync_server.database.many import among, insert_rows
from sync_server.database.tables import metadata

Row = Mapping[str, Any]
GramsOf = Callable[[str], Sequence[int]]


def replace_rows(
    connection: Connection, table: Table, customers: Sequence[str], fresh: Sequence[Row]
) -> list[Row]:
    """Let a table hold exactly these rows of customers; return those that went and those that came."""
    column: Column[str] = table.c.customer
    query = select(table).where(among(column, "customers"))
    known = [dict(row) for row in connection.execute(query, {"customers": list(customers)}).mappings()]
    return replace_known(connection, table, known, fresh)


def replace_known(
    connection: Connection, table: Table, known: Sequence[Row], fresh: Sequence[Row]
) -> list[Row]:
    """Let a table hold these rows in the place of known ones; return those that went and those that came."""
    names = [column.name for column in table.primary_key]
    before = {_key(row, names): row for row in known}
    after = {_key(row, names): row for row in fresh}
    gone = [row for key, row in before.items() if after.get(key) != row]
    come = [row for key, row in after.items() if before.get(key) != row]
    if gone:
        keys = [{f"the_{name}": row[name] for name in names} for row in gone]
        connection.execute(delete(table).where(_is(table, names)), keys)
    insert_rows(connection, table, come)
    return [*gone, *come]


def _key(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _is(table: Table, names: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(f"the_{name}") for name in names))


def replace_texts(
    connection: Connection, customers: Sequence[str], fresh: Sequence[Row], grams_of: GramsOf
) -> None:
    """Let a search find exactly these texts of customers; the grams of a text that stays are not touched.

    The rows of ``fresh`` bring new numbers (``text_id``); a text that stays keeps its own.
    """
    query = select(searched_texts).where(among(searched_texts.c.customer, "customers"))
    found = connection.execute(query, {"customers": list(customers)}).mappings()
    known = {row["subject"]: dict(row) for row in found}
    kept = [
        {**row, "text_id": known[row["subject"]]["text_id"]} if _same_text(row, known) else row
        for row in fresh
    ]
    staying = {row["text_id"] for row in kept}
    old = [row for row in known.values() if row["text_id"] not in staying]
    before = {row["text_id"] for row in known.values()}
    grams = [{"gram": gram, "text_id": row["text_id"]} for row in old for gram in grams_of(row["text"])]
    if grams:
        keys = [{f"the_{name}": row[name] for name in row} for row in grams]
        connection.execute(delete(search_grams).where(_is(search_grams, ("gram", "text_id"))), keys)
    replace_known(connection, searched_texts, list(known.values()), kept)
    new = [row for row in kept if row["text_id"] not in before]
    insert_rows(
        connection,
        search_grams,
        [{"gram": gram, "text_id": row["text_id"]} for row in new for gram in grams_of(row["text"])],
    )


def _same_text(row: Row, known: Mapping[str, Row]) -> bool:
    before = known.get(row["subject"])
    return before is not None and before["text"] == row["text"]


def empty_derived(connection: Connection) -> None:
    """Forget everything that can be made again."""
    for table in metadata.sorted_tables:
        if is_derived(table):
            connection.execute(delete(table))
