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
    """So many seconds for the first answer, and for each one after it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._latest = time.monotonic() + seconds

    def keep(self, carry: Callable[[Passage], Answer], size: int) -> Answer:
        """Return the answer of a request of so many bytes, carried on a thread of its own; ``TimeoutError``
        when the time is over, and the thread is left to its own timeouts.
        """
        passage, done = Passage(), SimpleQueue[Answer | BaseException]()
        # It never keeps the program from ending.
        Thread(target=_carry, args=(carry, passage, done), name="request", daemon=True).start()
        latest = max(self._latest, time.monotonic() + size / LEAST_SENT)
        answer = _wait(done, passage, latest)
        if isinstance(answer, BaseException):
            raise answer
        self._latest = max(self._latest, time.monotonic() + self._seconds)
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
