"""What laptops have pushed: their devices, the answer to every save, and what was quarantined."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, Text, bindparam, func, or_, select, update

from sync_server.database.many import among, insert_rows, insert_values
from sync_server.database.tables import devices, quarantine, saves


class Device(NamedTuple):
    """A laptop and whose it is."""

    device_id: str
    user_id: str
    user_name: str
    role: str
    user_state: str


class StoredSave(NamedTuple):
    """The answer to one save."""

    dseq: int
    gid: str
    hash: str
    scope: str
    status: str
    seq: int | None
    code: str | None


class Quarantined(NamedTuple):
    """What was not taken, why, and its bytes."""

    dseq: int
    scope: str
    code: str
    line: bytes


_ANSWER = (saves.c.dseq, saves.c.gid, saves.c.hash, saves.c.scope, saves.c.status, saves.c.seq, saves.c.code)

_LAST_DSEQ = (
    select(devices.c.last_dseq)
    .where(devices.c.device_id == bindparam("device", type_=Text))
    .with_for_update()
)
_BY_GID = (
    select(*_ANSWER)
    .where(
        among(saves.c.gid, "wanted"),
        or_(saves.c.code.is_(None), saves.c.code != bindparam("but_not", type_=Text)),
    )
    .order_by(saves.c.received_at.desc())
)


def lock_device(connection: Connection, device_id: str) -> int:
    """Lock a device and return the number of its last save."""
    return int(connection.execute(_LAST_DSEQ, {"device": device_id}).scalar_one())


def stored_saves(connection: Connection, device_id: str, dseqs: Sequence[int]) -> list[StoredSave]:
    """Return the answers to saves that a device pushed before."""
    query = select(*_ANSWER).where(saves.c.device_id == device_id, saves.c.dseq.in_(dseqs))
    return [StoredSave(*row) for row in connection.execute(query)] if dseqs else []


def find_unreadable(connection: Connection, device_id: str, content_hash: str) -> int | None:
    """Return the first number under which a device pushed a line of this hash that names no save."""
    query = select(func.min(saves.c.dseq)).where(
        saves.c.gid == "", saves.c.device_id == device_id, saves.c.hash == content_hash
    )
    found = connection.execute(query).scalar_one()
    return None if found is None else int(found)


def saves_by_gid(connection: Connection, gids: Sequence[str], but_not: str) -> dict[str, StoredSave]:
    """Return the answers to saves of these names, whoever pushed them; the first of each.

    Those that were quarantined with the code ``but_not`` do not count.
    """
    if not gids:
        return {}
    found = connection.execute(_BY_GID, {"wanted": gids, "but_not": but_not})
    return {row.gid: StoredSave(*row) for row in found}


def add_saves(connection: Connection, device: Device, new: Sequence[StoredSave], at: str) -> None:
    """Store the answers to new saves."""
    names = (*StoredSave._fields, "device_id", "received_at")
    insert_values(connection, saves, names, [(*save, device.device_id, at) for save in new])


def add_quarantined(connection: Connection, device: Device, lines: Sequence[Quarantined], at: str) -> None:
    """Store what was not taken, with its bytes."""
    rows = [
        {
            **line._asdict(),
            "quarantine_id": uuid4().hex,
            "device_id": device.device_id,
            "user_id": device.user_id,
            "received_at": at,
            "state": "open",
        }
        for line in lines
    ]
    insert_rows(connection, quarantine, rows)


def move_on(connection: Connection, device_id: str, last: int, at: str) -> None:
    """Note the number of a device's last save."""
    changed = update(devices).where(devices.c.device_id == device_id).values(last_dseq=last, seen_at=at)
    connection.execute(changed)
