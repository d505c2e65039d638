"""Erasing values for good: the names of the writes stay, so that nothing that refers to them breaks.

Used when consent to health notes was withdrawn, for notes that are older than they may be, and for a customer
who asks that everything be removed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from fieldlog.domain import kinds
from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.documents import Document, Part, merge_documents, shown_values
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.exchange import ERASED, PushLine
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, apply_save, freeze
from fieldlog.domain.standing import consent_state
from fieldlog.domain.wire import UnreadableSaveError, thaw
from sync_server.core.handover import check_reason
from sync_server.core.push import has_conflict
from sync_server.database import documents, erasures, feeds, grants, marks
from sync_server.database.audits import Deed, add_deed
from sync_server.database.documents import StoredDocument
from sync_server.database.engine import Connection
from sync_server.database.erasures import NewErasure
from sync_server.errors import RefusalError

HEALTH_MONTHS = 24
HEALTH = "health"
_decoder = msgspec.json.Decoder(PushLine)

Ops = Mapping[str, frozenset[str]]
"""The writes to erase, by document."""


class Erasure(NamedTuple):
    """What was erased: how many values of how many documents, and the number of the last one."""

    values: int
    documents: int
    seq: int


def health_ops(found: Iterable[Document], before: datetime | None = None) -> dict[str, frozenset[str]]:
    """Return the writes that hold health notes, of visits that ended before an instant (``None``: of all).

    Amendments repeat what they corrected: theirs go with those of their visit.
    """
    found = list(found)
    visits = {one.doc_id: one for one in found if one.kind == kinds.VISIT and _is_before(one, before)}
    ops = {doc_id: _ops_of(document, _is_health) for doc_id, document in visits.items()}
    for document in found:
        if document.kind == kinds.AMENDMENT and _target(document) in visits:
            ops[document.doc_id] = _ops_of(
                document, lambda field, value: field == "changes" and HEALTH in value
            )
    return {doc_id: names for doc_id, names in ops.items() if names}


def all_ops(found: Iterable[Document]) -> dict[str, frozenset[str]]:
    """Return every write that still holds a value."""
    ops = {one.doc_id: _ops_of(one, lambda _field, _value: True) for one in found}
    return {doc_id: names for doc_id, names in ops.items() if names}


def _is_health(field: str, _value: str) -> bool:
    return field == HEALTH or field.startswith(f"{HEALTH}.")


def _ops_of(document: Document, is_meant: Callable[[str, str], bool]) -> frozenset[str]:
    return frozenset(
        write[0]
        for part in document.parts.values()
        for field, write in part.writes.items()
        if write[1] != ERASED and is_meant(field, write[1])
    )


def _is_before(document: Document, before: datetime | None) -> bool:
    if before is None:
        return True
    try:
        return from_text(json.loads(shown_values(document).get("end", "null"))) < before
    except (ValueError, TypeError):
        return False


def _target(document: Document) -> str:
    return shown_values(document).get("target", "").strip('"')


def erase_customer(
    connection: Connection, customer: str, reason: str, by: str, now: datetime, is_everything: bool = False
) -> Erasure:
    """Erase a customer's health notes, or everything; ``RefusalError`` when nobody knows the customer."""
    check_reason(reason)
    scope = f"customer:{customer}"
    if scope not in grants.lock_known_scopes(connection, [scope]):
        raise RefusalError("customer-unknown")
    found = _known_documents(connection, scope)
    ops = all_ops(found) if is_everything else health_ops(found)
    return _erase(connection, scope, ops, " ".join(reason.split()), by, now)


def erase_due(connection: Connection, scope: str, before: datetime, by: str, now: datetime) -> Erasure:
    """Erase the health notes of a customer that are older than they may be, or without consent now."""
    grants.lock_known_scopes(connection, [scope])
    found = _known_documents(connection, scope)
    is_withdrawn = consent_state(read_dossier(scope[9:], found)) == "withdrawn"
    ops = health_ops(found, None if is_withdrawn else before)
    return _erase(connection, scope, ops, "withdrawn" if is_withdrawn else "limit", by, now)


