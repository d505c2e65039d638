"""Laptops come and go: one-time codes, tokens, a new identity after a fork, revocation."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.exchange import EnrolAnswer, EnrolRequest, TokenAnswer
from sync_server.auth.codes import make_code, normalise_code
from sync_server.auth.tokens import hash_secret, make_token
from sync_server.core.admission import ACTIVE, Admitted, has_gone
from sync_server.database import devices, feeds, users
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.errors import RefusalError

LONGEST_LABEL = 100
MOST_FORKS = 20
_DEVICE = re.compile("[0-9a-f]{32}")


class NewCode(NamedTuple):
    """A one-time code, shown once, whose it is, and until when it is good; ``is_leaving``: the user has left,
    and the laptop may only hand in.
    """

    code: str
    user: str
    expires: datetime
    is_leaving: bool = False


def make_enrol_code(connection: Connection, name: str, by: str, now: datetime, hours: int) -> NewCode:
    """Make a one-time code for a user, for one who has left as long as work may come in; ``RefusalError``."""
    user = users.find_user(connection, name)
    if user is None:
        raise RefusalError("user-unknown")
    if has_gone(user.state, user.retires_at, now):
        raise RefusalError("user-retired")
    code, expires = make_code(), now + timedelta(hours=hours)
    if user.retires_at is not None:
        expires = min(expires, from_text(user.retires_at))
    code_hash = hash_secret(code.replace("-", ""))
    devices.add_code(connection, code_hash, user.user_id, to_text(now), to_text(expires))
    add_deed(connection, Deed(to_text(now), by, "enrol-code", user.user_id, ""))
    return NewCode(code, user.name, expires, user.state != ACTIVE)


def enrol(connection: Connection, request: EnrolRequest, now: datetime) -> EnrolAnswer:
    """Exchange a code for the token of a laptop; ``RefusalError``.

    Until the laptop has used its token, the same code gives it another one: its answer may have been lost.
    """
    letters = normalise_code(request.code)
    code = None if letters is None else devices.lock_code(connection, hash_secret(letters))
    if code is None or from_text(code.expires_at) <= now:
        raise RefusalError("code-unknown")
    user = users.get_user(connection, code.user_id)
    if has_gone(user.state, user.retires_at, now):
        raise RefusalError("code-unknown")
    if not _DEVICE.fullmatch(request.device):
        raise RefusalError("device-unreadable")
    known = devices.find_device(connection, request.device)
    if known is not None and (known.user_id != user.user_id or known.state == devices.SERVER):
        raise RefusalError("device-of-another")
    if code.used_at is not None and not _may_repeat(code, known):
        raise RefusalError("code-unknown")
    token = make_token()
    if known is None:
        label = " ".join(request.label.split())[:LONGEST_LABEL].replace("\0", "")
        devices.add_device(connection, request.device, user.user_id, to_text(now), label=label)
    _give_token(connection, request.device, token, known if code.used_at is not None else None)
    devices.write_state(connection, request.device, devices.ACTIVE)
    devices.use_code(connection, code.code_hash, request.device, to_text(now))
    add_deed(connection, Deed(to_text(now), user.name, "enrol", request.device, ""))
    return _answer(connection, token, request.device, user)


def _may_repeat(code: devices.EnrolCode, known: devices.DeviceRow | None) -> bool:
    """Say whether the laptop that used a code has not spoken since, so that its token may be lost."""
    if known is None or code.device_id != known.device_id:
        return False
    return known.seen_at is None or known.seen_at < (code.used_at or "")


def _give_token(connection: Connection, device: str, token: str, again: devices.DeviceRow | None) -> None:
    """Give a device a token; the one of the same request before stays good until this one is used, because a
    request may arrive twice, and either answer may be the one that comes back.
    """
    digest = hash_secret(token)
    if again is None or again.token_hash is None:
        devices.write_tokens(connection, device, digest, None)
    else:
        devices.write_tokens(connection, device, again.token_hash, digest)


def _answer(connection: Connection, token: str, device: str, user: users.User) -> EnrolAnswer:
    return EnrolAnswer(
        token,
        device,
        user.name,
        user.user_id,
        user.role,
        feeds.read_setting(connection, "zone"),
        feeds.read_setting(connection, "feed_id"),
        feeds.read_setting(connection, "server_id"),
    )


def rotate(connection: Connection, admitted: Admitted) -> TokenAnswer:
    """Give a laptop a new token; the one it asks with stays good until the new one has been used."""
    present = admitted.row.next_token_hash if admitted.is_new_token else admitted.row.token_hash
    token = make_token()
    devices.write_tokens(connection, admitted.device.device_id, present, hash_secret(token))
    return TokenAnswer(token, admitted.device.device_id)


def fork(connection: Connection, admitted: Admitted, device: str, now: datetime) -> TokenAnswer:
    """Give a laptop whose numbers belong to two an identity of its own; ``RefusalError``.

    The old one stays: the other laptop goes on with it. The same request again gives another token for the
    same identity.
    """
    if not _DEVICE.fullmatch(device) or device == admitted.device.device_id:
        raise RefusalError("device-unreadable")
    known = devices.find_device(connection, device)
    if known is not None and known.forked_from != admitted.device.device_id:
        raise RefusalError("device-of-another")
    if known is not None and known.state == devices.REVOKED:
        raise RefusalError("device-revoked")
    token = make_token()
    if known is None:
        if len(devices.forks_of(connection, admitted.device.device_id)) >= MOST_FORKS:
            raise RefusalError("too-many-forks")
        old = admitted.row
        devices.add_device(
            connection, device, old.user_id, to_text(now), label=old.label, forked_from=old.device_id
        )
        devices.write_state(connection, old.device_id, devices.FORKED)
        add_deed(connection, Deed(to_text(now), old.user_name, "fork", device, old.device_id))
    _give_token(connection, device, token, known)
    return TokenAnswer(token, device)


def revoke(connection: Connection, beginning: str, by: str, now: datetime) -> list[str]:
    """Revoke a laptop, named by the beginning of its id, and every identity taken from it; return these."""
    found = [one for one in devices.all_devices(connection) if one.device_id.startswith(beginning)]
    if len(found) != 1 or not beginning:
        raise RefusalError("device-ambiguous" if found and beginning else "device-unknown")
    (device,) = found
    devices.find_device(connection, device.device_id)
    revoked = [device.device_id, *devices.forks_of(connection, device.device_id)]
    for device_id in revoked:
        devices.write_state(connection, device_id, devices.REVOKED)
        add_deed(connection, Deed(to_text(now), by, "revoke", device_id, ""))
    return revoked
