"""What a pull reads: first the places in the order of effective numbers, out of an index, then the bodies."""

import json
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, bindparam, select

from sync_server.database.grants import OWNER
from sync_server.database.many import among
from sync_server.database.tables import documents, erasures, grants, users

MOST_PARAMETERS = 500
NUMBERS_AT_ONCE, WIDENED = 1, 4
"""How many numbers are looked through first for each place that is wanted, and by how much more each time."""
GRANTS_AT_ONCE = 8
END = "~"
"""Stands in a cursor for the last document of its number; no id of a document holds it."""


class Place(NamedTuple):
    """A document's place in a user's order: its effective number, then its id."""

    seq: int
    doc_id: str


class Body(NamedTuple):
    """A document as it is sent: its own number, and the JSON text of its parts."""

    seq: int
    scope: str
    kind: str
    schema: int
    body: str


class Erasure(NamedTuple):
    """The values of some writes of a document that are gone."""

    seq: int
    erasure_id: str
    scope: str
    doc_id: str
    ops: tuple[str, ...]


class Owner(NamedTuple):
    """Who has a customer, and the reason of the hand-over."""

    name: str
    reason: str


_NUMBERED = select(documents.c.seq, documents.c.doc_id, documents.c.scope).where(
    among(documents.c.scope, "scopes"),
    documents.c.seq > bindparam("low", type_=BigInteger),
    documents.c.seq <= bindparam("high", type_=BigInteger),
)
_BODIES = select(
    documents.c.doc_id,
    documents.c.seq,
    documents.c.scope,
    documents.c.kind,
    documents.c.schema,
    documents.c.body,
).where(among(documents.c.doc_id, "wanted"))
_ERASURES = select(erasures).where(
    among(erasures.c.scope, "scopes"), erasures.c.seq > bindparam("low", type_=BigInteger)
)
_NAMES = select(users.c.user_id, users.c.name).where(among(users.c.user_id, "wanted"))


def places(
    connection: Connection, is_open: Mapping[str, int], after: tuple[int, str], count: int, head: int
) -> list[Place]:
    """Return the first so many places behind a position, of the scopes that a user has from a number on.

    A document has the greater of its own number and that of the grant; of those at the position's own number,
    only the ones behind its document are still to come. ``head`` is the greatest number there is.
    """
    low, doc_id = after
    found = _rest_of_a_grant(connection, [one for one, first in is_open.items() if first == low], low, doc_id)
    width = NUMBERS_AT_ONCE * count
    # Window by window, because all that follows would be read again for every page.
    while low < head and len(found) < count:
        high = min(low + width, head)
        more, low = _between(connection, is_open, low, high, count - len(found))
        found += more
        width *= WIDENED
    return nsmallest(count, found)


def _between(
    connection: Connection, is_open: Mapping[str, int], low: int, high: int, count: int
) -> tuple[list[Place], int]:
    """Return the places above one number, up to another or to where there are enough, and that number.

    What is older than its grant has the place of the grant.
    """
    found: list[Place] = []
    opened = sorted((first, scope) for scope, first in is_open.items() if low < first <= high)
    for start in range(0, len(opened), GRANTS_AT_ONCE):
        part = {scope: first for first, scope in opened[start : start + GRANTS_AT_ONCE]}
        last = max(part.values())
        older = _documents_in(connection, part, 0, last)
        found += [Place(part[scope], doc_id) for seq, doc_id, scope in older if seq <= part[scope]]
        if len(found) >= count:
            high = last
            break
    scopes = {scope: first for scope, first in is_open.items() if first <= high}
    newer = _documents_in(connection, scopes, low, high)
    found += [Place(seq, doc_id) for seq, doc_id, scope in newer if seq > scopes[scope]]
    return found, high


def _documents_in(connection: Connection, scopes: Mapping[str, int], low: int, high: int) -> list[Any]:
    return [
        row
        for part in _parts(scopes)
        for row in connection.execute(_NUMBERED, {"scopes": part, "low": low, "high": high}).all()
    ]


def _rest_of_a_grant(connection: Connection, scopes: Sequence[str], seq: int, doc_id: str) -> list[Place]:
    if doc_id == END:
        return []
    return [
        Place(seq, one)
        for _, one, _ in _documents_in(connection, dict.fromkeys(scopes, seq), 0, seq)
        if one > doc_id
    ]


def _parts(scopes: Mapping[str, int] | Sequence[str]) -> list[list[str]]:
    names = sorted(scopes)
    return [names[start : start + MOST_PARAMETERS] for start in range(0, len(names), MOST_PARAMETERS)]


def bodies(connection: Connection, doc_ids: Sequence[str]) -> dict[str, Body]:
    """Return documents as they are sent, by their ids."""
    if not doc_ids:
        return {}
    rows = connection.execute(_BODIES, {"wanted": doc_ids}).all()
    return {doc_id: Body(*rest) for doc_id, *rest in rows}


def erasures_after(connection: Connection, scopes: Sequence[str], seq: int) -> list[Erasure]:
    """Return the erasures in these scopes with a number above one."""
    found = []
    for part in _parts(scopes):
        found += [
            Erasure(row.seq, row.erasure_id, row.scope, row.doc_id, tuple(json.loads(row.ops)))
            for row in connection.execute(_ERASURES, {"scopes": part, "low": seq})
        ]
    return found


def user_names(connection: Connection, user_ids: Sequence[str]) -> dict[str, str]:
    """Return the names of users by their ids."""
    if not user_ids:
        return {}
    rows = connection.execute(_NAMES, {"wanted": user_ids})
    return {row.user_id: row.name for row in rows}


def owner_now(connection: Connection, scope: str) -> Owner:
    """Return who has a customer now, and why; both empty when nobody has."""
    query = (
        select(users.c.name, grants.c.reason)
        .join(grants, grants.c.user_id == users.c.user_id)
        .where(grants.c.scope == scope, grants.c.why == OWNER, grants.c.to_seq.is_(None))
    )
    row = connection.execute(query.limit(1)).first()
    return Owner("", "") if row is None else Owner(*row)
