"""From the body of a push to its answers: read outside of the transaction, taken within it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.exchange import MOST_SAVES, PROTOCOL, Envelope, PushAnswer
from sync_server.core.admission import admit, settle_token
from sync_server.core.lines import UNREADABLE, Line, read_lines
from sync_server.core.push import Fork, Gap, Push
from sync_server.database import devices, feeds
from sync_server.database.engine import Connection, Engine, reading, write
from sync_server.database.pushes import find_unreadable
from sync_server.errors import RefusalError

LARGEST_OFFSET = 2**31 - 1
_envelopes = msgspec.json.Decoder(Envelope)


class Content(NamedTuple):
    """The envelope of a push, and its lines as they came."""

    envelope: Envelope
    lines: list[bytes]


def split_push(body: bytes) -> Content:
    """Take a body apart; ``RefusalError`` when its first line cannot be read or it holds too many saves."""
    first, _, rest = body.partition(b"\n")
    try:
        envelope = _envelopes.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusalError("envelope-unreadable") from error
    if envelope.protocol != PROTOCOL:
        raise RefusalError("client-too-old")
    lines = rest.split(b"\n")
    if not lines[-1]:
        lines.pop()
    if len(lines) > MOST_SAVES:
        raise RefusalError("too-many-saves")
    return Content(envelope, lines)


def receive(engine: Engine, token: str, body: bytes, now: datetime) -> PushAnswer:
    """Take a push and answer it; ``RefusalError``."""
    with reading(engine) as connection:
        last = admit(connection, token, now).row.last_dseq
    content = split_push(body)
    # Of lines of which no number can be read it shows only within the transaction whether they came before.
    read = read_lines(content.lines, last)

    def take(connection: Connection) -> PushAnswer:
        admitted = admit(connection, token, now, is_locked=True)
        settle_token(connection, admitted)
        device_id = admitted.device.device_id
        lines = _read_again(connection, device_id, content.lines, read, last, admitted.row.last_dseq)
        results = Push(connection, admitted.device, now).take(lines)
        if isinstance(results, Gap):
            raise RefusalError("gap", expected=results.expected)
        if isinstance(results, Fork):
            raise RefusalError("fork")
        offset = clock_offset(content.envelope.clock, now)
        devices.note_seen(connection, device_id, to_text(now), clock_offset=offset)
        return PushAnswer(results, feeds.read_setting(connection, "feed_id"), to_text(now))

    return write(engine, take)


def _read_again(
    connection: Connection,
    device_id: str,
    content: Sequence[bytes],
    read: Sequence[Line],
    assumed: int,
    last: int,
) -> Sequence[Line]:
    """Return the lines, read anew where numbers of unreadable ones were guessed: from another last number, or
    though they may have come before.
    """
    is_guessed = bool(read) and read[0].code == UNREADABLE and read[0].dseq > last
    if assumed == last and not is_guessed:
        return read
    return read_lines(content, last, partial(find_unreadable, connection, device_id))


def clock_offset(clock: str, now: datetime) -> int | None:
    """Return by how many seconds a laptop's clock is ahead; ``None`` when it did not say a time."""
    try:
        offset = int((from_text(clock) - now).total_seconds())
    except (ValueError, OverflowError):
        return None
    return max(-LARGEST_OFFSET, min(LARGEST_OFFSET, offset))
