"""Handing 200 customers with a year of work over to another rep at once, on both databases.

They go there and back several times; the last time what pages evaluate first is measured too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from bench.measuring import RESULTS, Row, Timing, report, timing_of
from bench.offices import KEY, KINDS, PEOPLE, postgresql
from bench.teams import ZONE, push_year
from fieldlog.domain.territory.telling import ORDERLY
from fieldlog.domain.territory.year import YEAR, PracticeYear
from sync_server.core import evaluation
from sync_server.core.bulk_handover import MOST_AT_ONCE, Wanted, hand_over_all
from sync_server.core.organisations import found_organisation
from sync_server.core.territory.desk import LineDesk
from sync_server.core.users import REP, add_user
from sync_server.core.viewers import find_viewer, open_session
from sync_server.database import schema
from sync_server.database.engine import Connection, Engine, open_engine, sqlite_url, write
from sync_server.database.sessions import COMPLETE
from sync_server.database.users import User, find_user
from sync_server.database.visibility import EVERYTHING
from sync_server.home.settings import DATABASE_NAME

TIMES, AT_ONCE = 5, 60
MOST_SECONDS = 3
TEAM = "bench"


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    rows: list[Row] = []
    timings: dict[str, Timing] = {}
    for kind in KINDS:
        with (
            TemporaryDirectory(dir=RESULTS, prefix="hand-over-") as folder,
            filled(kind, Path(folder)) as (engine, reps, customers),
        ):
            handed, evaluated = there_and_back(engine, reps, customers)
            timings[f"hand-over of {MOST_AT_ONCE}, {kind}"] = timing_of(handed)
            timings[f"evaluating them after it, {kind}"] = timing_of(evaluated)
            rows.append(row_of(kind, handed))
    report("hand_over", rows, timings)


@contextmanager
def filled(kind: str, folder: Path) -> Iterator[tuple[Engine, tuple[User, User], list[str]]]:
    """Found an organisation in which one of two reps has as many customers as can be ticked."""
    if kind == "SQLite":
        engine = open_engine(sqlite_url(folder / DATABASE_NAME, KEY))
        try:
            yield engine, *fill(engine)
        finally:
            engine.dispose()
        return
    with postgresql() as url:
        engine = open_engine(url)
        try:
            yield engine, *fill(engine)
        finally:
            engine.dispose()


def fill(engine: Engine) -> tuple[tuple[User, User], list[str]]:
    """Tell the year of the first rep; return both, and the customers."""
    schema.upgrade(engine)
    now, chance = datetime.now(UTC), Random(0)
    since = now - YEAR - timedelta(days=40)
    first, second = write(engine, partial(_add_people, since=since))
    desk = LineDesk(first.name, chance, now)
    year = PracticeYear(desk, chance, now, ZoneInfo(ZONE), ORDERLY, 0)
    customers = [year.add_customer(one, MOST_AT_ONCE) for one in range(MOST_AT_ONCE)]
    push_year(engine, first, desk)
    evaluation.drain(engine, now, at_once=AT_ONCE)
    return (first, second), customers


def _add_people(connection: Connection, since: datetime) -> tuple[User, User]:
    found_organisation(connection, "Admin", "a long password", ZONE, PEOPLE, since)
    first, second = (add_user(connection, f"rep {one}", REP, TEAM, None, PEOPLE, since)[0] for one in "12")
    return first, second


def there_and_back(
    engine: Engine, reps: tuple[User, User], customers: list[str]
) -> tuple[list[float], list[float]]:
    """Return the seconds of each hand-over, and of evaluating the customers after it."""
    handed, evaluated = [], []
    giver, receiver = reps
    for _ in range(TIMES):
        now = datetime.now(UTC)
        wanted = Wanted(customers, giver.user_id, receiver.user_id, "moved")
        begun = perf_counter()
        write(engine, partial(_hand_over, wanted=wanted, now=now))
        handed.append(perf_counter() - begun)
        begun = perf_counter()
        evaluation.refresh(engine, EVERYTHING, now)
        evaluated.append(perf_counter() - begun)
        giver, receiver = receiver, giver
    return handed, evaluated


def _hand_over(connection: Connection, wanted: Wanted, now: datetime) -> None:
    admin = find_user(connection, "Admin")
    assert admin is not None
    viewer = find_viewer(connection, open_session(connection, admin.user_id, COMPLETE, now), now)
    assert viewer is not None
    count = hand_over_all(connection, viewer, wanted, now)
    if count != MOST_AT_ONCE:
        raise RuntimeError(f"{count} customers were handed over")


def row_of(kind: str, handed: list[float]) -> Row:
    """Return the line of the table about a database."""
    slowest = max(handed)
    work = f"hand {MOST_AT_ONCE} customers with a year of work over at once, slowest of {TIMES}, {kind}"
    return Row(work, f"{slowest:.2f} s", f"<= {MOST_SECONDS} s", slowest <= MOST_SECONDS)


if __name__ == "__main__":
    main()
