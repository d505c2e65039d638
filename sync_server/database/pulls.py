"""What a pull reads: first the places in the order of effective numbers, out of an index, then the bodies."""

import json
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from sync_server.database.grants import OWNER
from sync_server.database.tables import documents, erasures, grants, users

MOST_PARAMETERS = 500
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


def places(
    connection: Connection, is_open: Mapping[str, int], after: tuple[int, str], count: int
) -> list[Place]:
    """Return the first so many places behind a position, of the scopes that a user has from a number on.

    A document has the greater of its own number and that of the grant; of those at the position's own number,
    only the ones behind its document are still to come.
    """
    seq, doc_id = after
    found = [
        *_newer_than_grants(connection, {one: first for one, first in is_open.items() if first <= seq}, seq),
        *_from_new_grants(connection, {one: first for one, first in is_open.items() if first > seq}),
        *_rest_of_a_grant(connection, [one for one, first in is_open.items() if first == seq], seq, doc_id),
    ]
    return nsmallest(count, found)


def _newer_than_grants(connection: Connection, scopes: Mapping[str, int], seq: int) -> list[Place]:
    query = select(documents.c.seq, documents.c.doc_id).where(documents.c.seq > seq)
    return [Place(*row) for part in _parts(scopes) for row in connection.execute(_in(query, part))]


def _from_new_grants(connection: Connection, scopes: Mapping[str, int]) -> list[Place]:
    query = select(documents.c.seq, documents.c.doc_id, documents.c.scope)
    return [
        Place(max(row.seq, scopes[row.scope]), row.doc_id)
        for part in _parts(scopes)
        for row in connection.execute(_in(query, part))
    ]


def _rest_of_a_grant(connection: Connection, scopes: Sequence[str], seq: int, doc_id: str) -> list[Place]:
    if doc_id == END:
        return []
    query = select(documents.c.doc_id).where(documents.c.seq <= seq, documents.c.doc_id > doc_id)
    return [Place(seq, row.doc_id) for part in _parts(scopes) for row in connection.execute(_in(query, part))]


def _in(query: "Select[Any]", scopes: Sequence[str]) -> "Select[Any]":
    return query.where(documents.c.scope.in_(scopes))


def _parts(scopes: Mapping[str, int] | Sequence[str]) -> list[list[str]]:
    names = sorted(scopes)
    return [names[start : start + MOST_PARAMETERS] for start in range(0, len(names), MOST_PARAMETERS)]


def bodies(connection: Connection, doc_ids: Sequence[str]) -> dict[str, Body]:
    """Return documents as they are sent, by their ids."""
    columns = (documents.c.seq, documents.c.scope, documents.c.kind, documents.c.schema, documents.c.body)
    found: dict[str, Body] = {}
    for start in range(0, len(doc_ids), MOST_PARAMETERS):
        wanted = doc_ids[start : start + MOST_PARAMETERS]
        rows = connection.execute(select(documents.c.doc_id, *columns).where(documents.c.doc_id.in_(wanted)))
        found |= {row[0]: Body(*row[1:]) for row in rows}
    return found


def erasures_after(connection: Connection, scopes: Sequence[str], seq: int) -> list[Erasure]:
    """Return the erasures in these scopes with a number above one."""
    found = []
    for part in _parts(scopes):
        query = select(erasures).where(erasures.c.scope.in_(part), erasures.c.seq > seq)
        found += [
            Erasure(row.seq, row.erasure_id, row.scope, row.doc_id, tuple(json.loads(row.ops)))
            for row in connection.execute(query)
        ]
    return found


def user_names(connection: Connection, user_ids: Sequence[str]) -> dict[str, str]:
    """Return the names of users by their ids."""
    rows = connection.execute(select(users.c.user_id, users.c.name).where(users.c.user_id.in_(user_ids)))
    return {row.user_id: row.name for row in rows} if user_ids else {}


def owner_now(connection: Connection, scope: str) -> Owner:
    """Return who has a customer now, and why; both empty when nobody has."""
    query = (
        select(users.c.name, grants.c.reason)
        .join(grants, grants.c.user_id == users.c.user_id)
        .where(grants.c.scope == scope, grants.c.why == OWNER, grants.c.to_seq.is_(None))
    )
    row = connection.execute(query.limit(1)).first()
    return Owner("", "") if row is None else Owner(*row)
