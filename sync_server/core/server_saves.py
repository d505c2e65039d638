"""What the server writes itself: saves in a user's name, numbered and pulled like those of laptops."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import PushLine
from fieldlog.domain.kinds import KINDS
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, freeze, to_json
from sync_server.core.admission import ACTIVE
from sync_server.core.lines import Line
from sync_server.core.push import Push
from sync_server.database import devices
from sync_server.database.engine import Connection
from sync_server.database.pushes import Device, lock_device
from sync_server.database.users import User

AUTHOR = "fieldlog-server"


def server_device(connection: Connection, user: User, now: datetime) -> Device:
    """Return the identity under which the server saves for a user, made when there is none yet."""
    known = devices.server_device(connection, user.user_id)
    device_id = uuid4().hex if known is None else known.device_id
    if known is None:
        devices.add_device(
            connection, device_id, user.user_id, to_text(now), label=AUTHOR, state=devices.SERVER
        )
    return Device(device_id, user.user_id, user.name, user.role, ACTIVE)


def random_id() -> str:
    """Return 128 random bits as 22 characters."""
    return secrets.token_urlsafe(16)


def new_document(kind: str, values: Mapping[str, object], doc_id: str = "") -> DocumentWrites:
    """Return the writes that make a document."""
    doc_id = doc_id or UUID(bytes=secrets.token_bytes(16), version=4).hex
    fields = {name: FieldWrite(random_id(), to_json(value)) for name, value in values.items()}
    return DocumentWrites(doc_id, kind, KINDS[kind].schema, fields)


def write_saves(
    connection: Connection, user: User, saves: Mapping[str, Sequence[DocumentWrites]], now: datetime
) -> None:
    """Store documents in a user's name, by scope, in whatever scopes and kinds the server may write.

    Laptops pull them as they pull all else. Whoever calls has checked what is in them.
    """
    device = server_device(connection, user, now)
    last = lock_device(connection, device.device_id)
    lines = [
        line_of(Save(random_id(), scope, to_text(now), user.name, tuple(documents)), dseq)
        for dseq, (scope, documents) in enumerate(saves.items(), last + 1)
    ]
    Push(connection, device, now, is_servers=True).take(lines)


def line_of(save: Save, dseq: int) -> Line:
    """Return a save as the line of a push that has been read, with the bytes that a laptop would send."""
    frozen = freeze(save)
    digest = hashlib.sha256(frozen).hexdigest()
    content = msgspec.json.encode(PushLine(dseq, save.gid, digest, msgspec.Raw(frozen)))
    return Line(dseq, save.gid, digest, save.scope, save, None, content)
