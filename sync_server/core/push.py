"""Taking a push: every save is applied, found late, or quarantined, and answered, in one transaction.

The lock order is device, scopes, documents, and the feed last: numbers are given in the order of commits.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.documents import Document, Part, field_names, read_register
from fieldlog.domain.exchange import PushResult
from fieldlog.domain.registers import is_conflict
from fieldlog.domain.saves import Save, apply_save
from sync_server.core.lines import DAMAGED, Line
from sync_server.database import documents, feeds, grants, marks, pushes
from sync_server.database.documents import StoredDocument
from sync_server.database.engine import Connection
from sync_server.database.grants import OWNER, TEAM, Grant
from sync_server.database.pushes import Device, Quarantined, StoredSave

LATE_DAYS = 35


class Gap(NamedTuple):
    """The push does not go on where the one before ended; nothing was taken."""

    expected: int


class Fork(NamedTuple):
    """The laptop sent another save under a number that the server knows: it was restored or cloned."""

    dseq: int


class Push:
    """One push in its transaction; ``is_servers`` when the server itself writes, which may in every scope."""

    def __init__(
        self, connection: Connection, device: Device, now: datetime, is_servers: bool = False
    ) -> None:
        self._connection = connection
        self._device = device
        self._now = now
        self._is_servers = is_servers
        self._documents: dict[str, StoredDocument] = {}
        self._changed: dict[str, Document] = {}
        self._saved: list[StoredSave] = []
        self._numbered: list[tuple[int, tuple[str, ...]]] = []
        self._quarantined: list[Quarantined] = []
        self._grants: dict[str, list[Grant]] = {}
        self._is_open: set[str] = set()
        self._opened: list[Grant] = []
        self._readers: list[str] | None = None

    def take(self, lines: Sequence[Line]) -> list[PushResult] | Gap | Fork:
        """Take the lines; return the answer to each, in their order."""
        last = pushes.lock_device(self._connection, self._device.device_id)
        known = {
            save.dseq: save
            for save in pushes.stored_saves(
                self._connection, self._device.device_id, [line.dseq for line in lines if line.dseq <= last]
            )
        }
        refused = _find_break(lines, last, known)
        if refused is not None:
            return refused
        fresh = [line for line in lines if line.dseq > last]
        if fresh:
            self._lock(fresh)
            self._take_all(fresh)
            self._write(fresh[-1].dseq)
        taken = {save.dseq: save for save in self._saved}
        return [
            _repeated(known[line.dseq]) if line.dseq in known else _result(taken[line.dseq]) for line in lines
        ]

    # Locking and reading

    def _lock(self, lines: Sequence[Line]) -> None:
        scopes = sorted({line.scope for line in lines if line.scope})
        made = grants.lock_scopes(self._connection, scopes, self._device.user_id, to_text(self._now))
        self._grants = grants.grants_on(self._connection, self._device.user_id, scopes)
        for scope in made:
            self._open(scope)
        self._is_open = {scope for scope in scopes if self._has_open_grant(scope)}
        doc_ids = {one.doc_id for line in lines if line.save for one in line.save.documents}
        self._documents = documents.lock_documents(self._connection, sorted(doc_ids))
        gids = [line.gid for line in lines if line.gid]
        self._known_gids = pushes.saves_by_gid(self._connection, gids, but_not=DAMAGED)

    def _open(self, scope: str) -> None:
        """Give a scope that was unknown until now to its author and to the author's team."""
        at = to_text(self._now)
        mine = grants.new_grant(self._device.user_id, scope, OWNER, at)
        self._grants[scope] = [mine]
        self._opened.append(mine)
        if self._readers is None:
            self._readers = grants.team_readers(self._connection, self._device.user_id)
        for user in self._readers:
            self._opened.append(grants.new_grant(user, scope, TEAM, at))

    # Taking one save

    def _take_all(self, lines: Iterable[Line]) -> None:
        for line in lines:
            saved = self._known_save(line) or self._take_line(line)
            self._saved.append(saved)
            if line.gid and line.code != DAMAGED:
                self._known_gids.setdefault(line.gid, saved)

    def _known_save(self, line: Line) -> StoredSave | None:
        """Return the answer to a save that arrived before, under another number or from another laptop."""
        before = self._known_gids.get(line.gid)
        if before is None or line.code == DAMAGED:
            return None
        if before.hash == line.hash:
            return self._stored(line, "duplicate", before.code, before.seq)
        return self._quarantine(line, "gid-reused")

    def _take_line(self, line: Line) -> StoredSave:
        if line.save is None:
            return self._quarantine(line, line.code or "save-unreadable")
        breach = self._find_breach(line.save)
        if breach is not None:
            return self._quarantine(line, breach)
        changed = self._fold(line.save)
        is_late = line.scope not in self._is_open
        status = "late" if is_late else "conflict" if _conflicts(line.save, changed) else "applied"
        self._numbered.append((len(self._saved), tuple(document.doc_id for document in changed)))
        return self._stored(line, status, None, None)

    def _fold(self, save: Save) -> tuple[Document, ...]:
        before = {
            one.doc_id: self._changed.get(one.doc_id) or self._documents[one.doc_id].document
            for one in save.documents
            if one.doc_id in self._changed or one.doc_id in self._documents
        }
        changed = apply_save(before, save)
        self._changed |= {document.doc_id: document for document in changed}
        return changed

    def _find_breach(self, save: Save) -> str | None:
        """Return what forbids the author this save: its scope, or what is known of its documents."""
        breach = self._scope_breach(save.scope)
        for writes in save.documents:
            known = self._changed.get(writes.doc_id)
            if known is None and writes.doc_id in self._documents:
                known = self._documents[writes.doc_id].document
            if known is None:
                continue
            if known.scope != save.scope:
                return breach or "document-of-another-scope"
            if known.kind != writes.kind:
                return breach or "document-of-another-kind"
            kind = kinds.KINDS.get(writes.kind)
            if kind is not None and kind.is_write_once:
                return breach or "written-once"
        return breach

    def _scope_breach(self, scope: str) -> str | None:
        if scope in self._is_open:
            return None
        ends = [one.ended_at for one in self._grants.get(scope, ()) if one.why != TEAM and one.ended_at]
        if not ends:
            return "foreign-scope"
        oldest = self._now - timedelta(days=LATE_DAYS)
        return "late-too-long" if from_text(max(ends)) < oldest else None

    def _has_open_grant(self, scope: str) -> bool:
        found = self._grants.get(scope, ())
        return self._is_servers or any(grant.to_seq is None and grant.why != TEAM for grant in found)

    def _quarantine(self, line: Line, code: str) -> StoredSave:
        self._quarantined.append(Quarantined(line.dseq, line.scope, code, line.content))
        return self._stored(line, "quarantined", code, None)

    def _stored(self, line: Line, status: str, code: str | None, seq: int | None) -> StoredSave:
        return StoredSave(line.dseq, line.gid, line.hash, line.scope, status, seq, code)

    # Writing

    def _write(self, last: int) -> None:
        at = to_text(self._now)
        changed = sorted(self._changed)
        count = len(changed) + len(self._opened)
        first = feeds.take_numbers(self._connection, count) if count else 0
        opened = [grant._replace(from_seq=first + n) for n, grant in enumerate(self._opened)]
        numbers = {doc_id: first + len(opened) + n for n, doc_id in enumerate(changed)}
        grants.add_grants(self._connection, opened)
        self._number_saves(numbers)
        numbered = [
            StoredDocument(
                document := _numbered(self._changed[doc_id], number), number, has_conflict(document)
            )
            for doc_id, number in numbers.items()
        ]
        documents.write_documents(self._connection, numbered, known=self._documents.keys())
        touched = {*(one.scope for one in self._changed.values()), *(grant.scope for grant in opened)}
        marks.mark_customers(self._connection, touched, first)
        pushes.add_saves(self._connection, self._device, self._saved, at)
        pushes.add_quarantined(self._connection, self._device, self._quarantined, at)
        pushes.move_on(self._connection, self._device.device_id, last, at)

    def _number_saves(self, numbers: dict[str, int]) -> None:
        for place, doc_ids in self._numbered:
            seq = max(numbers[doc_id] for doc_id in doc_ids)
            self._saved[place] = self._saved[place]._replace(seq=seq)


