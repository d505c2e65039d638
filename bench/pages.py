"""The team's page over HTTP: 20 reps with 120 customers and a year each, then in a company of 100 reps.

The supervisor of the first team looks at it in both; beside it the log of visits, and the whole company as an
administrator sees it. Then several look at once, and the server's memory must stay as it was.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from sqlalchemy import text

from bench.measuring import RESULTS, Row, Timing, report, timing_of
from bench.offices import KEY, KINDS, Office, office, postgresql
from bench.teams import FilledTeam, copy_team, fill_team
from sync_server.core.viewers import open_session
from sync_server.database.engine import Connection, Engine, sqlite_url, write
from sync_server.database.sessions import COMPLETE
from sync_server.database.users import find_user
from sync_server.home.settings import DATABASE_NAME

LOOKS, WARM_UPS = 200, 20
TEAM_PAGE, LOG_PAGE = "/review", "/review/visits"
COPIES, AT_ONCE, LOAD = 4, 4, 1_000
SLOWEST_MS, MOST_GROWTH, MOST_MEMORY_GROWTH = 60, 1.5, 1.1


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    rows: list[Row] = []
    timings: dict[str, Timing] = {}
    for kind in KINDS:
        with (
            TemporaryDirectory(dir=RESULTS, prefix="pages-") as folder,
            filled(kind, Path(folder)) as (one, team),
        ):
            small = looks(one, team.session, TEAM_PAGE)
            timings[f"team page, 20 reps, {kind}"] = timing_of(small)
            timings[f"log of visits, 20 reps, {kind}"] = timing_of(looks(one, team.session, LOG_PAGE))
            rows += [team_row(kind, small), memory_row(kind, *under_load(one, team.session))]
            if kind == "PostgreSQL":
                for number in range(1, COPIES + 1):
                    copy_team(one.engine, team.supervisor, number)
                tidy(one.engine)
                large = looks(one, team.session, TEAM_PAGE)
                timings["team page, 20 of 100 reps, PostgreSQL"] = timing_of(large)
                whole = looks(one, administrator(one.engine), TEAM_PAGE, LOOKS // 4)
                timings["the page of all 100 reps, PostgreSQL"] = timing_of(whole)
                rows += [growth_row(small, large), whole_row(whole)]
    report("pages", rows, timings)


@contextmanager
def filled(kind: str, folder: Path) -> Iterator[tuple[Office, FilledTeam]]:
    """Serve a company with one team that was filled before."""
    found: list[FilledTeam] = []

    def fill(engine: Engine) -> None:
        found.append(fill_team(engine, datetime.now(UTC)))

    if kind == "SQLite":
        with office(folder / kind, sqlite_url(folder / kind / DATABASE_NAME, KEY), fill) as one:
            yield one, found[0]
    else:
        with postgresql() as url, office(folder / kind, url, fill) as one:
            tidy(one.engine)
            yield one, found[0]


def tidy(engine: Engine) -> None:
    """Do what PostgreSQL does by itself within minutes after a year was filled in at once."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def administrator(engine: Engine) -> str:
    """Sign the administrator in and return the id of the session."""

    def enter(connection: Connection) -> str:
        admin = find_user(connection, "Admin")
        assert admin is not None
        return open_session(connection, admin.user_id, COMPLETE, datetime.now(UTC))

    return write(engine, enter)


def browser(one: Office, session: str) -> httpx.Client:
    """Return a browser that is signed in and speaks Chinese."""
    headers = {"Accept-Language": "zh-CN", "Cookie": f"fieldlog-session={session}"}
    return httpx.Client(base_url=one.address, headers=headers, timeout=60)


def looks(one: Office, session: str, path: str, times: int = LOOKS) -> list[float]:
    """Return the seconds of each look at a page, one after the other."""
    seconds = []
    with browser(one, session) as opened:
        for number in range(times + WARM_UPS):
            begun = perf_counter()
            answer = opened.get(path)
            taken = perf_counter() - begun
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
            if number >= WARM_UPS:
                seconds.append(taken)
    return seconds


def under_load(one: Office, session: str) -> tuple[float, float]:
    """Return the server's memory in megabytes before and after several have looked at once for a while.

    It is looked at so before, too: each of the server's connections keeps pages of the file, up to a limit.
    """
    _look_at_once(one, session)
    before = one.memory()
    _look_at_once(one, session)
    return before, one.memory()


def _look_at_once(one: Office, session: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as several:
        each = LOAD // AT_ONCE // 2
        for done in [several.submit(looks, one, session, TEAM_PAGE, each) for _ in range(AT_ONCE)]:
            done.result()


def p95(seconds: list[float]) -> float:
    """Return the time in milliseconds that 95 of 100 looks stay under."""
    return sorted(seconds)[int(len(seconds) * 0.95)] * 1000


def team_row(kind: str, seconds: list[float]) -> Row:
    """Return the line of the table about the team's page."""
    slowest = p95(seconds)
    measured = f"{slowest:.0f} ms"
    work = f"team page, 20 reps with 120 customers and a year each, p95, {kind}"
    return Row(work, measured, f"<= {SLOWEST_MS} ms", slowest <= SLOWEST_MS)


def growth_row(small: list[float], large: list[float]) -> Row:
    """Return the line of the table about a company five times as large."""
    ratio = p95(large) / p95(small)
    measured = f"{ratio:.2f} x ({p95(large):.0f} ms)"
    work = "the same in a company of 100 reps, PostgreSQL"
    return Row(work, measured, f"<= {MOST_GROWTH} x", ratio <= MOST_GROWTH)


def whole_row(seconds: list[float]) -> Row:
    """Return the line of the table about the page of all teams."""
    return Row(
        "the page of all 100 reps, as an administrator sees it, p95, PostgreSQL", f"{p95(seconds):.0f} ms"
    )


def memory_row(kind: str, before: float, after: float) -> Row:
    """Return the line of the table about memory."""
    measured = f"{before:.0f} MB before, {after:.0f} MB after"
    is_flat = after <= before * MOST_MEMORY_GROWTH
    return Row(
        f"memory while {LOAD:,} pages are looked at, {AT_ONCE} at once, {kind}", measured, "flat", is_flat
    )


if __name__ == "__main__":
    main()
