"""Whole databases: every row of every table from one database into another, in one snapshot.

What is derived from documents is left out, and made again there.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from sync_server.database.derived_tables import is_derived
from sync_server.database.tables import metadata

ROWS_AT_ONCE = 500


def copy_rows(source: Connection, target: Connection) -> int:
    """Copy all rows into a database that has the tables, and return how many; both in a transaction."""
    count = 0
    for table in metadata.sorted_tables:
        if is_derived(table):
            continue
        query = select(table).execution_options(yield_per=ROWS_AT_ONCE)
        for part in source.execute(query).mappings().partitions():
            rows: list[dict[str, Any]] = [dict(row) for row in part]
            target.execute(insert(table), rows)
            count += len(rows)
    return count


def empty_tables(connection: Connection) -> None:
    """Remove every row."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def table_counts(connection: Connection) -> Iterator[tuple[str, int]]:
    """Yield how many rows each table holds."""
    for table in metadata.sorted_tables:
        yield table.name, int(connection.execute(select(func.count()).select_from(table)).scalar_one())
