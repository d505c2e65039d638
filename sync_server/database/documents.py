"""Documents as the server stores them: the parts as one JSON text, never taken apart by the database."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update

from fieldlog.domain.documents import Document, Part
from sync_server.database.many import among, insert_values
from sync_server.database.tables import documents

_decoder = msgspec.json.Decoder(dict[str, Part])
_encoder = msgspec.json.Encoder()
MOST_PARAMETERS = 500


class StoredDocument(NamedTuple):
    """A document, its number, and whether any field of it has more than one distinct live value."""

    document: Document
    seq: int
    is_conflict: bool


_LOCKED = (
    select(documents)
    .where(among(documents.c.doc_id, "wanted"))
    .order_by(documents.c.doc_id)
    .with_for_update()
)


def lock_documents(connection: Connection, doc_ids: Sequence[str]) -> dict[str, StoredDocument]:
    """Return the documents that exist among these, locked in the order of their ids."""
    if not doc_ids:
        return {}
    return {row.doc_id: read_document(row) for row in connection.execute(_LOCKED, {"wanted": doc_ids})}


def find_document(connection: Connection, doc_id: str) -> StoredDocument | None:
    """Return a document by its id."""
    row = connection.execute(select(documents).where(documents.c.doc_id == doc_id)).one_or_none()
    return None if row is None else read_document(row)


def documents_in(connection: Connection, scope: str) -> list[StoredDocument]:
    """Return all documents of a scope, in the order of their numbers."""
    query = select(documents).where(documents.c.scope == scope).order_by(documents.c.seq)
    return [read_document(row) for row in connection.execute(query)]


def documents_of_kind(connection: Connection, kind: str) -> Iterator[Document]:
    """Yield the documents of a kind, one after the other."""
    query = select(documents).where(documents.c.kind == kind).execution_options(yield_per=MOST_PARAMETERS)
    for row in connection.execute(query):
        yield read_document(row).document


def conflicts_in(
    connection: Connection, wanted: Sequence[str], after: int, limit: int
) -> list[StoredDocument]:
    """Return the documents of scopes that have a conflict, by their numbers, above one."""
    found: list[StoredDocument] = []
    for start in range(0, len(wanted), MOST_PARAMETERS):
        part = wanted[start : start + MOST_PARAMETERS]
        query = select(documents).where(documents.c.is_conflict, documents.c.seq > after)
        query = query.where(documents.c.scope.in_(part)).order_by(documents.c.seq).limit(limit)
        found += (read_document(row) for row in connection.execute(query))
    return sorted(found, key=lambda one: one.seq)[:limit]


def write_documents(connection: Connection, stored: Iterable[StoredDocument], known: Collection[str]) -> None:
    """Write documents; ``known`` are the ids of those that exist already."""
    new: list[tuple[object, ...]] = []
    changed: list[dict[str, object]] = []
    for one in stored:
        values = _values(one)
        if one.document.doc_id in known:
            changed.append({"this": one.document.doc_id, **dict(zip(_COLUMNS, values, strict=True))})
        else:
            new.append(values)
    insert_values(connection, documents, _COLUMNS, new)
    if changed:
        same = ("schema", "seq", "is_conflict", "body")
        statement = update(documents).where(documents.c.doc_id == bindparam("this"))
        connection.execute(statement.values({name: bindparam(name) for name in same}), changed)


def parts_of(body: str) -> dict[str, Part]:
    """Return the parts in a stored body."""
    return _decoder.decode(body)


def body_of(document: Document) -> str:
    """Return the body of a document as it is stored."""
    return _encoder.encode(document.parts).decode()


def read_document(row: "Row[tuple[object, ...]]") -> StoredDocument:
    """Return the document in a row of the table."""
    document = Document(row.doc_id, row.scope, row.kind, row.schema, parts_of(row.body))
    return StoredDocument(document, row.seq, bool(row.is_conflict))


_COLUMNS = ("doc_id", "scope", "kind", "schema", "seq", "is_conflict", "body")


def _values(one: StoredDocument) -> tuple[object, ...]:
    return (*one.document[:4], one.seq, one.is_conflict, body_of(one.document))
