"""Queries of the check: numbers, answers and grants that must fit together."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, select, union_all

from sync_server.database.documents import MOST_PARAMETERS, StoredDocument, read_document
from sync_server.database.tables import devices, documents, erasures, grants, quarantine, saves, scopes


class Answered(NamedTuple):
    """A device, the number of its last save, how many answers it has, and their highest number."""

    device_id: str
    last: int
    stored: int
    highest: int


class KeptLine(NamedTuple):
    """A line in quarantine, its bytes, and the hash in the answer to it."""

    quarantine_id: str
    dseq: int
    line: bytes
    hash: str | None


def highest_number(connection: Connection) -> int:
    """Return the highest number that anything has."""
    numbers = union_all(
        select(func.max(documents.c.seq).label("seq")),
        select(func.max(grants.c.from_seq)),
        select(func.max(grants.c.to_seq)),
        select(func.max(erasures.c.seq)),
    ).subquery()
    return int(connection.execute(select(func.max(numbers.c.seq))).scalar() or 0)


def answers(connection: Connection) -> list[Answered]:
    """Return for each device how its answers are numbered."""
    query = (
        select(devices.c.device_id, devices.c.last_dseq, func.count(saves.c.dseq), func.max(saves.c.dseq))
        .outerjoin(saves, saves.c.device_id == devices.c.device_id)
        .group_by(devices.c.device_id, devices.c.last_dseq)
    )
    return [Answered(row[0], row[1], row[2], row[3] or 0) for row in connection.execute(query)]


def all_documents(connection: Connection) -> Iterator[StoredDocument]:
    """Yield all documents, one after the other."""
    query = select(documents).order_by(documents.c.doc_id).execution_options(yield_per=MOST_PARAMETERS)
    for row in connection.execute(query):
        yield read_document(row)


def lost_quarantine(connection: Connection) -> list[tuple[str, int]]:
    """Return (device, dseq) of answers that say quarantined, and nothing is there."""
    query = (
        select(saves.c.device_id, saves.c.dseq)
        .outerjoin(
            quarantine,
            (quarantine.c.device_id == saves.c.device_id) & (quarantine.c.dseq == saves.c.dseq),
        )
        .where(saves.c.status == "quarantined", quarantine.c.quarantine_id.is_(None))
    )
    return [(row.device_id, row.dseq) for row in connection.execute(query)]


def kept_lines(connection: Connection) -> Iterator[KeptLine]:
    """Yield the lines in quarantine with the hash of their answer."""
    query = (
        select(quarantine.c.quarantine_id, quarantine.c.dseq, quarantine.c.line, saves.c.hash)
        .outerjoin(saves, (quarantine.c.device_id == saves.c.device_id) & (quarantine.c.dseq == saves.c.dseq))
        .execution_options(yield_per=MOST_PARAMETERS)
    )
    for row in connection.execute(query):
        yield KeptLine(*row)


def scopes_without_owner(connection: Connection) -> list[str]:
    """Return customers that nobody was ever given."""
    query = (
        select(scopes.c.scope)
        .outerjoin(grants, grants.c.scope == scopes.c.scope)
        .where(scopes.c.scope.startswith("customer:"), grants.c.grant_id.is_(None))
    )
    return list(connection.execute(query).scalars())
