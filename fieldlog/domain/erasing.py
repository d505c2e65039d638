"""Taking the values of some writes away for good; the writes stay, so that nothing else changes meaning."""

from collections.abc import Collection

from fieldlog.domain.documents import Document, Part, StoredWrite
from fieldlog.domain.exchange import ERASED
from fieldlog.domain.saves import DocumentWrites, FieldWrite, freeze
from fieldlog.domain.wire import thaw


def blank_document(document: Document, ops: Collection[str]) -> Document:
    """Return a document without the values of these writes."""
    parts = {gid: _blank_part(part, ops) for gid, part in document.parts.items()}
    return document._replace(parts=parts)


def _blank_part(part: Part, ops: Collection[str]) -> Part:
    return part._replace(writes={name: _blank_stored(write, ops) for name, write in part.writes.items()})


def _blank_stored(write: StoredWrite, ops: Collection[str]) -> StoredWrite:
    return (write[0], ERASED, write[2]) if write[0] in ops else write


def blank_frozen(frozen: bytes, ops: Collection[str]) -> bytes:
    """Return the frozen bytes of a save without the values of these writes; all else is as it was, to the
    byte.
    """
    save = thaw(frozen)
    documents = tuple(_blank_writes(writes, ops) for writes in save.documents)
    return freeze(save._replace(documents=documents))


def _blank_writes(writes: DocumentWrites, ops: Collection[str]) -> DocumentWrites:
    fields = {name: _blank_write(write, ops) for name, write in writes.fields.items()}
    return writes._replace(fields=fields)


def _blank_write(write: FieldWrite, ops: Collection[str]) -> FieldWrite:
    return write._replace(value=ERASED) if write.op in ops else write


def fields_of(document: Document, ops: Collection[str]) -> frozenset[str]:
    """Return the fields of a document that these writes are about."""
    return frozenset(
        name for part in document.parts.values() for name, write in part.writes.items() if write[0] in ops
    )


def ops_in(writes: DocumentWrites, prefix: str) -> frozenset[str]:
    """Return the writes to fields that begin so and hold a value."""
    return frozenset(
        write.op for name, write in writes.fields.items() if name.startswith(prefix) and write.value != ERASED
    )
