"""From a request for a pull to its answer, and what the request tells of the laptop."""

from datetime import datetime, timedelta

import msgspec

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.documents import Document, field_names, read_register
from fieldlog.domain.exchange import (
    PROTOCOL,
    ConflictingDocument,
    ConflictsAnswer,
    PullAnswer,
    PullRequest,
    QuarantineAnswer,
    QuarantinedContent,
    QuarantinedSave,
)
from fieldlog.domain.registers import is_conflict
from sync_server.core.admission import Admitted, admit, settle_token
from sync_server.core.pull import pull
from sync_server.database import devices, documents, erasures, feeds, grants, quarantines
from sync_server.database.engine import Connection, Engine, reading, write
from sync_server.database.grants import PULLED
from sync_server.database.quarantines import QuarantineRow
from sync_server.errors import RefusalError

SEEN_SECONDS, SEEN_MIDWAY_SECONDS = 60, 5
MOST_HOLDING = 20_000


def give(engine: Engine, token: str, request: PullRequest, now: datetime) -> PullAnswer:
    """Answer a pull; ``RefusalError``."""
    with reading(engine) as connection:
        admitted = admit(connection, token, now)
        if request.protocol != PROTOCOL:
            raise RefusalError("client-too-old")
        if len(request.holding) > MOST_HOLDING or len(request.erased) > MOST_HOLDING:
            raise RefusalError("body-too-large")
        answer = pull(connection, admitted.device.user_id, admitted.is_leaving, request, now)
        if admitted.is_leaving:
            answer = msgspec.structs.replace(answer, leaves_at=admitted.row.retires_at or "")
    if _says_something(admitted, request, answer, now):
        write(engine, lambda connection: _note(connection, token, request, now))
    return answer


def _applied(request: PullRequest, feed_id: str) -> int:
    is_ours = request.cursor is not None and request.cursor.feed_id == feed_id
    return max(0, min(request.cursor.seq, 2**62)) if request.cursor is not None and is_ours else 0


def _holding(request: PullRequest) -> tuple[str, ...]:
    # Scopes are written as the server writes them, or they are none.
    return tuple(sorted({scope for scope in request.holding if scope.isprintable() and len(scope) < 100}))


def _says_something(admitted: Admitted, request: PullRequest, answer: PullAnswer, now: datetime) -> bool:
    row = admitted.row
    seen = None if row.seen_at is None else from_text(row.seen_at)
    has_moved = row.cursor_seq != _applied(request, answer.feed_id)
    # In the midst of many pages the cursor is noted now and then: a commit for each would take half the time.
    seconds = SEEN_MIDWAY_SECONDS if has_moved else SEEN_SECONDS
    return (
        admitted.is_new_token
        or bool(request.erased)
        or (has_moved and answer.done)
        or row.holding != _holding(request)
        or seen is None
        or now - seen > timedelta(seconds=seconds)
    )


def _note(connection: Connection, token: str, request: PullRequest, now: datetime) -> None:
    admitted = admit(connection, token, now, is_locked=True)
    settle_token(connection, admitted)
    device_id = admitted.device.device_id
    applied = _applied(request, feeds.read_setting(connection, "feed_id"))
    devices.note_seen(connection, device_id, to_text(now), cursor_seq=applied, holding=_holding(request))
    reported = [one for one in request.erased if one.isascii() and one.isalnum()]
    erasures.add_reports(connection, device_id, reported, to_text(now))


def quarantined(engine: Engine, token: str, after: str, limit: int, now: datetime) -> QuarantineAnswer:
    """Return what of the user's was quarantined, behind a place that an earlier answer named."""
    with reading(engine) as connection:
        admitted = _admit_active(connection, token, now)
        at, _, quarantine_id = after.partition(" ")
        found = quarantines.quarantined_of(
            connection, admitted.device.user_id, (at, quarantine_id), limit + 1
        )
    page = found[:limit]
    following = f"{page[-1].received_at} {page[-1].quarantine_id}" if len(found) > limit else None
    return QuarantineAnswer([_quarantined(row) for row in page], following)


def quarantined_content(engine: Engine, token: str, quarantine_id: str, now: datetime) -> QuarantinedContent:
    """Return one of the user's quarantined saves; somebody else's is ``not-found``."""
    with reading(engine) as connection:
        admitted = _admit_active(connection, token, now)
        found = quarantines.find_quarantined(connection, admitted.device.user_id, quarantine_id)
    if found is None:
        raise RefusalError("not-found")
    row, line = found
    return QuarantinedContent(_quarantined(row), line)


def _quarantined(row: QuarantineRow) -> QuarantinedSave:
    return QuarantinedSave(*row)


def conflicts(engine: Engine, token: str, after: int, limit: int, now: datetime) -> ConflictsAnswer:
    """Return the documents with conflicts in the scopes that the user has now."""
    with reading(engine) as connection:
        admitted = _admit_active(connection, token, now)
        mine = grants.all_grants(connection, admitted.device.user_id)
        scopes = sorted({grant.scope for grant in mine if grant.to_seq is None and grant.why in PULLED})
        found = documents.conflicts_in(connection, scopes, after, limit + 1)
    page = [
        ConflictingDocument(
            one.document.doc_id,
            one.document.scope,
            one.document.kind,
            one.seq,
            conflicting_fields(one.document),
        )
        for one in found[:limit]
    ]
    return ConflictsAnswer(page, page[-1].seq if len(found) > limit else None)


def conflicting_fields(document: Document) -> list[str]:
    """Return the fields of a document that have more than one distinct live value."""
    return [name for name in field_names(document) if is_conflict(read_register(document, name))]


def _admit_active(connection: Connection, token: str, now: datetime) -> Admitted:
    admitted = admit(connection, token, now)
    if admitted.is_leaving:
        raise RefusalError("user-leaving")
    return admitted
