"""Giving a laptop what follows its cursor: grants, documents, drops and erasures in one order.

All of it comes from one snapshot. The cursor carries no right: what the user may have is read anew at every
call.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import (
    MOST_ENTRIES,
    Cursor,
    DocumentEntry,
    DropEntry,
    Entry,
    EraseEntry,
    GrantEntry,
    PullAnswer,
    PullRequest,
)
from sync_server.database import feeds, grants, pulls
from sync_server.database.engine import Connection
from sync_server.database.grants import PULLED, Grant
from sync_server.database.pulls import END, Place
from sync_server.errors import RefusalError

_encoder = msgspec.json.Encoder()
MOST_PAGE_BYTES = 4 * 1024 * 1024
BODIES_AT_ONCE = 100
LAST_NUMBER = 2**62
_DOC_ID = re.compile(f"[0-9a-f]{{0,32}}|{END}")


class Position(NamedTuple):
    """A place in the order of a user's entries: an effective number, and in it the document ("" first)."""

    seq: int
    doc_id: str = ""


def pull(
    connection: Connection, user_id: str, is_leaving: bool, request: PullRequest, now: datetime
) -> PullAnswer:
    """Return the page of entries that follows the request's cursor; inside ``reading``.

    A user who is leaving receives drops and erasures only. A page ends early when it has grown to
    ``MOST_PAGE_BYTES``.
    """
    head, feed_id = feeds.read_head(connection), feeds.read_setting(connection, "feed_id")
    after = _position(request.cursor, feed_id)
    limit = max(1, min(request.limit, MOST_ENTRIES))
    mine = [grant for grant in grants.all_grants(connection, user_id) if grant.why in PULLED]
    is_open = {} if is_leaving else _oldest_open(mine)
    found: list[tuple[Position, Entry | Place]] = [
        *_grant_entries(connection, [] if is_leaving else mine, after),
        *_drop_entries(connection, mine, after),
        *_erase_entries(connection, mine, after),
        *(
            (Position(place.seq, place.doc_id), place)
            for place in pulls.places(connection, is_open, after, limit + 1, head)
        ),
    ]
    found.sort(key=lambda pair: pair[0])
    entries = list(_encoded(connection, found[:limit]))
    done = len(entries) == len(found)
    cursor = Cursor(feed_id, head, END) if done else Cursor(feed_id, *found[len(entries) - 1][0])
    return PullAnswer(entries, cursor, done, feed_id, to_text(now))


def _position(cursor: Cursor | None, feed_id: str) -> Position:
    """Return where to go on: from the beginning without a cursor, and with one of another feed."""
    if cursor is None or cursor.feed_id != feed_id:
        return Position(0)
    if not 0 <= cursor.seq <= LAST_NUMBER or not _DOC_ID.fullmatch(cursor.doc_id):
        raise RefusalError("body-unreadable")
    return Position(cursor.seq, cursor.doc_id)


def _oldest_open(mine: Iterable[Grant]) -> dict[str, int]:
    """Return for each scope that a user has now the number from which on."""
    oldest: dict[str, int] = {}
    for grant in mine:
        if grant.to_seq is None:
            oldest[grant.scope] = min(grant.from_seq, oldest.get(grant.scope, grant.from_seq))
    return oldest


def _grant_entries(
    connection: Connection, mine: Sequence[Grant], after: Position
) -> Iterator[tuple[Position, GrantEntry]]:
    new = [grant for grant in mine if grant.to_seq is None and Position(grant.from_seq) > after]
    names = pulls.user_names(connection, sorted({grant.from_user for grant in new if grant.from_user}))
    for grant in new:
        entry = GrantEntry(
            grant.from_seq,
            grant.scope,
            grant.grant_id,
            grant.why,
            grant.given_at,
            names.get(grant.from_user or "", ""),
            grant.reason,
        )
        yield Position(grant.from_seq), entry


def _drop_entries(
    connection: Connection, mine: Sequence[Grant], after: Position
) -> Iterator[tuple[Position, DropEntry]]:
    """Yield a drop for each scope of which no grant is open any more, where the last one ended."""
    still_open = {grant.scope for grant in mine if grant.to_seq is None}
    last: dict[str, Grant] = {}
    for grant in mine:
        if grant.scope not in still_open and grant.to_seq is not None:
            known = last.get(grant.scope)
            if known is None or (known.to_seq or 0) < grant.to_seq:
                last[grant.scope] = grant
    for scope, grant in last.items():
        if Position(grant.to_seq or 0) > after:
            owner = pulls.owner_now(connection, scope)
            entry = DropEntry(grant.to_seq or 0, scope, grant.grant_id, owner.name, owner.reason)
            yield Position(entry.seq), entry


def _erase_entries(
    connection: Connection, mine: Sequence[Grant], after: Position
) -> Iterator[tuple[Position, EraseEntry]]:
    """Yield erasures in every scope that the user has or had: a laptop may still hold the values."""
    scopes = sorted({grant.scope for grant in mine})
    for row in pulls.erasures_after(connection, scopes, after.seq):
        yield Position(row.seq), EraseEntry(row.seq, row.erasure_id, row.scope, row.doc_id, row.ops)


def _encoded(connection: Connection, page: Sequence[tuple[Position, Entry | Place]]) -> Iterator[msgspec.Raw]:
    """Yield the entries as they are sent, until they are as many bytes as one answer may have."""
    size, start, at_once = 0, 0, BODIES_AT_ONCE
    while start < len(page):
        part = page[start : start + at_once]
        rows = pulls.bodies(connection, [entry.doc_id for _, entry in part if isinstance(entry, Place)])
        for position, entry in part:
            if isinstance(entry, Place):
                entry = _document_entry(position.seq, entry.doc_id, rows[entry.doc_id])
            encoded = _encoder.encode(entry)
            if size and size + len(encoded) > MOST_PAGE_BYTES:
                return
            size += len(encoded)
            yield msgspec.Raw(encoded)
        # After some of them it can be told how many are still to fit.
        start += len(part)
        at_once = max(1, (MOST_PAGE_BYTES - size) * start // size)


def _document_entry(seq: int, doc_id: str, row: pulls.Body) -> DocumentEntry:
    parts = msgspec.Raw(row.body.encode())
    return DocumentEntry(seq, row.seq, doc_id, row.scope, row.kind, row.schema, parts)
