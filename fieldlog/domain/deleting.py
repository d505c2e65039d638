"""Deleting a document: a write to ``_deleted`` that names all that its author saw of it.

It counts only while that covers every live write: what somebody else wrote meanwhile brings the document
back, and the deletion shows as outrun. Visits and promises are facts: an amendment withdraws them.
"""

import json

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, field_names, live_ops, read_register
from fieldlog.domain.registers import live_writes

DELETED = "_deleted"
NEVER_DELETED = frozenset({kinds.VISIT, kinds.PROMISE})


def deletion_value(document: Document) -> dict[str, list[str]]:
    """Return the value to write to ``_deleted`` by somebody who has the whole document in front of him."""
    return {"seen": sorted(_live_ops(document))}


def is_deleted(document: Document) -> bool:
    """Say whether a document is deleted: somebody who had seen every live write of it did that."""
    if not _is_written(document):
        return False
    live = _live_ops(document)
    return any(live <= seen for seen in _deletions(document))


def is_outrun(document: Document) -> bool:
    """Say whether a document stays although somebody deleted it, because he had not seen all of it."""
    return _is_written(document) and bool(_deletions(document)) and not is_deleted(document)


def _is_written(document: Document) -> bool:
    if document.kind in NEVER_DELETED:
        return False
    return any(DELETED in part.writes for part in document.parts.values())


def _live_ops(document: Document) -> frozenset[str]:
    return frozenset(
        op for name in field_names(document) if name != DELETED for op in live_ops(document, name)
    )


def _deletions(document: Document) -> list[frozenset[str]]:
    found = [_read_seen(write.value) for write in live_writes(read_register(document, DELETED))]
    return [seen for seen in found if seen is not None]


def _read_seen(text: str) -> frozenset[str] | None:
    """Return the ops that a deletion names; ``None`` for one that was taken back."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("seen"), list):
        return None
    return frozenset(op for op in value["seen"] if isinstance(op, str))
