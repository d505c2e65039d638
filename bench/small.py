"""What a server has to do most of the time: a push of one save, and a pull that brings nothing.

Sixteen laptops ask without a pause, so that the server is never idle. Beside the requests in a second stands
the time of a core that the server's process spends on each; PostgreSQL's own comes on top.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import httpx
import msgspec

from bench.measuring import RESULTS, Row, report
from bench.offices import Office, offices
from bench.push import outbox
from bench.territory import CustomerHistory
from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import PROTOCOL, EnrolAnswer, PullAnswer, PullRequest
from fieldlog.sync.server import push_body

LAPTOPS, EACH, RUNS = 16, 60, 5


class Figure(NamedTuple):
    """Requests in a second, and milliseconds of a core for each, of several runs."""

    rates: list[float]
    costs: list[float]

    def __str__(self) -> str:
        return f"{median(self.rates):,.0f} requests/s, {median(self.costs):.1f} ms of a core each"


class Laptop:
    """A laptop with one customer, and what it asks for."""

    def __init__(self, number: int, signed: EnrolAnswer) -> None:
        self._headers = {"Authorization": f"Bearer {signed.token}", "Content-Type": "application/json"}
        self._feed_id = signed.feed_id
        self._history = CustomerHistory(number, datetime.now(UTC).date(), seed=11)
        self._numbers = count(1)
        self._cursor = msgspec.json.encode(PullRequest(PROTOCOL, None))

    async def push(self, client: httpx.AsyncClient) -> None:
        """Push one visit."""
        (row,) = outbox(iter([self._history.visit(1)]))
        numbered = [row._replace(dseq=next(self._numbers))]
        body = push_body(self._feed_id, to_text(datetime.now(UTC)), numbered)
        await self._ask(client, "/v1/push", body)

    async def pull(self, client: httpx.AsyncClient) -> None:
        """Pull what came since the last time."""
        answer = msgspec.json.decode(await self._ask(client, "/v1/pull", self._cursor), type=PullAnswer)
        self._cursor = msgspec.json.encode(PullRequest(PROTOCOL, answer.cursor))

    async def _ask(self, client: httpx.AsyncClient, path: str, body: bytes) -> bytes:
        answer = await client.post(path, content=body, headers=self._headers)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.content


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    found: dict[str, Figure] = {}
    with TemporaryDirectory(dir=RESULTS, prefix="small-") as folder, offices(Path(folder)) as served:
        laptops = {
            kind: [Laptop(*one) for one in enumerate(office.sign_in(LAPTOPS))]
            for kind, office in served.items()
        }
        for _ in range(RUNS):
            for kind, office in sorted(served.items()):
                for name, ask in (("push of one save", Laptop.push), ("pull of nothing", Laptop.pull)):
                    figure = found.setdefault(f"{name}, {kind}", Figure([], []))
                    rate, cost = measured(office, laptops[kind], ask)
                    figure.rates.append(rate)
                    figure.costs.append(cost)
    details: dict[str, Any] = {name: figure._asdict() for name, figure in found.items()}
    report("small", [Row(f"a {name}", str(figure)) for name, figure in found.items()], details)


Ask = Callable[[Laptop, httpx.AsyncClient], Awaitable[None]]


def measured(office: Office, laptops: list[Laptop], ask: Ask) -> tuple[float, float]:
    """Return requests in a second, and milliseconds of a core of the server for each."""

    async def keep_asking(client: httpx.AsyncClient, laptop: Laptop, times: int) -> None:
        for _ in range(times):
            await ask(laptop, client)

    async def everybody() -> tuple[float, float]:
        async with httpx.AsyncClient(base_url=office.address, timeout=60) as client:
            # The first pull brings what was pushed before.
            await asyncio.gather(*(keep_asking(client, laptop, 1) for laptop in laptops))
            begun, cores = perf_counter(), office.core_seconds()
            await asyncio.gather(*(keep_asking(client, laptop, EACH) for laptop in laptops))
            return perf_counter() - begun, office.core_seconds() - cores

    seconds, core_seconds = asyncio.run(everybody())
    requests = LAPTOPS * EACH
    return requests / seconds, core_seconds / requests * 1000


if __name__ == "__main__":
    main()
