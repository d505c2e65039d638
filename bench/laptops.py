"""1,000 laptops come online with ten saves each: within a minute, and all at the same instant.

Each pushes over a connection of its own and then pulls all that it has; who is asked to come again waits as
long as the answer says. Server, database and laptops share this computer. Everything stays on the loopback,
and ends after ``LONGEST`` seconds.
"""

import asyncio
import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import httpx
import msgspec
from sqlalchemy import func, select

from bench.measuring import RESULTS, Row, report
from bench.offices import Office, offices
from bench.push import outbox
from bench.territory import CustomerHistory
from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import PROTOCOL, EnrolAnswer, PullRequest, PushAnswer
from fieldlog.sync.server import push_body
from sync_server.database.engine import reading
from sync_server.database.tables import saves

LAPTOPS, SAVES, WITHIN, INSTANTS = 1_000, 10, 60.0, 3
LONGEST = 180.0
TARGET_SECONDS = 2.0
AGAIN = (429, 503)


class Laptop:
    """A laptop, its next number, and what it sends."""

    def __init__(self, number: int, signed: EnrolAnswer) -> None:
        self.headers = {"Authorization": f"Bearer {signed.token}", "Content-Type": "application/json"}
        self._feed_id = signed.feed_id
        self._history = CustomerHistory(number, datetime.now(UTC).date(), seed=7)
        self._sent = 0

    def next_push(self) -> bytes:
        """Return the packed body of the next ten saves."""
        rows = outbox(self._history.visit(day) for day in range(SAVES, 0, -1))
        numbered = [row._replace(dseq=row.dseq + self._sent) for row in rows]
        self._sent += SAVES
        return gzip.compress(push_body(self._feed_id, to_text(datetime.now(UTC)), numbered), 1)


class Round(NamedTuple):
    """What came of one time that all laptops came online."""

    pushes: list[float]
    answers: Counter[str]
    stored: int
    seconds: float

    @property
    def p99(self) -> float:
        """Return the time in which 99 of 100 pushes that were taken had their answer, in seconds."""
        return quantiles(self.pushes, n=100)[98]

    def facts(self) -> dict[str, Any]:
        """Return the figures as they are kept."""
        return {
            "p50 ms": round(quantiles(self.pushes, n=2)[0] * 1000),
            "p99 ms": round(self.p99 * 1000),
            "slowest ms": round(max(self.pushes) * 1000),
            "answers": dict(sorted(self.answers.items())),
            "saves stored": self.stored,
            "seconds until all were stored": round(self.seconds, 1),
        }


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    rows: list[Row] = []
    details: dict[str, Any] = {}
    with TemporaryDirectory(dir=RESULTS, prefix="laptops-") as folder, offices(Path(folder)) as found:
        for kind, office in sorted(found.items()):
            laptops = [Laptop(*one) for one in enumerate(office.sign_in(LAPTOPS))]
            memory, rounds = [office.memory()], []
            for within in (WITHIN, *[0.0] * INSTANTS):
                rounds.append(come_online(office, laptops, within))
                memory.append(office.memory())
            rows += rows_of(kind, rounds, memory)
            details |= {f"{kind}, round {n}": one.facts() for n, one in enumerate(rounds, 1)}
            details[f"{kind}, memory before and after each round, MB"] = [round(one) for one in memory]
    report("laptops", rows, details)


def rows_of(kind: str, rounds: list[Round], memory: list[float]) -> list[Row]:
    """Return the lines of the table of one database."""
    spread, *instants = rounds
    refused = [one.answers["429"] + one.answers["503"] for one in instants]
    only = all(set(one.answers) <= {"200", "429", "503"} for one in instants)
    return [
        Row(
            f"1,000 laptops with 10 saves each within 60 s, {kind}",
            f"all {spread.stored:,} stored, p99 of a push {spread.p99 * 1000:.0f} ms",
            "p99 <= 2 s",
            spread.stored == LAPTOPS * SAVES and spread.p99 <= TARGET_SECONDS,
        ),
        Row(
            f"the same all at one instant, {kind}",
            f"none lost; all stored after {max(one.seconds for one in instants):.0f} s, "
            f"{max(refused):,} times asked to come again",
            "only 429/503 with Retry-After",
            only and all(one.stored == LAPTOPS * SAVES for one in instants),
        ),
        Row(
            f"memory of the server before, after the first and after the last of these rounds, {kind}",
            f"{memory[0]:.0f}, {memory[1]:.0f}, {memory[-1]:.0f} MB",
        ),
    ]


def come_online(office: Office, laptops: list[Laptop], within: float) -> Round:
    """Let all laptops come online within so many seconds; 0: at the same instant."""
    before = stored_saves(office)
    chance = Random(5)
    answers: Counter[str] = Counter()
    bodies = [laptop.next_push() for laptop in laptops]

    async def everybody() -> tuple[list[float], float]:
        limits = httpx.Limits(max_connections=LAPTOPS, max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=office.address, timeout=LONGEST, limits=limits) as client:
            begun = perf_counter()
            work = (
                exchange(client, laptop, body, chance.uniform(0, within), answers)
                for laptop, body in zip(laptops, bodies, strict=True)
            )
            async with asyncio.timeout(LONGEST):
                return list(await asyncio.gather(*work)), perf_counter() - begun

    pushes, seconds = asyncio.run(everybody())
    return Round(pushes, answers, stored_saves(office) - before, seconds)


async def exchange(
    client: httpx.AsyncClient, laptop: Laptop, body: bytes, wait: float, answers: Counter[str]
) -> float:
    """Push and pull as one laptop; return how long the push took that was taken."""
    await asyncio.sleep(wait)
    packed = {**laptop.headers, "Content-Encoding": "gzip"}
    answer, seconds = await ask(client, "/v1/push", body, packed, answers)
    results = msgspec.json.decode(answer.content, type=PushAnswer).results
    assert [result.status for result in results] == ["applied"] * SAVES, results
    request = msgspec.json.encode(PullRequest(PROTOCOL, None))
    await ask(client, "/v1/pull", request, laptop.headers, answers)
    return seconds


async def ask(
    client: httpx.AsyncClient, path: str, body: bytes, headers: dict[str, str], answers: Counter[str]
) -> tuple[httpx.Response, float]:
    """Ask until there is an answer, and come again when the server says so; count what it answers."""
    while True:
        begun = perf_counter()
        answer = await client.post(path, content=body, headers=headers)
        seconds = perf_counter() - begun
        answers[str(answer.status_code)] += 1
        if answer.status_code == httpx.codes.OK:
            return answer, seconds
        assert answer.status_code in AGAIN, answer.text
        # With a little chance, as fieldlog does it, so that they do not all come together again.
        await asyncio.sleep(int(answer.headers["Retry-After"]) + Random().random())


def stored_saves(office: Office) -> int:
    """Return how many saves the server has stored as applied."""
    with reading(office.engine) as connection:
        query = select(func.count()).select_from(saves).where(saves.c.status == "applied")
        return int(connection.execute(query).scalar_one())


if __name__ == "__main__":
    main()
