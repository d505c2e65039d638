"""Who speaks: from a token to a laptop and its user, in the transaction of what is asked."""

from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import from_text
from sync_server.auth.tokens import hash_secret, is_token
from sync_server.database import devices
from sync_server.database.devices import DeviceRow
from sync_server.database.engine import Connection
from sync_server.database.pushes import Device
from sync_server.errors import RefusalError

ACTIVE, RETIRING, RETIRED = "active", "retiring", "retired"
"""States of a user: who is ``RETIRING`` has left, and may hand in what is pending."""


class Admitted(NamedTuple):
    """A laptop that may speak.

    ``is_leaving``: its user has left, and may only push. ``is_new_token``: it has used its new token for the
    first time, so that the old one can go (``settle_token``).
    """

    device: Device
    row: DeviceRow
    is_leaving: bool
    is_new_token: bool


def admit(connection: Connection, token: str, now: datetime, is_locked: bool = False) -> Admitted:
    """Return the laptop of a token; ``RefusalError`` when it may not speak."""
    row = device_of(connection, token, is_locked)
    if row is None:
        raise RefusalError("not-signed-in")
    if row.state == devices.REVOKED:
        raise RefusalError("device-revoked")
    if has_gone(row.user_state, row.retires_at, now):
        raise RefusalError("user-retired")
    device = Device(row.device_id, row.user_id, row.user_name, row.role, row.user_state)
    return Admitted(device, row, row.user_state != ACTIVE, row.next_token_hash == hash_secret(token))


def device_of(connection: Connection, token: str, is_locked: bool) -> DeviceRow | None:
    """Return the device of a token, whatever its state."""
    return devices.device_of_token(connection, hash_secret(token), is_locked) if is_token(token) else None


def has_gone(state: str, retires_at: str | None, now: datetime) -> bool:
    """Say whether a user has left, and the time to hand in is over."""
    return state == RETIRED or (state == RETIRING and (retires_at is None or from_text(retires_at) <= now))


def settle_token(connection: Connection, admitted: Admitted) -> None:
    """Let the new token take the place of the old one, because its answer has arrived."""
    if admitted.is_new_token:
        devices.write_tokens(connection, admitted.row.device_id, admitted.row.next_token_hash, None)