def _known_documents(connection: Connection, scope: str) -> list[Document]:
    """Return the documents of a customer together with what of them waits in quarantine."""
    found = {one.document.doc_id: one.document for one in documents.documents_in(connection, scope)}
    for line in erasures.lines_in_quarantine(connection, scope):
        save = _save_in(line.line)
        for document in apply_save({}, save) if save is not None and save.scope == scope else ():
            known = found.get(document.doc_id)
            found[document.doc_id] = document if known is None else merge_documents(known, document)
    return list(found.values())


def _save_in(content: bytes) -> Save | None:
    try:
        return thaw(bytes(_decoder.decode(content).save))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UnreadableSaveError):
        return None


def _erase(connection: Connection, scope: str, ops: Ops, reason: str, by: str, now: datetime) -> Erasure:
    stored = documents.lock_documents(connection, sorted(ops))
    _erase_in_quarantine(connection, scope, ops)
    if not ops:
        return Erasure(0, 0, 0)
    at = to_text(now)
    new = [NewErasure(scope, doc_id, tuple(sorted(ops[doc_id])), reason, by, at) for doc_id in sorted(ops)]
    count = sum(map(len, ops.values()))
    add_deed(connection, Deed(at, by, "erase", scope, f"{count} {reason}"))
    first = feeds.take_numbers(connection, len(new))
    erasures.add_erasures(connection, new, first)
    # The documents keep their numbers: laptops blank what they hold, nobody pulls it again.
    blanked = [_blanked(one, ops[doc_id]) for doc_id, one in stored.items()]
    documents.write_documents(connection, blanked, known=stored.keys())
    marks.mark_customers(connection, [scope], first)
    return Erasure(count, len(new), first + len(new) - 1)


def _blanked(one: StoredDocument, ops: frozenset[str]) -> StoredDocument:
    parts = {gid: _blank_part(part, ops) for gid, part in one.document.parts.items()}
    document = one.document._replace(parts=parts)
    return StoredDocument(document, one.seq, has_conflict(document))


def _blank_part(part: Part, ops: frozenset[str]) -> Part:
    writes = {
        field: (write[0], ERASED, write[2]) if write[0] in ops else write
        for field, write in part.writes.items()
    }
    return part._replace(writes=writes)


def _erase_in_quarantine(connection: Connection, scope: str, fresh: Ops) -> None:
    # What was erased before may have come again: of damaged bytes each twin of a laptop sends its own.
    before = erasures.erased_ops(connection, scope)
    ops = {one: fresh.get(one, frozenset()) | before.get(one, set()) for one in fresh.keys() | before.keys()}
    for line in erasures.lines_in_quarantine(connection, scope):
        content = blank_line(line.line, ops)
        if content != line.line:
            erasures.write_line(connection, line.quarantine_id, content)


def blank_line(content: bytes, ops: Ops) -> bytes:
    """Return a pushed line without these values; one that names them and cannot be read loses everything."""
    names = frozenset().union(*ops.values())
    if not any(name.encode() in content for name in names):
        return content
    save = _save_in(content)
    if save is None:
        return b""
    line = _decoder.decode(content)
    # Of damaged bytes the server keeps their own hash, not the one that they came with.
    digest = line.hash if line.erased else hashlib.sha256(line.save).hexdigest()
    frozen = freeze(save._replace(documents=tuple(_blank_writes(one, names) for one in save.documents)))
    return msgspec.json.encode(PushLine(line.dseq, line.gid, digest, msgspec.Raw(frozen), erased=True))


def _blank_writes(document: DocumentWrites, names: frozenset[str]) -> DocumentWrites:
    fields = {
        field: FieldWrite(write.op, ERASED, write.over) if write.op in names else write
        for field, write in document.fields.items()
    }
    return document._replace(fields=fields)
