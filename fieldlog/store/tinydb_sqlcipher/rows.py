"""The rows of one TinyDB table: finding, inserting, changing and removing them, and giving out ids."""

from collections.abc import Generator, Iterable, Mapping
from typing import Any, NamedTuple

from tinydb.queries import QueryLike

from fieldlog.store.tinydb_sqlcipher.body import decode, encode
from fieldlog.store.tinydb_sqlcipher.catalogue import Index, StoredTable, indexed_value
from fieldlog.store.tinydb_sqlcipher.pushdown import Condition, find_candidates_of_any
from fieldlog.store.tinydb_sqlcipher.scanning import Scan, order_of
from fieldlog.store.tinydb_sqlcipher.storage import SQLCipherStorage, checked_id, id_of_text

IDS_AT_ONCE = 500


class Row(NamedTuple):
    """One stored document as it was read: its place, id and JSON text, and that text decoded for one use."""

    position: int
    doc_id: Any
    body: str
    document: Any


class TableRows:
    """Reads and writes the rows of one table; only inside a block of the storage's connection."""

    def __init__(self, storage: SQLCipherStorage, name: str, id_class: type) -> None:
        self._storage = storage
        self._connection = storage.connection
        self._name = name
        self._id_class = id_class

    def existing(self) -> StoredTable | None:
        """Return the SQL table, None if nothing was written to it yet."""
        stored = self._connection.tables.get(self._name)
        if stored is not None and stored.id_class is not self._id_class:
            raise ValueError(
                f"the ids of table {self._name!r} have become {stored.id_class.__name__}: open it again"
            )
        return stored

    def created(self) -> StoredTable:
        """Return the SQL table, made now if it is missing."""
        return self.existing() or self._storage.created_table(self._name, self._id_class)

    def count(self) -> int:
        """Return how many rows there are."""
        stored = self.existing()
        return 0 if stored is None else int(self._connection.execute(stored.count).fetchone()[0])

    def texts(self) -> list[tuple[Any, str]]:
        """Return the id and the JSON text of all rows in order of insertion."""
        stored = self.existing()
        if stored is None:
            return []
        rows = self._connection.rows(f"{stored.read} ORDER BY position")
        return [(doc_id, body) for _, doc_id, body in rows]

    def read(self, condition: Condition | None = None, order: str = "position") -> Generator[Row, None, None]:
        """Yield the rows that fulfil a condition, all of them without one."""
        stored = self.existing()
        if stored is None:
            return
        where = "" if condition is None else f"WHERE {condition.sql}"
        values = () if condition is None else condition.values
        for position, doc_id, body in self._connection.rows(
            f"{stored.read} {where} ORDER BY {order}", values
        ):
            yield Row(position, doc_id, body, decode(body))

    def candidates(self, queries: Iterable[QueryLike]) -> Generator[Row, None, None]:
        """Yield all rows that one of the queries may match, by the indexes where they can tell."""
        stored = self.existing()
        found = None if stored is None else find_candidates_of_any(queries, stored.paths)
        return self.read(None if stored is None or found is None else found.positions(stored.sql_name))

    def matches(self, cond: QueryLike) -> Generator[Row, None, None]:
        """Yield the rows that a query matches, in order of insertion."""
        for row in self.candidates([cond]):
            if cond(row.document):
                yield row

    def scan(self, scan: Scan, descending: bool, first: int, limit: int | None) -> list[Any]:
        """Return the ids of a scan, from its index alone."""
        stored = self.existing()
        if stored is None or (condition := scan.condition()) is None:
            return []
        index = scan.index_of(stored)
        sql = f"{_from(stored, index, 'id', condition)} ORDER BY {order_of(index, descending)}"
        values = (*condition.values, -1 if limit is None else limit, first)
        return [doc_id for (doc_id,) in self._connection.rows(f"{sql} LIMIT ? OFFSET ?", values)]

    def scan_count(self, scan: Scan) -> int:
        """Return how many ids a scan has."""
        stored = self.existing()
        if stored is None or (condition := scan.condition()) is None:
            return 0
        sql = _from(stored, scan.index_of(stored), "count(*)", condition)
        return int(self._connection.execute(sql, condition.values).fetchone()[0])

    def distinct(self, scan: Scan) -> list[str]:
        """Return the different texts at the path that a scan is ordered by, sorted."""
        stored = self.existing()
        if stored is None or (condition := scan.condition()) is None:
            return []
        column = indexed_value(scan.order_by[0])
        sql = _from(stored, scan.index_of(stored), f"DISTINCT {column}", condition)
        return [text for (text,) in self._connection.rows(f"{sql} ORDER BY {column}", condition.values)]

    def chosen(self, cond: QueryLike | None, doc_ids: Iterable[Any] | None) -> list[tuple[Any, Row]]:
        """Return the rows to change, with the ids as they were asked for: by ids, else by query, else all."""
        if doc_ids is not None:
            requested = list(doc_ids)
            found = self.find(requested)
            return [(doc_id, found[doc_id]) for doc_id in requested if doc_id in found]
        rows = self.read() if cond is None else self.matches(cond)
        return [(row.doc_id, row) for row in rows]

    def find(self, doc_ids: Iterable[Any]) -> dict[Any, Row]:
        """Return the rows of those ids that exist; an id that the table cannot hold does not exist."""
        stored = self.existing()
        if stored is None:
            return {}
        wanted = list(dict.fromkeys(doc_id for doc_id in doc_ids if _may_exist(doc_id, self._id_class)))
        there: dict[Any, tuple[int, Any, str]] = {}
        for start in range(0, len(wanted), IDS_AT_ONCE):
            part = wanted[start : start + IDS_AT_ONCE]
            sql = stored.find if len(part) == 1 else f"{stored.read} WHERE id IN (?{', ?' * (len(part) - 1)})"
            there |= {row[1]: row for row in self._connection.rows(sql, part)}
        rows = (there[doc_id] for doc_id in wanted if doc_id in there)
        return {doc_id: Row(position, doc_id, body, decode(body)) for position, doc_id, body in rows}

    def find_by_text(self, texts: Iterable[str]) -> list[Row]:
        """Return the rows whose ids are written like this, in order of insertion."""
        doc_ids = (id_of_text(text, self._id_class) for text in texts)
        return sorted(self.find(doc_id for doc_id in doc_ids if doc_id is not None).values())

    def insert(self, new: list[tuple[Any, str]]) -> list[Any]:
        """Insert (id or None for the next free one, JSON text) rows and return their ids; raises IdTaken."""
        stored = self.created()
        doc_ids = self.complete_ids([doc_id for doc_id, _ in new])
        rows = zip(doc_ids, (body for _, body in new), strict=True)
        self._connection.execute_many(stored.insert, rows)
        self._connection.changed(self._name)
        return doc_ids

    def put(self, texts: Mapping[Any, str]) -> None:
        """Store rows of JSON text under their ids, in place of what is there."""
        rows = [(checked_id(doc_id, self._id_class), body) for doc_id, body in texts.items()]
        self._connection.execute_many(self.created().put, rows)
        self._connection.next_ids.pop(self._name, None)
        self._connection.changed(self._name)

    def write_changes(self, rows: Iterable[Row]) -> None:
        """Write those rows whose documents differ from what was read."""
        stored = self.created()
        latest = {row.position: row for row in rows}
        bodies = ((encode(row.document), row) for row in latest.values())
        changes = [(body, row.position) for body, row in bodies if body != row.body]
        if changes:
            self._connection.execute_many(stored.update, changes)
            self._connection.changed(self._name)

    def delete(self, rows: Iterable[Row]) -> None:
        """Remove rows."""
        self._connection.execute_many(self.created().delete, [(row.position,) for row in rows])
        self._connection.changed(self._name)

    def clear(self) -> None:
        """Remove all rows; the next integer id is 1 again."""
        self._storage.empty_table(self.created())

    def complete_ids(self, given: list[Any]) -> list[Any]:
        """Return the ids with the next free ones in place of None, and remember which comes next."""
        if self._id_class is str:
            return [_random_id() if doc_id is None else doc_id for doc_id in given]
        doc_ids: list[int] = []
        next_id = self._next_integer() if None in given else 0
        for doc_id in given:
            doc_ids.append(checked_id(next_id, int) if doc_id is None else doc_id)
            next_id = max(next_id, doc_ids[-1] + 1)
        if any(doc_id is not None for doc_id in given):
            self._connection.next_ids.pop(self._name, None)
        elif given:
            self._connection.next_ids[self._name] = next_id
        return doc_ids

    def _next_integer(self) -> int:
        known = self._connection.next_ids.get(self._name)
        if known is not None:
            return known
        greatest = self._connection.execute(self.created().greatest_id).fetchone()[0]
        return 1 if greatest is None else int(greatest) + 1


def _from(stored: StoredTable, index: Index, read: str, condition: Condition) -> str:
    # Named, so that SQLite never reads the documents instead.
    return f'SELECT {read} FROM {stored.sql_name} INDEXED BY "{index.name}" WHERE {condition.sql}'


def _may_exist(doc_id: Any, id_class: type) -> bool:
    try:
        # TinyDB finds 1 by True and by 1.0 as well, as Python's dict does.
        checked_id(int(doc_id) if isinstance(doc_id, (int, float)) else doc_id, id_class)
    except (ValueError, OverflowError):
        return False
    return True


def _random_id() -> str:
    from uuid import uuid4

    return uuid4().hex
