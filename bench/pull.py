"""25,000 visits pulled over HTTP: as a server gives them, and until a new laptop has them in its store.

Beside it the bare select of the same documents from the same database.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import msgspec
from sqlalchemy import select

from bench.measuring import RESULTS, Row, Timing, report, take_turns, timing_of
from bench.offices import Office, offices
from bench.push import CUSTOMERS, batches, outbox, visits
from bench.territory import REP, ZONE
from fieldlog.actions.homes import init_practice_store
from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import PROTOCOL, EnrolAnswer, PullAnswer, PullRequest, PushAnswer
from fieldlog.store.identity import belong_to
from fieldlog.store.store import Store
from fieldlog.sync.engine import PAGE_ENTRIES, Engine, Surroundings
from fieldlog.sync.server import Server
from fieldlog.sync.transport import HttpTransport, make_client
from sync_server.database.engine import reading
from sync_server.database.tables import documents

VISITS_EACH, RUNS = 200, 5
VISITS = CUSTOMERS * VISITS_EACH
SERVED, APPLIED = 25_000, 10_000
Result = TypeVar("Result")
Work = Callable[[], object]


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=RESULTS, prefix="pull-") as folder, offices(Path(folder)) as found:
        contestants: dict[str, Work] = {}
        applied: dict[str, list[float]] = {kind: [] for kind in found}
        for kind, office in found.items():
            laptop = filled(office)
            contestants[f"pull, {kind}"] = pulls(office, laptop)
            contestants[f"bare select, {kind}"] = selects(office)
            contestants[f"first sync, {kind}"] = first_syncs(
                office, laptop, Path(folder) / f"laptops-{kind}", applied[kind]
            )
        timings = take_turns(contestants, RUNS, warm_ups=1)
    timings |= {f"applying, {kind}": timing_of(seconds) for kind, seconds in applied.items()}
    rows = [row for kind in sorted(found) for row in rows_of(kind, timings)]
    report("pull", rows, timings)


def rows_of(kind: str, timings: dict[str, Timing]) -> list[Row]:
    """Return the lines of the table of one database."""
    pulled, bare, applying, whole = (
        timings[f"{name}, {kind}"].median for name in ("pull", "bare select", "applying", "first sync")
    )
    served, applied = VISITS / pulled, VISITS / applying
    share = f"{served:,.0f} visits/s, {bare / pulled:.2f} x a bare select"
    rest = f"{applied:,.0f} visits/s; pulled and applied in {whole:.1f} s"
    return [
        Row(f"pull 25,000 visits over HTTP, {kind}", share, f">= {SERVED:,}/s", served >= SERVED),
        Row(f"the same applied on a new laptop, {kind}", rest, f">= {APPLIED:,}/s", applied >= APPLIED),
    ]


def filled(office: Office) -> EnrolAnswer:
    """Push the visits of a rep, and return the rep's laptop."""
    (laptop,) = office.sign_in(1)
    with HttpTransport() as transport:
        server = Server(transport, office.address, laptop.token)
        for batch in batches(outbox(visits(1, VISITS_EACH))):
            answer = server.push(laptop.feed_id, to_text(datetime.now(UTC)), batch)
            assert isinstance(answer, PushAnswer), answer
    return laptop


def pulls(office: Office, laptop: EnrolAnswer) -> Work:
    """Pull everything page by page, as packed bytes; unpacking them is the laptop's part."""
    requests = [msgspec.json.encode(request) for request in all_requests(office, laptop)]
    headers = {"Authorization": f"Bearer {laptop.token}", "Content-Type": "application/json"}

    def pull() -> None:
        with make_client() as client:
            for request in requests:
                with client.stream(
                    "POST", f"{office.address}/v1/pull", content=request, headers=headers
                ) as answer:
                    assert answer.status_code == 200, answer
                    assert sum(len(part) for part in answer.iter_raw()) > 0

    return pull


def all_requests(office: Office, laptop: EnrolAnswer) -> list[PullRequest]:
    """Return what a laptop asks for, page by page, until it has everything."""
    requests = [PullRequest(PROTOCOL, None, PAGE_ENTRIES)]
    received = 0
    with HttpTransport() as transport:
        server = Server(transport, office.address, laptop.token)
        while True:
            answer = server.pull(requests[-1])
            assert isinstance(answer, PullAnswer), answer
            received += len(answer.entries)
            if answer.done:
                break
            requests.append(PullRequest(PROTOCOL, answer.cursor, PAGE_ENTRIES))
    assert received > VISITS
    return requests


def selects(office: Office) -> Work:
    """Select the same documents at once."""

    def read() -> None:
        with reading(office.engine) as connection:
            query = select(documents.c.doc_id, documents.c.seq, documents.c.body).order_by(documents.c.seq)
            assert len(connection.execute(query).all()) == VISITS

    return read


def first_syncs(office: Office, laptop: EnrolAnswer, folder: Path, applied: list[float]) -> Work:
    """Let one new store after the other sync for the first time; note the seconds spent on the store."""
    numbers = count()

    def sync() -> None:
        now = datetime.now(UTC)
        workspace = init_practice_store(folder / str(next(numbers)), REP, ZONE, now, token_bytes)
        with workspace.store as store, HttpTransport() as transport:
            belong_to(store, office.address, laptop, now)
            desk = TimedDesk(store)
            around = Surroundings(lambda: datetime.now(UTC), token_bytes, 1, lambda _: True)
            outcome = Engine(desk.run, transport, around).run()
            assert outcome.received > VISITS
            applied.append(desk.seconds)

    return sync


class TimedDesk:
    """A way to the store that counts the seconds spent there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.seconds = 0.0

    def run(self, work: Callable[[Store], Result]) -> Result:
        """Run work on the store."""
        begun = perf_counter()
        try:
            return work(self._store)
        finally:
            self.seconds += perf_counter() - begun


if __name__ == "__main__":
    main()
