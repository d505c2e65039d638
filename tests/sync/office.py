"""An office for tests: the real server in this process, over a network with faults."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import TypeVar

import httpx
from sqlalchemy import URL

from fieldlog.sync.ports import Answer, Request
from fieldlog.sync.transport import HttpTransport, make_client
from fieldlog.sync.troubles import CUT_OFF, NO_CONNECTION, UnreachableError
from sync_server.api.app import make_app
from sync_server.api.frame import Frame
from sync_server.api.logs import Log
from sync_server.api.serving import Serving
from sync_server.core.enrolment import make_enrol_code, revoke
from sync_server.core.erasure import erase_customer
from sync_server.core.handover import hand_over
from sync_server.core.holdings import Holding, holdings
from sync_server.core.users import add_user
from sync_server.database import devices, feeds
from sync_server.database.engine import Connection, open_engine, sqlite_url, write
from sync_server.database.tables import metadata
from sync_server.home.settings import ServerSettings

Result = TypeVar("Result")
Fault = Callable[[Request], Answer | None]
"""What a network does to a request before the server sees it: an answer of its own, an error, or nothing."""


class Office:
    """The server with its people; ``clock`` is its own."""

    url: URL | None = None

    def __init__(self, folder: Path, clock: Callable[[], datetime], url: URL | None = None) -> None:
        folder.mkdir()
        self.url = url
        self._begin(folder, clock)
        metadata.create_all(self.engine)
        self.do(lambda connection: self._found(connection))

    @classmethod
    def reopened(cls, folder: Path, clock: Callable[[], datetime]) -> "Office":
        """Return the office whose file lies in a folder."""
        office = cls.__new__(cls)
        office._begin(folder, clock)
        return office

    def _begin(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.clock = clock
        self.requests: list[Request] = []
        self.before: Fault | None = None
        self.after: Callable[[Request, Answer], Answer] | None = None
        self.open()

    @staticmethod
    def _found(connection: Connection) -> None:
        feeds.make_feed(connection, "feed-1")
        feeds.write_setting(connection, "zone", "Asia/Shanghai")
        feeds.write_setting(connection, "server_id", "s1")

    def open(self) -> None:
        """Open the database, a file in the folder unless it is another one, and serve it."""
        self.engine = open_engine(self.url or sqlite_url(self.folder / "office.db", "ab" * 32))
        self._serving = Serving(self.engine, ServerSettings(), self.clock, lambda: self.clock().timestamp())
        self.carrier: httpx.BaseTransport = InProcess(make_app(self._serving, Log(StringIO())))
        self._network = HttpTransport(make_client(self.carrier))

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

    def held(self, device: str) -> Holding:
        """Return what ``fieldlog-server device list`` says that a laptop holds."""
        found = self.do(holdings)
        return next(one for one in found if one.device.device_id == device)

    # The network

    def send(self, request: Request) -> Answer:
        """Carry a request to the server and its answer back, as well as the network does it."""
        self.requests.append(request)
        early = None if self.before is None else self.before(request)
        if early is not None:
            return early
        answer = self._network.send(request)
        return answer if self.after is None else self.after(request, answer)

    def close(self) -> None:
        """Let the threads and the connections end."""
        self._network.close()
        self._serving.close()


class InProcess(httpx.BaseTransport):
    """Carries a request to an ASGI application in this process, from whatever thread."""

    def __init__(self, app: Frame) -> None:
        self._app = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the whole answer, its bytes as they came."""
        asked = self._ask(request, request.read())
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()

    async def _ask(self, request: httpx.Request, content: bytes) -> httpx.Response:
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        answer = await self._app.handle_async_request(asked)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        raw = b"".join([part async for part in answer.stream])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(raw))

    def close(self) -> None:
        """End the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


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
