"""Not waiting for an answer longer than somebody who stands by waits for it.

The timeouts of a connection count from byte to byte, and looking up an address has none; here a whole answer
is due. What comes on and on, if slowly, is waited for: it is a long answer on a bad line.
"""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from fieldlog.sync.ports import Answer

LEAST_RECEIVED, LEAST_SENT = 1024, 16 * 1024
"""Bytes a second: what comes more slowly stands still, and how long sending may take."""
LOOKS_EVERY_SECONDS = 0.25
THREAD = "request"
Result = TypeVar("Result")


class Passage:
    """How far a request has come; the thread that carries it tells."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._received = 0

    def receive(self, count: int) -> None:
        """Take note of bytes of the answer; of none of them when its beginning has come."""
        self._begun = self._begun or time.monotonic()
        self._received += count

    def comes_on(self) -> bool:
        """Say whether the answer has begun, and comes as fast as the slowest line would bring it."""
        if self._begun is None:
            return False
        return self._received >= LEAST_RECEIVED * (time.monotonic() - self._begun)


class Deadline:
    """So many seconds for a whole answer, counted from when it is asked for; where somebody stands by
    (``is_awaited``), those for the first one are counted from now on, however often it is asked for.
    """

    def __init__(self, seconds: float, *, is_awaited: bool = True) -> None:
        self._seconds = seconds
        self._first = time.monotonic() + seconds if is_awaited else None

    def keep(self, carry: Callable[[Passage], Answer], size: int) -> Answer:
        """Return the answer of a request of so many bytes, carried on a thread of its own; ``TimeoutError``
        when the time is over, and the thread is left to whoever can end it.
        """
        passage, done = Passage(), SimpleQueue[Answer | BaseException]()
        # It never keeps the program from ending.
        Thread(target=_carry, args=(carry, passage, done), name=THREAD, daemon=True).start()
        now = time.monotonic()
        latest = now + self._seconds if self._first is None else self._first
        answer = _wait(done, passage, max(latest, now + size / LEAST_SENT))
        if isinstance(answer, BaseException):
            raise answer
        self._first = None
        return answer


def _carry(
    carry: Callable[[Passage], Answer], passage: Passage, done: "SimpleQueue[Answer | BaseException]"
) -> None:
    try:
        done.put(carry(passage))
    except BaseException as error:  # noqa: BLE001 - raised again by who waits
        done.put(error)


def _wait(done: "SimpleQueue[Result]", passage: Passage, latest: float) -> Result:
    while True:
        left = latest - time.monotonic()
        try:
            return done.get(timeout=left if left > 0 else LOOKS_EVERY_SECONDS)
        except Empty:
            if not passage.comes_on():
                raise TimeoutError from None
