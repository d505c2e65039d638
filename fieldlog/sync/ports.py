"""What a sync needs from outside: a way to the server, a way to the store, and somebody to tell."""

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

from fieldlog.store.store import Store

Result = TypeVar("Result")


class Request(NamedTuple):
    """One POST to a server: its address without a slash at the end, the path, the plain bytes, and the token
    (empty: none).
    """

    server: str
    path: str
    body: bytes
    token: str = ""


class Answer(NamedTuple):
    """What came back: the status, the bytes without compression, and after how many seconds to ask again."""

    status: int
    body: bytes
    retry_after: float | None = None


class Transport(Protocol):
    """Carries a request to a server and brings the answer."""

    def send(self, request: Request) -> Answer:
        """Return the answer; raise ``ServerUnreachableError`` when there is none, or only a part of one."""


class Desk(Protocol):
    """Runs short work on the store, where the store may be touched, and returns what it returns."""

    def __call__(self, work: Callable[[Store], Result]) -> Result:
        """Run the work to its end."""


class Progress(NamedTuple):
    """How far a sync is: ``push`` or ``pull``, how much is done, of how much (``None``: nobody knows)."""

    stage: str
    done: int
    total: int | None


Tell = Callable[[Progress], None]


def tell_nobody(_progress: Progress) -> None:
    """Nobody wants to know."""
