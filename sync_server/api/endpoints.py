"""Every endpoint: what it takes, what it answers, and which refusals it knows.

The document of ``/schema`` is made of this table, and the routes too.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from fieldlog.domain.exchange import (
    MOST_PUSH_BYTES,
    ConflictsAnswer,
    EnrolAnswer,
    EnrolRequest,
    ForkRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    QuarantineAnswer,
    QuarantinedContent,
    TokenAnswer,
)
from sync_server.api.serving import Serving
from sync_server.core import enrolment
from sync_server.core.admission import admit, settle_token
from sync_server.core.giving import conflicts, give, quarantined, quarantined_content
from sync_server.core.receiving import receive
from sync_server.database import schema
from sync_server.database.engine import Connection, reading, write
from sync_server.errors import RefusalError

JSON, NDJSON, TEXT = "application/json", "application/x-ndjson", "text/plain; version=0.0.4"
MOST_MESSAGE_BYTES = 2 * 1024 * 1024
MOST_CODE_BYTES = 4096
USUAL_PAGE, LARGEST_PAGE = 100, 500
_PLACE = re.compile(r"(?:[0-9TZ:-]{20} [0-9a-f]{32})?")
_NUMBER = re.compile("[0-9]{1,18}")


class Call(NamedTuple):
    """One request: who asks, and with what; ``message`` is the decoded body."""

    serving: Serving
    now: datetime
    token: str
    address: str
    body: bytes
    message: Any
    path: Mapping[str, str]
    query: Mapping[str, str]


class Nothing(msgspec.Struct, frozen=True):
    """A message without content."""


class Health(msgspec.Struct, frozen=True):
    """The server answers."""

    status: str


class Parameter(NamedTuple):
    """A parameter of the address, as JSON Schema describes it."""

    name: str
    place: str
    schema: dict[str, object]


class Endpoint(NamedTuple):
    """One method at one path. ``refusals`` are codes beside those that every endpoint of its form knows."""

    method: Literal["GET", "POST"]
    path: str
    name: str
    summary: str
    work: Callable[[Call], Any]
    answer: type | None
    message: type | None = None
    refusals: tuple[str, ...] = ()
    is_open: bool = False
    most_bytes: int = 0
    parameters: tuple[Parameter, ...] = ()
    answer_type: str = JSON
    message_types: tuple[str, ...] = (JSON,)


def require_token(call: Call) -> None:
    """Raise the refusal of a token that may not speak."""
    with reading(call.serving.engine) as connection:
        admit(connection, call.token, call.now)


def _enrol(call: Call) -> EnrolAnswer:
    answer: EnrolAnswer = write(
        call.serving.engine, lambda connection: enrolment.enrol(connection, call.message, call.now)
    )
    return answer


def _push(call: Call) -> PushAnswer:
    answer = receive(call.serving.engine, call.token, call.body, call.now)
    call.serving.metrics.count_saves(result.status for result in answer.results)
    return answer


def _pull(call: Call) -> PullAnswer:
    answer = give(call.serving.engine, call.token, call.message, call.now)
    call.serving.metrics.count_entries(len(answer.entries))
    return answer


def _token(call: Call) -> TokenAnswer:
    def rotate(connection: Connection) -> TokenAnswer:
        return enrolment.rotate(connection, admit(connection, call.token, call.now, is_locked=True))

    return write(call.serving.engine, rotate)


def _fork(call: Call) -> TokenAnswer:
    def fork(connection: Connection) -> TokenAnswer:
        admitted = admit(connection, call.token, call.now, is_locked=True)
        settle_token(connection, admitted)
        return enrolment.fork(connection, admitted, call.message.device, call.now)

    return write(call.serving.engine, fork)


def _quarantine(call: Call) -> QuarantineAnswer:
    after = call.query.get("after", "")
    if not _PLACE.fullmatch(after):
        raise RefusalError("bad-parameter")
    return quarantined(call.serving.engine, call.token, after, _limit(call), call.now)


def _quarantined_save(call: Call) -> QuarantinedContent:
    quarantine_id = call.path["quarantine"]
    if not quarantine_id.isascii() or not quarantine_id.isalnum():
        quarantine_id = ""
    return quarantined_content(call.serving.engine, call.token, quarantine_id, call.now)


def _conflicts(call: Call) -> ConflictsAnswer:
    after = _number(call.query.get("after", "0"))
    return conflicts(call.serving.engine, call.token, after, _limit(call), call.now)


def _limit(call: Call) -> int:
    limit = _number(call.query.get("limit", str(USUAL_PAGE)))
    if not 1 <= limit <= LARGEST_PAGE:
        raise RefusalError("bad-parameter")
    return limit


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise RefusalError("bad-parameter")
    return int(text)


def _health(_call: Call) -> Health:
    return Health("alive")


def _ready(call: Call) -> Health:
    with reading(call.serving.engine) as connection:
        if not schema.is_current(connection):
            raise RefusalError("not-ready", retry_after=10)
    return Health("ready")


def _metrics(call: Call) -> bytes:
    return call.serving.metrics.text()


_LIMIT = Parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE})
_AFTER_PLACE = Parameter("after", "query", {"type": "string", "pattern": f"^{_PLACE.pattern}$"})
_AFTER_NUMBER = Parameter("after", "query", {"type": "integer", "minimum": 0, "maximum": 10**18 - 1})
_QUARANTINE = Parameter("quarantine", "path", {"type": "string", "pattern": "^[0-9a-f]{32}$"})

ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/enrol",
        "enrol",
        "A one-time code gives the token of a laptop",
        _enrol,
        EnrolAnswer,
        EnrolRequest,
        ("code-unknown", "device-of-another", "device-unreadable", "too-many-requests"),
        is_open=True,
        most_bytes=MOST_CODE_BYTES,
    ),
    Endpoint(
        "POST",
        "/v1/push",
        "push",
        "Saves of a laptop, one a line after the envelope",
        _push,
        PushAnswer,
        None,
        ("fork", "gap", "envelope-unreadable", "too-many-saves", "client-too-old"),
        most_bytes=MOST_PUSH_BYTES,
        message_types=(NDJSON, JSON),
    ),
    Endpoint(
        "POST",
        "/v1/pull",
        "pull",
        "What follows a cursor",
        _pull,
        PullAnswer,
        PullRequest,
        ("client-too-old",),
        most_bytes=MOST_MESSAGE_BYTES,
    ),
    Endpoint(
        "POST",
        "/v1/token",
        "token",
        "A new token for a laptop",
        _token,
        TokenAnswer,
        Nothing,
        most_bytes=MOST_CODE_BYTES,
    ),
    Endpoint(
        "POST",
        "/v1/fork",
        "fork",
        "An identity of its own for a laptop that was restored or copied",
        _fork,
        TokenAnswer,
        ForkRequest,
        ("device-of-another", "device-unreadable", "too-many-forks"),
        most_bytes=MOST_CODE_BYTES,
    ),
    Endpoint(
        "GET",
        "/v1/quarantine",
        "quarantine",
        "The user's saves that were not taken",
        _quarantine,
        QuarantineAnswer,
        refusals=("bad-parameter", "user-leaving"),
        parameters=(_AFTER_PLACE, _LIMIT),
    ),
    Endpoint(
        "GET",
        "/v1/quarantine/{quarantine}",
        "quarantined-save",
        "One of them, with its bytes",
        _quarantined_save,
        QuarantinedContent,
        refusals=("not-found", "user-leaving"),
        parameters=(_QUARANTINE,),
    ),
    Endpoint(
        "GET",
        "/v1/conflicts",
        "conflicts",
        "The user's documents in which two people wrote different things",
        _conflicts,
        ConflictsAnswer,
        refusals=("bad-parameter", "user-leaving"),
        parameters=(_AFTER_NUMBER, _LIMIT),
    ),
    Endpoint("GET", "/health", "health", "The server answers", _health, Health, is_open=True),
    Endpoint(
        "GET",
        "/ready",
        "ready",
        "The database can be reached and has the present layout",
        _ready,
        Health,
        refusals=("not-ready",),
        is_open=True,
    ),
    Endpoint(
        "GET",
        "/metrics",
        "metrics",
        "Numbers for Prometheus",
        _metrics,
        None,
        is_open=True,
        answer_type=TEXT,
    ),
)
