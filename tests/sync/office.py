"""An office for tests: the core of the real server on SQLite, without HTTP, over a network with faults."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.exchange import (
    EnrolRequest,
    Envelope,
    ForkRequest,
    PullRequest,
    PushAnswer,
    Refusal,
)
from fieldlog.sync.ports import Answer, Request
from fieldlog.sync.troubles import CUT_OFF, NO_CONNECTION, UnreachableError
from sync_server.core.admission import Admitted, admit, settle_token
from sync_server.core.enrolment import enrol, fork, make_enrol_code, revoke, rotate
from sync_server.core.erasure import erase_customer
from sync_server.core.handover import hand_over
from sync_server.core.lines import read_lines
from sync_server.core.pull import pull
from sync_server.core.push import Fork, Gap, Push
from sync_server.core.users import add_user
from sync_server.database import devices, feeds
from sync_server.database.engine import Connection, open_engine, reading, sqlite_url, write
from sync_server.database.tables import metadata
from sync_server.errors import RefusalError

Result = TypeVar("Result")
Fault = Callable[[Request], Answer | None]
"""What a network does to a request before the server sees it: an answer of its own, an error, or nothing."""

_STATUS = {"not-signed-in": 401, "device-revoked": 403, "user-retired": 403, "code-unknown": 403}


class Office:
    """The server with its people; ``clock`` is its own."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.requests: list[Request] = []
        self.before: Fault | None = None
        self.after: Callable[[Request, Answer], Answer] | None = None
        self.begin(folder, "feed-1")

    def begin(self, folder: Path, feed_id: str) -> None:
        """Begin with an empty database."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.open()
        metadata.create_all(self.engine)

        def make(connection: Connection) -> None:
            feeds.make_feed(connection, feed_id)
            feeds.write_setting(connection, "zone", "Asia/Shanghai")
            feeds.write_setting(connection, "server_id", "s1")

        write(self.engine, make)

    def open(self) -> None:
        """Open the file that lies in the folder."""
        self.engine = open_engine(sqlite_url(self.folder / "office.db", "k" * 64))

    def do(self, work: Callable[[Connection], Result]) -> Result:
        """Do something at the server."""
        return write(self.engine, work)

    def add_rep(self, name: str, team: str = "一队") -> None:
        """Add a rep."""
        self.do(lambda connection: add_user(connection, name, "rep", team, None, "admin", self.clock()))

    def code_for(self, name: str) -> str:
        """Return a one-time code."""
        code = self.do(lambda connection: make_enrol_code(connection, name, "admin", self.clock(), 24))
        return code.code

    def hand_over(self, customer: str, to_user: str, reason: str = "调岗") -> int:
        """Hand a customer over and return the number from which on the new rep has it."""
        return self.do(
            lambda connection: hand_over(connection, customer, to_user, reason, "admin", self.clock())
        ).seq

    def erase(self, customer: str) -> None:
        """Erase the health notes of a customer."""
        self.do(lambda connection: erase_customer(connection, customer, "撤回同意", "admin", self.clock()))

    def revoke(self, device: str) -> None:
        """Revoke a laptop."""
        self.do(lambda connection: revoke(connection, device, "admin", self.clock()))

    def holding(self, device: str) -> tuple[int, list[str]]:
        """Return what a laptop has applied, and the scopes whose drop waits there."""
        found = self.do(lambda connection: devices.find_device(connection, device))
        assert found is not None
        return found.cursor_seq, list(found.holding)

    # The network

    def send(self, request: Request) -> Answer:
        """Carry a request to the server and its answer back, as well as the network does it."""
        self.requests.append(request)
        early = None if self.before is None else self.before(request)
        if early is not None:
            return early
        answer = self._answer(request)
        return answer if self.after is None else self.after(request, answer)

    def _answer(self, request: Request) -> Answer:
        try:
            body = _ENDPOINTS[request.path](self, request)
        except RefusalError as error:
            status = _STATUS.get(error.code, 409 if error.code in ("fork", "gap") else 422)
            return _refusal(status, error)
        return Answer(200, msgspec.json.encode(body))

    def _admitted(self, connection: Connection, request: Request) -> Admitted:
        admitted = admit(connection, request.token, self.clock())
        settle_token(connection, admitted)
        return admitted

    def _enrol(self, request: Request) -> object:
        asked = msgspec.json.decode(request.body, type=EnrolRequest)
        return self.do(lambda connection: enrol(connection, asked, self.clock()))

    def _push(self, request: Request) -> object:
        first, *lines = request.body.splitlines()
        envelope = msgspec.json.decode(first, type=Envelope)
        assert abs(from_text(envelope.clock).year - self.clock().year) < 90

        def take(connection: Connection) -> object:
            device = self._admitted(connection, request).device
            taken = Push(connection, device, self.clock()).take(read_lines(lines, 0))
            if isinstance(taken, Gap):
                raise RefusalError("gap", expected=taken.expected)
            if isinstance(taken, Fork):
                raise RefusalError("fork")
            feed_id = feeds.read_setting(connection, "feed_id")
            return PushAnswer(taken, feed_id, to_text(self.clock()))

        return self.do(take)

    def _pull(self, request: Request) -> object:
        asked = msgspec.json.decode(request.body, type=PullRequest)

        def note(connection: Connection) -> Admitted:
            admitted = self._admitted(connection, request)
            seq = 0 if asked.cursor is None else asked.cursor.seq
            at = to_text(self.clock())
            devices.note_seen(
                connection, admitted.device.device_id, at, cursor_seq=seq, holding=asked.holding
            )
            return admitted

        admitted = self.do(note)
        with reading(self.engine) as connection:
            return pull(connection, admitted.device.user_id, admitted.is_leaving, asked, self.clock())

    def _token(self, request: Request) -> object:
        return self.do(lambda connection: rotate(connection, self._admitted(connection, request)))

    def _fork(self, request: Request) -> object:
        device = msgspec.json.decode(request.body, type=ForkRequest).device

        def take(connection: Connection) -> object:
            return fork(connection, self._admitted(connection, request), device, self.clock())

        return self.do(take)


_ENDPOINTS: dict[str, Callable[[Office, Request], object]] = {
    "/v1/enrol": Office._enrol,
    "/v1/push": Office._push,
    "/v1/pull": Office._pull,
    "/v1/token": Office._token,
    "/v1/fork": Office._fork,
}


def _refusal(status: int, error: RefusalError) -> Answer:
    said = Refusal(error.code, error.code, error.code, error.expected, error.retry_after)
    return Answer(status, msgspec.json.encode(said))


# Faults


def is_offline(request: Request) -> Answer:
    """Nothing goes out."""
    raise UnreachableError(NO_CONNECTION, request.server)


class LostAnswers:
    """The server has done what was asked, and its answer is lost; ``count`` times, for one path."""

    def __init__(self, path: str, count: int = 1) -> None:
        self.path = path
        self.left = count

    def __call__(self, request: Request, answer: Answer) -> Answer:
        """Lose the answer, or let it pass."""
        if request.path == self.path and self.left:
            self.left -= 1
            raise UnreachableError(CUT_OFF, request.server)
        return answer
