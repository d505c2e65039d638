"""A network that loses, delays, repeats, cuts and forges.

It lies below httpx: the real transport reads what is left of an answer.
"""

import gzip
import json
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import httpx

from tests.simulation.chance import chance_of_the_system, stream
from tests.simulation.crashes import ServerCrashError
from tests.simulation.faults import Fault, Weather

if TYPE_CHECKING:
    from tests.simulation.laptops import SimLaptop
    from tests.simulation.world import World

PORTAL = b"<html><title>Welcome</title><form action=/login>Please sign in to our guest network.</form></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
REFUSED = b'{"code":"too-many-requests","message":"later","message_zh":"later","retry_after":7}'
RENEWAL = "/v1/token"
CHANCE = 0.25
MOST_ASKED = 400
"""So many requests no laptop has in one event."""


class Asked(NamedTuple):
    """A request as it went out: who asked, in which order, and its bytes."""

    laptop: str
    number: int
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path of the request."""
        return httpx.URL(self.url).path

    @property
    def content(self) -> bytes:
        """The body without compression."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


class Carried(NamedTuple):
    """An answer as it came: its bytes may be compressed."""

    status: int
    headers: list[tuple[str, str]]
    raw: bytes

    @property
    def content(self) -> bytes:
        """The body without compression."""
        is_packed = any(name == "content-encoding" and value == "gzip" for name, value in self.headers)
        return gzip.decompress(self.raw) if is_packed else self.raw

    def response(self, stream: httpx.SyncByteStream | None = None) -> httpx.Response:
        """Return it as httpx hands it on."""
        return httpx.Response(self.status, headers=self.headers, stream=stream or httpx.ByteStream(self.raw))


class BrokenStream(httpx.SyncByteStream):
    """A body that breaks off."""

    def __init__(self, content: bytes, is_noticed: bool) -> None:
        self._content = content
        self._is_noticed = is_noticed

    def __iter__(self):  # type: ignore[no-untyped-def]
        """Yield what has come, and break off, noticed or not."""
        yield self._content
        if self._is_noticed:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


