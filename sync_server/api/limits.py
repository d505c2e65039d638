"""What keeps a server answering: attempts by address, bytes in flight, and how many requests wait."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeVar

from sync_server.errors import RefusalError

Answer = TypeVar("Answer")
MOST_ADDRESSES = 10_000


class Rate(NamedTuple):
    """How many attempts at once, and how many come back in a second."""

    burst: float
    each_second: float


BY_ADDRESS = Rate(10, 1 / 6)
OVERALL = Rate(200, 10)
THREADS = 8
MOST_WAITING = 300
MOST_BYTES = 256 * 1024 * 1024
LONGEST_WAIT = 8.0
RETRY_SECONDS = (2, 10)


class Buckets:
    """Attempts that are left by address and overall; they come back by themselves, nobody is locked out."""

    def __init__(
        self, steady: Callable[[], float], by_address: Rate = BY_ADDRESS, overall: Rate = OVERALL
    ) -> None:
        self._steady = steady
        self._by_address = by_address
        self._overall = overall
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Take an attempt; ``RefusalError`` says in how many seconds there is one again."""
        wait = self._take(f"address {address}", self._by_address) or self._take("overall", self._overall)
        if wait:
            raise RefusalError("too-many-requests", retry_after=wait)

    def __len__(self) -> int:
        """Return for how many addresses attempts are remembered."""
        return len(self._left)

    def _take(self, name: str, rate: Rate) -> int:
        now = self._steady()
        left, since = self._left.pop(name, (rate.burst, now))
        left = min(rate.burst, left + (now - since) * rate.each_second)
        is_there = left >= 1
        self._left[name] = (left - 1 if is_there else left, now)
        while len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0 if is_there else max(1, round((1 - left) / rate.each_second))


class Gate:
    """Where requests wait for one of a few threads; who would wait too long is asked to come again."""

    def __init__(
        self, threads: int = THREADS, most_waiting: int = MOST_WAITING, most_bytes: int = MOST_BYTES
    ) -> None:
        self._free = asyncio.Semaphore(threads)
        self._most_waiting = most_waiting
        self._most_bytes = most_bytes
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._waiting = 0
        self._bytes = 0

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Be one of those who wait or work, for the length of a request."""
        if self._waiting >= self._most_waiting:
            raise busy()
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[Callable[[int], None]]:
        """Count the bytes that a request holds in memory until its end."""
        held = 0

        def more(count: int) -> None:
            nonlocal held
            if self._bytes + count > self._most_bytes:
                raise busy()
            self._bytes += count
            held += count

        try:
            yield more
        finally:
            self._bytes -= held

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """Run work in a thread, when one is free."""
        try:
            await asyncio.wait_for(self._free.acquire(), LONGEST_WAIT)
        except TimeoutError as error:
            raise busy() from error
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._free.release()

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=True)


def busy() -> RefusalError:
    """Return the refusal of who shall come again, each at another time."""
    return RefusalError("busy", retry_after=random.randint(*RETRY_SECONDS))
