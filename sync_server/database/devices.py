"""Laptops, their tokens, and the one-time codes that enrol them."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, insert, or_, select, update

from sync_server.database.tables import devices, enrol_codes, users

ACTIVE, FORKED, REVOKED, SERVER = "active", "forked", "revoked", "server"
"""States of a device: ``FORKED`` is one from which another identity was taken."""


class DeviceRow(NamedTuple):
    """A laptop and whose it is, as stored."""

    device_id: str
    user_id: str
    user_name: str
    role: str
    user_state: str
    retires_at: str | None
    label: str
    state: str
    token_hash: str | None
    next_token_hash: str | None
    last_dseq: int
    cursor_seq: int
    holding: tuple[str, ...]
    made_at: str
    seen_at: str | None
    forked_from: str | None


_QUERY = select(
    devices.c.device_id,
    devices.c.user_id,
    users.c.name,
    users.c.role,
    users.c.state,
    users.c.retires_at,
    devices.c.label,
    devices.c.state,
    devices.c.token_hash,
    devices.c.next_token_hash,
    devices.c.last_dseq,
    devices.c.cursor_seq,
    devices.c.holding,
    devices.c.made_at,
    devices.c.seen_at,
    devices.c.forked_from,
).join(users, users.c.user_id == devices.c.user_id)


_TOKEN = bindparam("token_hash", type_=Text)
# Made once: every request asks this, and making a statement costs as much as running it.
_OF_TOKEN = _QUERY.where(or_(devices.c.token_hash == _TOKEN, devices.c.next_token_hash == _TOKEN))
_LOCKED_OF_TOKEN = _OF_TOKEN.with_for_update(of=devices)


def _first(connection: Connection, query: "Select[*tuple[object, ...]]") -> DeviceRow | None:
    row = connection.execute(query).first()
    return None if row is None else _read(row)


def _read(row: Sequence[object]) -> DeviceRow:
    values = list(row)
    values[12] = tuple(json.loads(str(values[12])))
    return DeviceRow._make(values)


def device_of_token(connection: Connection, token_hash: str, is_locked: bool) -> DeviceRow | None:
    """Return the device of a token, or of the one that shall follow its token."""
    row = connection.execute(_LOCKED_OF_TOKEN if is_locked else _OF_TOKEN, {"token_hash": token_hash}).first()
    return None if row is None else _read(row)


def find_device(connection: Connection, device_id: str) -> DeviceRow | None:
    """Return a device by its id, locked."""
    return _first(connection, _QUERY.where(devices.c.device_id == device_id).with_for_update(of=devices))


def all_devices(connection: Connection) -> list[DeviceRow]:
    """Return the devices by user and age; the server's own are left out."""
    query = _QUERY.where(devices.c.state != SERVER).order_by(users.c.name, devices.c.made_at)
    return [_read(row) for row in connection.execute(query)]


def devices_where(connection: Connection, condition: ColumnElement[bool]) -> list[DeviceRow]:
    """Return the devices that a condition on ``devices`` and ``users`` lets through, by user and age."""
    query = _QUERY.where(devices.c.state != SERVER, condition).order_by(users.c.name, devices.c.made_at)
    return [_read(row) for row in connection.execute(query)]


def devices_of(connection: Connection, user_ids: Sequence[str]) -> list[DeviceRow]:
    """Return the devices of users, by user and age."""
    return devices_where(connection, devices.c.user_id.in_(user_ids))


def server_device(connection: Connection, user_id: str) -> DeviceRow | None:
    """Return the device under which the server saves for a user."""
    return _first(connection, _QUERY.where(devices.c.user_id == user_id, devices.c.state == SERVER))


def add_device(
    connection: Connection,
    device_id: str,
    user_id: str,
    at: str,
    *,
    label: str = "",
    token_hash: str | None = None,
    state: str = ACTIVE,
    forked_from: str | None = None,
) -> None:
    """Store a new device that has saved nothing yet."""
    values = {
        "device_id": device_id,
        "user_id": user_id,
        "label": label,
        "token_hash": token_hash,
        "state": state,
        "last_dseq": 0,
        "cursor_seq": 0,
        "holding": "[]",
        "made_at": at,
        "forked_from": forked_from,
    }
    connection.execute(insert(devices).values(values))


def write_tokens(connection: Connection, device_id: str, token: str | None, following: str | None) -> None:
    """Store the hashes of a device's token and of the one that shall follow it."""
    changed = update(devices).where(devices.c.device_id == device_id)
    connection.execute(changed.values(token_hash=token, next_token_hash=following))


def write_state(connection: Connection, device_id: str, state: str) -> None:
    """Store the state of a device."""
    connection.execute(update(devices).where(devices.c.device_id == device_id).values(state=state))


def note_seen(
    connection: Connection,
    device_id: str,
    at: str,
    *,
    cursor_seq: int | None = None,
    holding: Sequence[str] | None = None,
    clock_offset: int | None = None,
) -> None:
    """Note when a device spoke last, and what it said of itself."""
    values: dict[str, object] = {"seen_at": at}
    if cursor_seq is not None:
        values["cursor_seq"] = cursor_seq
    if holding is not None:
        values["holding"] = json.dumps(sorted(holding))
    if clock_offset is not None:
        values["clock_offset"] = clock_offset
    connection.execute(update(devices).where(devices.c.device_id == device_id).values(values))


def forks_of(connection: Connection, device_id: str) -> list[str]:
    """Return the devices whose identity was taken from one, directly or over others."""
    found: list[str] = []
    wanted = [device_id]
    while wanted:
        query = select(devices.c.device_id).where(devices.c.forked_from.in_(wanted))
        wanted = [one for one in connection.execute(query).scalars() if one not in found]
        found += wanted
    return found


class EnrolCode(NamedTuple):
    """A one-time code as stored."""

    code_hash: str
    user_id: str
    expires_at: str
    used_at: str | None
    device_id: str | None


def add_code(connection: Connection, code_hash: str, user_id: str, made_at: str, expires_at: str) -> None:
    """Store a new code."""
    values = {"code_hash": code_hash, "user_id": user_id, "made_at": made_at, "expires_at": expires_at}
    connection.execute(insert(enrol_codes).values(values))


def lock_code(connection: Connection, code_hash: str) -> EnrolCode | None:
    """Return a code, locked."""
    columns = [enrol_codes.c[name] for name in EnrolCode._fields]
    row = connection.execute(
        select(*columns).where(enrol_codes.c.code_hash == code_hash).with_for_update()
    ).one_or_none()
    return None if row is None else EnrolCode(*row)


def use_code(connection: Connection, code_hash: str, device_id: str, at: str) -> None:
    """Note that a device has used a code."""
    used = update(enrol_codes).where(enrol_codes.c.code_hash == code_hash)
    connection.execute(used.values(used_at=at, device_id=device_id))