class Link(httpx.BaseTransport):
    """The way of one laptop to the server."""

    def __init__(self, world: "World", laptop: "SimLaptop") -> None:
        self._world = world
        self._laptop = laptop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request, as well as the weather is."""
        world = self._world
        world.requests += 1
        self._laptop.asked += 1
        world.check(self._laptop.asked < MOST_ASKED, "I14", self._laptop.name, "asks again and again")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(self._laptop.name, world.requests, str(request.url), headers, request.read())
        world.watch.asked(self._laptop, asked)
        if asked.path == RENEWAL and Weather.CLOCKS in world.weather:
            return self._renew_apart(asked)
        fault = world.draw_fault(self._laptop, asked)
        world.note(
            self._laptop.name, asked.path, sha256(asked.content).hexdigest()[:8], fault.value if fault else ""
        )
        if fault is None:
            return self._deliver(asked).response()
        return _BAD_WAYS[fault](self, asked)

    def _renew_apart(self, asked: Asked) -> httpx.Response:
        """Carry a request that a wrong clock alone may have caused, with chances of its own: all others are
        to fare as beside right clocks, or the two could not be compared.
        """
        world = self._world
        with world.calm(), chance_of_the_system(stream(world.seed, RENEWAL, world.event, self._laptop.name)):
            return self._deliver(asked).response()

    def _deliver(self, asked: Asked) -> Carried:
        try:
            carried = self._world.deliver(asked, self._laptop)
        except ServerCrashError:
            self._world.restart_office()
            raise httpx.ReadError("connection reset by peer") from None
        self._laptop.served = asked.number
        self._laptop.last_contact = self._world.time
        return carried

    def _count(self, fault: Fault) -> None:
        self._world.count(fault)

    # The ways in which it goes wrong

    def lose(self, _asked: Asked) -> httpx.Response:
        """Nothing goes out."""
        self._count(Fault.REQUEST_LOST)
        raise httpx.ConnectError("no route to host")

    def lose_answer(self, asked: Asked) -> httpx.Response:
        """The server has done it, and nobody hears of it."""
        self._deliver(asked)
        self._count(Fault.ANSWER_LOST)
        raise httpx.ReadError("connection reset by peer")

    def delay(self, asked: Asked) -> httpx.Response:
        """Nobody waits so long; it arrives another time."""
        self._world.in_flight.append((asked, self._laptop))
        raise httpx.ReadTimeout("timed out")

    def repeat(self, asked: Asked) -> httpx.Response:
        """It arrives twice, and the first answer comes back."""
        first = self._deliver(asked)
        with self._world.calm():
            self._world.watch.replay(lambda: self._deliver(asked), asked, first)
        self._count(Fault.DUPLICATED)
        return first.response()

    def cut(self, asked: Asked) -> httpx.Response:
        """The answer breaks off, and the line notices it or not."""
        carried = self._deliver(asked)
        chance = self._world.chance
        left = carried.raw[: chance.randrange(max(1, len(carried.raw)))]
        self._count(Fault.TRUNCATED)
        headers = [pair for pair in carried.headers if pair[0] != "content-length"]
        return carried._replace(headers=headers).response(BrokenStream(left, chance.random() < 0.5))

    def portal(self, _asked: Asked) -> httpx.Response:
        """A guest network answers in the server's place."""
        self._count(Fault.PORTAL)
        return httpx.Response(200, headers=HTML, content=PORTAL)

    def redirect(self, _asked: Asked) -> httpx.Response:
        """A guest network sends elsewhere."""
        self._count(Fault.REDIRECT)
        return httpx.Response(302, headers={"Location": "http://guest.example/login", **HTML})

    def put_off(self, _asked: Asked) -> httpx.Response:
        """Somebody is to come again later: the server itself, or a proxy before it."""
        self._count(Fault.BUSY)
        self._laptop.wanted_wait = 7.0
        if self._world.chance.random() < 0.5:
            return httpx.Response(429, headers={"Content-Type": "application/json"}, content=REFUSED)
        return httpx.Response(503, headers={"Retry-After": "7", **HTML}, content=b"<html>busy</html>")

    def too_large(self, _asked: Asked) -> httpx.Response:
        """A proxy takes no bodies of this size."""
        self._count(Fault.TOO_LARGE)
        return httpx.Response(413, headers=HTML, content=b"<html>too large</html>")

    def fill_server(self, asked: Asked) -> httpx.Response:
        """The disk of the server is full while it takes this."""
        points = self._world.office.points
        points.is_full = True
        try:
            carried = self._deliver(asked)
        finally:
            points.is_full = False
        if carried.status == 503:
            self._count(Fault.SERVER_FULL)
        return carried.response()

    def add_entry(self, asked: Asked) -> httpx.Response:
        """A newer server sends entries that this laptop does not know."""
        carried = self._deliver(asked)
        content = carried.content
        if carried.status != 200 or not content.startswith(b'{"entries":['):
            return carried.response()
        more = self._newer_entry(content)
        place = len(b'{"entries":[')
        more += b"" if content[place : place + 1] == b"]" else b","
        self._count(Fault.NEWER_ENTRY)
        changed = content[:place] + more + content[place:]
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=changed)

    def _newer_entry(self, content: bytes) -> bytes:
        """Return an entry of a kind that nobody knows yet: a document, where the answer holds one."""
        documents = [entry for entry in json.loads(content)["entries"] if entry["entry"] == "doc"]
        if not documents:
            return b'{"entry":"festival","seq":1,"scope":"organisation","name":"\xe4\xb8\xad\xe7\xa7\x8b"}'
        self._count(Fault.UNREAD_COPY)
        copy = {**documents[-1], "entry": "document-9"}
        return json.dumps(copy, ensure_ascii=False).encode()


_BAD_WAYS: dict[Fault, Callable[[Link, Asked], httpx.Response]] = {
    Fault.REQUEST_LOST: Link.lose,
    Fault.ANSWER_LOST: Link.lose_answer,
    Fault.LATE: Link.delay,
    Fault.DUPLICATED: Link.repeat,
    Fault.TRUNCATED: Link.cut,
    Fault.PORTAL: Link.portal,
    Fault.REDIRECT: Link.redirect,
    Fault.BUSY: Link.put_off,
    Fault.TOO_LARGE: Link.too_large,
    Fault.SERVER_FULL: Link.fill_server,
    Fault.NEWER_ENTRY: Link.add_entry,
}
_OTHERS = (Fault.SERVER_FULL, Fault.NEWER_ENTRY, Fault.TOO_LARGE)
_OF_THE_LINE = tuple(fault for fault in _BAD_WAYS if fault not in _OTHERS)


def draw(chance: Random, weather: frozenset[Weather], asked: Asked) -> Fault | None:
    """Return what goes wrong with one request; ``None``: nothing."""
    is_push = asked.path == "/v1/push"
    is_many = is_push and asked.content.count(b"\n") > 2
    ways = [
        *(_OF_THE_LINE if Weather.NETWORK in weather else ()),
        *((Fault.TOO_LARGE,) * 3 if Weather.NETWORK in weather and is_many else ()),
        *((Fault.SERVER_FULL,) * 6 if Weather.DISKS in weather and is_push else ()),
        *((Fault.NEWER_ENTRY,) if Weather.SCHEMAS in weather else ()),
    ]
    rate = 2 * CHANCE if is_push and Weather.DISKS in weather else CHANCE
    return chance.choice(ways) if chance.random() < rate and ways else None
