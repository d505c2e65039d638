"""A document as it is stored: the parts that saves have contributed to it.

A document is the union of its **parts**, one for each save that touched it. A part carries when and by whom
it was written, its server number, and one write for each field it changed. Merging two copies of a document
is the union of their parts, field by field.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fieldlog.domain.registers import Write, gather, live_writes, shown_write

StoredWrite = tuple[str, str, tuple[str, ...]]
"""``op``, value as JSON text, and the ops it stands over, as they lie in the store."""


class Part(NamedTuple):
    """What one save wrote into one document: ``at`` (UTC, ISO 8601), ``by``, the server's ``seq``, and its
    writes by field.
    """

    at: str
    by: str
    seq: int | None
    writes: Mapping[str, StoredWrite]


class Document(NamedTuple):
    """One document: ``scope`` is ``customer:ID``, ``user:ID`` or ``organisation``; ``parts`` are by the
    ``gid`` of their save.
    """

    doc_id: str
    scope: str
    kind: str
    schema: int
    parts: Mapping[str, Part]


def customer_of(scope: str) -> str | None:
    """Return the customer's id of a ``customer:ID`` scope."""
    return scope[9:] if scope.startswith("customer:") else None


def field_names(document: Document) -> tuple[str, ...]:
    """Return the names of all fields ever written, sorted."""
    return tuple(sorted({name for part in document.parts.values() for name in part.writes}))


def read_register(document: Document, field: str) -> dict[str, Write]:
    """Return the register of one field; empty when nobody has written it."""
    return gather(_writes_of(document, field))


def _writes_of(document: Document, field: str) -> Iterator[Write]:
    for part in document.parts.values():
        stored = part.writes.get(field)
        if stored is not None:
            yield Write(stored[0], stored[1], tuple(stored[2]), part.at, part.by, part.seq)


def live_ops(document: Document, field: str) -> tuple[str, ...]:
    """Return the ops that a form showing this field was filled from."""
    return tuple(write.op for write in live_writes(read_register(document, field)))


def seen_ops(document: Document) -> dict[str, list[str]]:
    """Return by field the ops that a form showing the whole document is filled from."""
    return {field: list(live_ops(document, field)) for field in field_names(document)}


def as_seen(document: Document, seen: Mapping[str, Iterable[str]]) -> Document:
    """Return a document with no other writes than those that a form was filled from."""
    shown = {(field, op) for field, names in seen.items() for op in names}
    parts = {
        gid: part._replace(
            writes={field: write for field, write in part.writes.items() if (field, write[0]) in shown}
        )
        for gid, part in document.parts.items()
    }
    return document._replace(parts=parts)


def shown_values(document: Document) -> dict[str, str]:
    """Return each field's value to show, as JSON text."""
    if len(document.parts) == 1:
        (part,) = document.parts.values()
        return {name: write[1] for name, write in part.writes.items()}
    values = {}
    for name in field_names(document):
        write = shown_write(read_register(document, name))
        if write is not None:
            values[name] = write.value
    return values


def merge_documents(one: Document, other: Document) -> Document:
    """Return what both copies of a document know together; order-free and idempotent."""
    parts = dict(one.parts)
    for gid, part in other.parts.items():
        known = parts.get(gid)
        parts[gid] = part if known is None else _merge_parts(known, part)
    return one._replace(schema=max(one.schema, other.schema), parts=parts)


def _merge_parts(one: Part, other: Part) -> Part:
    # A copy without a number is this laptop's own from before the server answered: the numbered one is the
    # same part, later.
    newest = max(one, other, key=lambda part: (-1 if part.seq is None else part.seq, part.at, part.by))
    writes = {name: _merge_field(name, one, other) for name in {**one.writes, **other.writes}}
    return newest._replace(writes=writes)


def _merge_field(name: str, one: Part, other: Part) -> StoredWrite:
    found = [part.writes[name] for part in (one, other) if name in part.writes]
    return max(found, key=lambda write: (write[0], write[1], tuple(write[2])))
