"""5,000 visits of one laptop over HTTP into a real server, against bare upserts into the same database."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text

from bench.measuring import RESULTS, Row, Timing, report, take_turns
from bench.offices import KINDS, Office, offices
from bench.territory import CustomerHistory
from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import MOST_SAVES, PushAnswer
from fieldlog.domain.saves import Save, freeze
from fieldlog.store.rows import OutboxRow
from fieldlog.sync.server import Server
from fieldlog.sync.transport import HttpTransport
from sync_server.database.engine import Connection, Engine, write

CUSTOMERS, VISITS, RUNS, WARM_UPS = 125, 40, 5, 1
UPSERTED_AT_ONCE = 500
TARGET = 5_000
Work = Callable[[], object]
_seeds = count(1)
_raw = Table(
    "bench_raw",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    timings: dict[str, Timing] = {}
    for kind in KINDS:
        # One server at a time: each goes on evaluating what was pushed to it.
        with (
            TemporaryDirectory(dir=RESULTS, prefix="push-") as folder,
            offices(Path(folder), (kind,)) as found,
        ):
            contestants = {
                f"push, {kind}": pushes(found[kind]),
                f"bare upserts, {kind}": upserts(found[kind].engine),
            }
            timings |= take_turns(contestants, RUNS, WARM_UPS)
    rows = [row for kind in sorted(KINDS) for row in rows_of(kind, timings)]
    report("push", rows, {"bytes of a visit": len(freeze(next(visits(0)))), **timings})


def rows_of(kind: str, timings: dict[str, Timing]) -> list[Row]:
    """Return the lines of the table of one database."""
    ours, raw = (timings[f"{name}, {kind}"].median for name in ("push", "bare upserts"))
    speed = CUSTOMERS * VISITS / ours
    measured = f"{speed:,.0f} visits/s, {raw / ours:.2f} x bare upserts of {UPSERTED_AT_ONCE} rows"
    return [
        Row(f"push 5,000 visits over HTTP, one laptop, {kind}", measured, f">= {TARGET:,}/s", speed >= TARGET)
    ]


def visits(seed: int, each: int = VISITS) -> Iterator[Save]:
    """Yield visits as a rep makes them, so many of each customer, who take turns."""
    today = datetime.now(UTC).date()
    histories = [CustomerHistory(number, today, seed) for number in range(CUSTOMERS)]
    for number in range(each):
        yield from (history.visit(each - number) for history in histories)


def outbox(saves: Iterator[Save]) -> list[OutboxRow]:
    """Return saves as they wait in a laptop's outbox."""
    frozen = ((save, freeze(save)) for save in saves)
    return [
        OutboxRow(dseq, save.gid, content, sha256(content).hexdigest(), save.scope)
        for dseq, (save, content) in enumerate(frozen, 1)
    ]


def batches(rows: Sequence[OutboxRow]) -> Iterator[Sequence[OutboxRow]]:
    """Yield as many as a laptop sends at once."""
    yield from (rows[start : start + MOST_SAVES] for start in range(0, len(rows), MOST_SAVES))


def pushes(office: Office) -> Work:
    """Push the visits of one laptop after the other, as the laptop does it: packed, one request at a time."""
    ready = [(laptop, outbox(visits(next(_seeds)))) for laptop in office.sign_in(RUNS + WARM_UPS)]

    def push() -> None:
        laptop, rows = ready.pop()
        with HttpTransport() as transport:
            server = Server(transport, office.address, laptop.token)
            for batch in batches(rows):
                answer = server.push(laptop.feed_id, to_text(datetime.now(UTC)), batch)
                assert isinstance(answer, PushAnswer), answer
                assert {result.status for result in answer.results} == {"applied"}, answer

    return push


def upserts(engine: Engine) -> Work:
    """Upsert the same bytes into a table of their own, one transaction for each part."""
    write(engine, _raw.create)
    ready = [outbox(visits(next(_seeds))) for _ in range(RUNS + WARM_UPS)]
    statement = (
        "INSERT INTO bench_raw (name, body) VALUES ({}) ON CONFLICT (name) DO UPDATE SET body = excluded.body"
    )
    text = statement.format("?, ?" if engine.dialect.name == "sqlite" else "%s, %s")

    def upsert() -> None:
        rows = iter([(row.gid, row.frozen) for row in ready.pop()])
        while part := list(islice(rows, UPSERTED_AT_ONCE)):
            write(engine, partial(_execute, text, part))

    return upsert


def _execute(text: str, rows: list[tuple[str, bytes]], connection: Connection) -> None:
    connection.exec_driver_sql(text, rows)


if __name__ == "__main__":
    main()
