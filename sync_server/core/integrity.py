"""Checking that what the server holds fits together."""

from collections.abc import Iterator
from typing import NamedTuple

from fieldlog.domain.exchange import ERASED
from sync_server.core.lines import read_lines
from sync_server.core.push import has_conflict
from sync_server.database import erasures, evaluating, feeds, integrity
from sync_server.database.engine import Connection
from sync_server.database.visibility import EVERYTHING


class Fault(NamedTuple):
    """Something that does not fit: a stable code, and where."""

    code: str
    subject: str


def find_faults(connection: Connection) -> Iterator[Fault]:
    """Yield everything that does not fit together; inside ``reading``."""
    head = feeds.read_head(connection)
    highest = integrity.highest_number(connection)
    if highest > head:
        yield Fault("number-above-head", f"{highest} > {head}")
    for answered in integrity.answers(connection):
        if not answered.last == answered.stored == answered.highest:
            yield Fault("answers-missing", answered.device_id)
    for device_id, dseq in integrity.lost_quarantine(connection):
        yield Fault("quarantine-missing", f"{device_id} {dseq}")
    for scope in integrity.scopes_without_owner(connection):
        yield Fault("customer-without-grant", scope)
    for customer, failure in sorted(evaluating.failures_within(connection, EVERYTHING).items()):
        yield Fault("not-evaluated", f"{customer} ({failure})")
    yield from _document_faults(connection)
    yield from _line_faults(connection)


def _document_faults(connection: Connection) -> Iterator[Fault]:
    erased = erasures.erased_ops(connection)
    for one in integrity.all_documents(connection):
        document = one.document
        if one.is_conflict != has_conflict(document):
            yield Fault("conflict-flag", document.doc_id)
        if any(part.seq is None or part.seq > one.seq for part in document.parts.values()):
            yield Fault("part-number", document.doc_id)
        gone = erased.get(document.doc_id, set())
        writes = (write for part in document.parts.values() for write in part.writes.values())
        if any(write[0] in gone and write[1] != ERASED for write in writes):
            yield Fault("not-erased", document.doc_id)


def _line_faults(connection: Connection) -> Iterator[Fault]:
    for kept in integrity.kept_lines(connection):
        # A line of which nothing could be read before an erasure is empty after it.
        if kept.line:
            (line,) = read_lines([kept.line], kept.dseq - 1)
            if line.hash != kept.hash:
                yield Fault("quarantine-hash", kept.quarantine_id)