def _find_break(lines: Sequence[Line], last: int, known: dict[int, StoredSave]) -> Gap | Fork | None:
    following = last + 1
    for line in lines:
        if line.dseq <= last:
            # A line that cannot be read has the hash of its bytes: the same bytes are the same line.
            if known[line.dseq].hash != line.hash:
                return Fork(line.dseq)
        elif line.dseq != following:
            return Gap(last + 1)
        else:
            following += 1
    return None


def _result(saved: StoredSave) -> PushResult:
    return PushResult(saved.dseq, saved.gid, saved.status, saved.seq, saved.code)


def _repeated(saved: StoredSave) -> PushResult:
    """Return the answer to a save that was answered before: what became of it then."""
    # A save that a twin had pushed before was answered as a duplicate the first time already.
    code = saved.code if saved.status in ("quarantined", "duplicate") else None
    return PushResult(saved.dseq, saved.gid, "duplicate", saved.seq, code)


def _conflicts(save: Save, changed: Iterable[Document]) -> bool:
    """Say whether a field that this save wrote has more than one distinct live value now."""
    after = {document.doc_id: document for document in changed}
    return any(
        is_conflict(read_register(after[writes.doc_id], field))
        for writes in save.documents
        if len(after[writes.doc_id].parts) > 1
        for field in writes.fields
    )


def has_conflict(document: Document) -> bool:
    """Say whether any field of a document has more than one distinct live value."""
    return len(document.parts) > 1 and any(
        is_conflict(read_register(document, field)) for field in field_names(document)
    )


def _numbered(document: Document, number: int) -> Document:
    parts = {
        gid: Part(part.at, part.by, number, part.writes) if part.seq is None else part
        for gid, part in document.parts.items()
    }
    return document._replace(parts=parts)
