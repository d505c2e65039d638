"""One server, asked in the words of fieldlog-sync/1. What is not an answer of that protocol is no answer."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from fieldlog.domain.exchange import (
    PROTOCOL,
    EnrolAnswer,
    EnrolRequest,
    Envelope,
    ForkRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushLine,
    Refusal,
    TokenAnswer,
)
from fieldlog.store.rows import OutboxRow
from fieldlog.sync.ports import Answer, Request, Transport
from fieldlog.sync.troubles import BUSY, CUT_OFF, NOT_FIELDLOG, TROUBLE, Refused, UnreachableError

TOO_LARGE, CONFLICT = 413, 409
_BUSY = (429, 503)
_HALFWAY = frozenset({"body-truncated", "too-slow"})
"""Our own request did not get through whole: that is the network's doing."""
_encode = msgspec.json.Encoder().encode
Message = TypeVar("Message")


class Server:
    """A server at an address, signed in to with a token."""

    def __init__(self, transport: Transport, address: str, token: str = "") -> None:
        self.address = address
        self._transport = transport
        self._token = token

    def enrol(self, request: EnrolRequest) -> EnrolAnswer | Refused:
        """Give a one-time code for a token."""
        return self._ask("/v1/enrol", _encode(request), EnrolAnswer)

    def push(self, feed_id: str, clock: str, rows: Sequence[OutboxRow]) -> PushAnswer | Refused:
        """Send saves."""
        return self._ask("/v1/push", push_body(feed_id, clock, rows), PushAnswer)

    def pull(self, request: PullRequest) -> PullAnswer | Refused:
        """Ask for what follows a cursor."""
        return self._ask("/v1/pull", _encode(request), PullAnswer)

    def renew_token(self) -> TokenAnswer | Refused:
        """Ask for a new token."""
        return self._ask("/v1/token", b"{}", TokenAnswer)

    def fork(self, device: str) -> TokenAnswer | Refused:
        """Ask for a device identity of one's own."""
        return self._ask("/v1/fork", _encode(ForkRequest(device)), TokenAnswer)

    def _ask(self, path: str, body: bytes, wanted: type[Message]) -> Message | Refused:
        answer = self._transport.send(Request(self.address, path, body, self._token))
        if answer.status == 200:
            return self._read(answer.body, wanted)
        return self._read_refusal(answer)

    def _read(self, body: bytes, wanted: type[Message]) -> Message:
        try:
            return msgspec.json.decode(body, type=wanted)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise UnreachableError(NOT_FIELDLOG, self.address) from error

    def _read_refusal(self, answer: Answer) -> Refused:
        status, retry_after = answer.status, answer.retry_after
        try:
            said = msgspec.json.decode(answer.body, type=Refusal)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            if status == TOO_LARGE:
                # A proxy before the server has a limit of its own.
                return Refused(status, "too-large")
            reason = BUSY if status in _BUSY else TROUBLE if status >= 500 else NOT_FIELDLOG
            raise UnreachableError(reason, self.address, retry_after, status) from error
        if said.retry_after is not None:
            retry_after = float(said.retry_after)
        if status in _BUSY:
            raise UnreachableError(BUSY, self.address, retry_after, status)
        if said.code in _HALFWAY:
            raise UnreachableError(CUT_OFF, self.address, retry_after, status)
        if not 400 <= status < 500:
            raise UnreachableError(TROUBLE, self.address, retry_after, status)
        return Refused(status, said.code, said.message, said.message_zh, said.expected, retry_after)


def push_body(feed_id: str, clock: str, rows: Sequence[OutboxRow]) -> bytes:
    """Return the lines of a push: the envelope, then each save as its frozen bytes."""
    lines = [_encode(Envelope(PROTOCOL, feed_id or None, clock))]
    lines += (
        _encode(PushLine(row.dseq, row.gid, row.hash, msgspec.Raw(row.frozen), row.erased)) for row in rows
    )
    return b"\n".join(lines) + b"\n"
