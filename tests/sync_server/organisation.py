"""An organisation to try a server with: people, laptops, and saves as laptops make them."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import EnrolRequest, PushAnswer
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, freeze, to_json
from sync_server.core.enrolment import enrol, make_enrol_code
from sync_server.core.organisations import found_organisation
from sync_server.core.receiving import receive
from sync_server.core.users import add_user
from sync_server.database.engine import Engine, write

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PASSWORD = "a long password"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def steady(self) -> float:
        return self._now.timestamp()

    def move(self, **by: float) -> None:
        self._now += timedelta(**by)


def new_id() -> str:
    """Return the id of a new document."""
    return secrets.token_hex(16)


def new_name() -> str:
    """Return 128 random bits as 22 characters."""
    return secrets.token_urlsafe(16)


def make_save(
    scope: str,
    kind: str = kinds.CUSTOMER,
    values: Mapping[str, object] | None = None,
    *,
    doc_id: str | None = None,
    over: Mapping[str, Sequence[str]] | None = None,
) -> Save:
    """Return a save of one document."""
    doc_id = doc_id or (scope[9:] if kind == kinds.CUSTOMER else new_id())
    values = {"name": "李阿姨", "created": "2026-11-24"} if values is None else values
    fields = {
        name: FieldWrite(new_name(), to_json(value), tuple((over or {}).get(name, ())))
        for name, value in values.items()
    }
    return Save(new_name(), scope, to_text(START), "小王", (DocumentWrites(doc_id, kind, 1, fields),))


def line_of(save: Save, dseq: int) -> bytes:
    """Return the line of a push for a save."""
    return raw_line(freeze(save), dseq, save.gid)


def raw_line(frozen: bytes, dseq: int, gid: str) -> bytes:
    """Return the line of a push for frozen bytes."""
    digest = hashlib.sha256(frozen).hexdigest().encode()
    return b'{"dseq":%d,"gid":"%s","hash":"%s","save":%s}' % (dseq, gid.encode(), digest, frozen)


class Laptop(NamedTuple):
    """A laptop that is signed in."""

    token: str
    device: str
    user_id: str
    numbers: "count[int]"

    def lines(self, *saves: Save) -> list[bytes]:
        """Return the lines of saves under the laptop's next numbers."""
        return [line_of(save, next(self.numbers)) for save in saves]


class Organisation:
    """People and laptops of one server, made without HTTP."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        write(
            engine,
            lambda connection: found_organisation(
                connection, "Admin", PASSWORD, "Asia/Shanghai", "test", clock.now()
            ),
        )

    def add_user(self, name: str, role: str = "rep", team: str = "") -> None:
        """Add a user."""
        password = None if role == "rep" else PASSWORD
        write(self.engine, lambda c: add_user(c, name, role, team, password, "test", self.clock.now()))

    def make_code(self, name: str) -> str:
        """Return a one-time code for a user."""
        return write(self.engine, lambda c: make_enrol_code(c, name, "test", self.clock.now(), 24)).code

    def add_laptop(self, name: str) -> Laptop:
        """Enrol a laptop of a user."""
        request = EnrolRequest(self.make_code(name), new_id(), "laptop")
        answer = write(self.engine, lambda c: enrol(c, request, self.clock.now()))
        return Laptop(answer.token, answer.device, answer.user_id, count(1))

    def add_rep(self, name: str, team: str = "") -> Laptop:
        """Add a rep with a laptop."""
        self.add_user(name, "rep", team)
        return self.add_laptop(name)

    def push(self, laptop: Laptop, *saves: Save) -> PushAnswer:
        """Push saves of a laptop, which must be stored."""
        body = b"\n".join([b'{"protocol":"fieldlog-sync/1"}', *laptop.lines(*saves)])
        return receive(self.engine, laptop.token, body, self.clock.now())
