"""The TinyDB table on SQL rows: a write touches what it changes, a query what its indexes point at."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import closing
from itertools import islice
from typing import Any

from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from fieldlog.store.tinydb_sqlcipher.body import decode, encode
from fieldlog.store.tinydb_sqlcipher.catalogue import check_id_class, indexed_value, key_path
from fieldlog.store.tinydb_sqlcipher.errors import IdTaken
from fieldlog.store.tinydb_sqlcipher.pushdown import Condition, find_candidates, is_repeatable, orderable
from fieldlog.store.tinydb_sqlcipher.rows import Row, TableRows
from fieldlog.store.tinydb_sqlcipher.scanning import Filter, scan_of
from fieldlog.store.tinydb_sqlcipher.storage import SQLCipherStorage, checked_id

Fields = Mapping[Any, Any] | Callable[[MutableMapping[Any, Any]], None]


class SQLCipherTable(Table):
    """A TinyDB table in a ``SQLCipherStorage``; its results are never shared with the store or cache."""

    def __init__(
        self,
        storage: Storage,
        name: str,
        cache_size: int = Table.default_query_cache_capacity,
        persist_empty: bool = False,
        document_id_class: type | None = None,
    ) -> None:
        if not isinstance(storage, SQLCipherStorage):
            raise TypeError(f"SQLCipherTable needs a SQLCipherStorage, not {storage!r}")
        super().__init__(storage, name, cache_size)
        self._connection = storage.connection
        self._cached_state = (-1, -1)
        self.document_id_class: Any = _agreed_id_class(storage, name, document_id_class)
        self._rows = TableRows(storage, name, self.document_id_class)
        if persist_empty:
            with self._connection.writing():
                self._rows.created()

    def insert(self, document: Mapping[Any, Any]) -> Any:
        """Insert one document and return its id; raises IdTaken, a ValueError, if its id is taken."""
        return self.insert_multiple((document,))[0]

    def insert_multiple(self, documents: Iterable[Mapping[Any, Any]]) -> list[Any]:
        """Insert documents, all or none, and return their ids in order; raises IdTaken as ``insert`` does."""
        new = [(self._given_id(document), encode(document)) for document in documents]
        try:
            with self._connection.writing():
                return self._rows.insert(new)
        except IdTaken as error:
            taken = self._first_taken([doc_id for doc_id, _ in new if doc_id is not None])
            raise IdTaken(f"Document with ID {taken} already exists") from error

    def put_texts(self, texts: Mapping[Any, str]) -> None:
        """Store documents under their ids, in place of what is there; the fast way for many.

        Each is the text of a JSON object, without space around it, in which no key stands twice.
        """
        with self._connection.writing():
            self._rows.put(texts)

    def search(self, cond: QueryLike) -> list[Document]:
        """Return all documents that match, in order of insertion."""
        with self._connection.reading():
            kept = self._kept_answer(cond)
            if kept is not None:
                return [self.document_class(decode(body), doc_id) for doc_id, body in kept]
            rows = list(self._rows.matches(cond))
            if is_repeatable(cond):
                self._query_cache[cond] = [(row.doc_id, row.body) for row in rows]  # type: ignore[misc]
        return list(map(self._document, rows))

    def search_ordered(
        self,
        cond: QueryLike | None = None,
        *,
        order_by: str | tuple[str, ...],
        limit: int | None = None,
        descending: bool = False,
    ) -> list[Document]:
        """Return the first documents that match in the order of an indexed path: numbers, then texts.

        Documents that lack the path, or hold null, a list or an object there, are left out. Raises
        ValueError for a path without an index.
        """
        path = key_path(order_by)
        with self._connection.reading():
            stored = self._rows.existing()
            if stored is None:
                return []
            if path not in stored.paths:
                raise ValueError(f"no index on {order_by!r} in table {self.name!r}")
            condition = orderable(path)
            if (candidates := find_candidates(cond, stored.paths)) is not None:
                condition &= candidates.condition()
            direction = "DESC" if descending else "ASC"
            order = f"{indexed_value(path)} {direction}, position {direction}"
            with closing(self._rows.read(condition, order)) as rows:
                matches = (row for row in rows if cond is None or cond(row.document))
                return list(map(self._document, islice(matches, limit)))

    def scan(
        self,
        *filters: Filter,
        order_by: Iterable[str | tuple[str, ...]],
        descending: bool = False,
        first: int = 0,
        limit: int | None = None,
    ) -> list[Any]:
        """Return the ids of the documents with texts at the ``order_by`` paths that pass all filters, in that
        order, from the ``first`` one on; read from the index alone. Raises ValueError without such an index.
        """
        with self._connection.reading():
            return self._rows.scan(scan_of(order_by, filters), descending, first, limit)

    def scan_count(self, *filters: Filter, order_by: Iterable[str | tuple[str, ...]]) -> int:
        """Return how many ids ``scan`` would."""
        with self._connection.reading():
            return self._rows.scan_count(scan_of(order_by, filters))

    def texts_at(self, path: str | tuple[str, ...]) -> list[str]:
        """Return the different texts at a path that an index begins with, sorted; reads the index alone."""
        with self._connection.reading():
            return self._rows.distinct(scan_of([path], ()))

    def get(self, cond: QueryLike | None = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """Return one document by query or id, None if there is none; or those that exist of ``doc_ids``."""
        with self._connection.reading():
            if doc_id is not None:
                found = self._rows.find_by_text([str(doc_id)])
                return self.document_class(found[0].document, doc_id) if found else None
            if doc_ids is not None:
                return list(map(self._document, self._rows.find_by_text(map(str, doc_ids))))
            if cond is not None:
                with closing(self._rows.matches(cond)) as matches:
                    row = next(matches, None)
                return None if row is None else self._document(row)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def between(self, first: Any, end: Any) -> list[Document]:
        """Return the documents with ids from ``first`` on and below ``end``, in order of insertion."""
        bounds = (checked_id(first, self.document_id_class), checked_id(end, self.document_id_class))
        with self._connection.reading():
            return list(map(self._document, self._rows.read(Condition("id >= ? AND id < ?", bounds))))

    def count(self, cond: QueryLike) -> int:
        """Return the number of documents that match."""
        with self._connection.reading():
            kept = self._kept_answer(cond)
            return len(kept) if kept is not None else sum(1 for _ in self._rows.matches(cond))

    def update(
        self,
        fields: Fields,
        cond: QueryLike | None = None,
        doc_ids: Iterable[Any] | None = None,
    ) -> list[Any]:
        """Update the documents that match, those of ``doc_ids``, or all; return the ids of those found.

        A callable changes each document in place. If it raises, nothing is changed.
        """
        with self._connection.writing():
            chosen = self._rows.chosen(cond, doc_ids)
            for _, row in chosen:
                _apply(fields, row.document)
            self._rows.write_changes(row for _, row in chosen)
        return [doc_id for doc_id, _ in chosen]

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[Any]:
        """Apply each (fields, query) pair to the documents that match it at its turn; return their ids."""
        pairs = list(updates)
        chosen: list[Row] = []
        with self._connection.writing():
            # A document that no query matches as it is stored is not changed by the first pair, and so by
            # none.
            for row in list(self._rows.candidates([cond for _, cond in pairs])) if pairs else ():
                for fields, cond in pairs:
                    if cond(row.document):
                        _apply(fields, row.document)
                        chosen.append(row)
            self._rows.write_changes(chosen)
        return [row.doc_id for row in chosen]

    def upsert(self, document: Mapping[Any, Any], cond: QueryLike | None = None) -> list[Any]:
        """Update the documents that match (or the Document's own id), else insert it; return the ids."""
        with self._connection.writing():
            return super().upsert(document, cond)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None) -> list[Any]:
        """Remove the documents that match or those of ``doc_ids``; return the ids of those found."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        with self._connection.writing():
            chosen = self._rows.chosen(cond, doc_ids)
            if len({row.position for _, row in chosen}) < len(chosen):
                raise KeyError("a document id is given twice")
            self._rows.delete(row for _, row in chosen)
        return [doc_id for doc_id, _ in chosen]

    def truncate(self) -> None:
        """Remove all documents; the next id is 1 again."""
        with self._connection.writing():
            self._rows.clear()

    def __len__(self) -> int:
        with self._connection.reading():
            return self._rows.count()

    def __iter__(self) -> Iterator[Document]:
        with self._connection.reading():
            texts = self._rows.texts()
        for doc_id, body in texts:
            yield self.document_class(decode(body), doc_id)

    def _read_table(self) -> dict[str, Mapping[Any, Any]]:
        return {str(document.doc_id): dict(document) for document in self}

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        # Not used by this class: for subclasses that change a table in TinyDB's general way.
        with self._connection.writing():
            before = {row.doc_id: row for row in self._rows.read()}
            table: dict[Any, Any] = {doc_id: row.document for doc_id, row in before.items()}
            updater(table)
            kept = [row for doc_id, row in before.items() if doc_id in table]
            self._rows.delete(row for doc_id, row in before.items() if doc_id not in table)
            self._rows.write_changes(row._replace(document=table[row.doc_id]) for row in kept)
            self.insert_multiple(
                self.document_class(table[doc_id], doc_id) for doc_id in table if doc_id not in before
            )

    def _get_next_id(self) -> Any:
        with self._connection.writing():
            return self._rows.complete_ids([None])[0]

    def _document(self, row: Row) -> Document:
        return self.document_class(row.document, row.doc_id)

    def _given_id(self, document: Mapping[Any, Any]) -> Any:
        if not isinstance(document, Mapping):
            raise ValueError("Document is not a Mapping")
        if not isinstance(document, self.document_class):
            return None
        return checked_id(document.doc_id, self.document_id_class)

    def _first_taken(self, doc_ids: list[Any]) -> Any:
        with self._connection.reading():
            there = self._rows.find(doc_ids)
        repeated = (
            doc_id for place, doc_id in enumerate(doc_ids) if doc_id in there or doc_id in doc_ids[:place]
        )
        return next(repeated, None)

    def _kept_answer(self, cond: QueryLike) -> list[tuple[Any, str]] | None:
        state = self._connection.state_of(self.name)
        if state != self._cached_state:
            self.clear_cache()
            self._cached_state = state
        return self._query_cache.get(cond) if is_repeatable(cond) else None  # type: ignore[return-value]


def _agreed_id_class(storage: SQLCipherStorage, name: str, wanted: type | None) -> type:
    id_class = storage.id_class(name)
    if wanted is None or wanted is id_class:
        return id_class
    check_id_class(wanted)
    if name in storage.table_names():
        raise ValueError(f"the ids of table {name!r} are {id_class.__name__}, not {wanted.__name__}")
    return wanted


def _apply(fields: Fields, document: Any) -> None:
    if callable(fields):
        fields(document)
    else:
        document.update(fields)
