"""A long first sync between real processes: laptop and server are killed in its midst, and nothing is lost.

The log of the server tells how far the sync has come; a stopped server keeps the laptop in its midst.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.store.sync_state import read_state
from sync_server.core.integrity import find_faults
from sync_server.database import copying
from sync_server.database.engine import reading
from sync_server.home.opening import open_home
from tests.end_to_end.running import run_fieldlog
from tests.store.stores import CHECKOUT, add_customer, make_workspace, open_again, save_visit
from tests.sync.laptops import everything, take_the_practice_away
from tests.sync_server.databases import KINDS, Databases

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a process for a while")

CUSTOMERS, VISITS = 20, 1_200
SAVES = CUSTOMERS + VISITS
SERVER = (sys.executable, "-c", "from sync_server.cli.start import run; run()")
LAPTOP = (sys.executable, "-c", "from fieldlog.cli.main import run; run()")
PATIENCE = 60


class OfficeProcess:
    """``fieldlog-server`` on a folder of its own, always on the same port."""

    def __init__(self, home: Path, database: Mapping[str, str]) -> None:
        self.home = home
        self.database = database
        self._environ = {**os.environ, **database, "FIELDLOG_SERVER_HOME": str(home), "FIELDLOG_LANG": "en"}
        self._log = home.with_suffix(".log")
        self._port = "0"
        self.process: subprocess.Popen[str] | None = None

    def do(self, *words: str, typed: str = "") -> str:
        """Run a command that must succeed, and return what it said."""
        done = subprocess.run(
            [*SERVER, *words],
            cwd=CHECKOUT,
            env=self._environ,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done
        return done.stdout

    def start(self) -> str:
        """Serve, and return the address."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*SERVER, "run", "--port", self._port],
                cwd=CHECKOUT,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line
        address = line.split()[-1]
        self._port = address.rpartition(":")[2]
        return address

    def answers(self, path: str) -> int:
        """Return how many requests for a path the server has answered since it was made."""
        lines = self._log.read_text("utf-8").splitlines()
        return sum(f'"{path}"' in line and '"status":200' in line for line in lines)

    def wait_for(self, path: str, count: int) -> None:
        """Return when it has answered so many."""
        latest = time.monotonic() + PATIENCE
        while self.answers(path) < count:
            assert time.monotonic() < latest, "the sync does not go on"
            time.sleep(0.002)

    def send(self, how: signal.Signals) -> None:
        """Send a signal to the server."""
        assert self.process is not None
        self.process.send_signal(how)

    def kill(self) -> None:
        """End the server at once, if it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate(timeout=PATIENCE)
            self.process = None


@pytest.fixture(params=KINDS)
def office(tmp_path: Path, request: pytest.FixtureRequest, databases: Databases) -> Iterator[OfficeProcess]:
    office = OfficeProcess(tmp_path / "office", databases.environ(request.param))
    words = ("--admin", "boss", "--password-stdin", "--zone", "Asia/Shanghai")
    office.do("init", *words, typed="a long password 7")
    office.do("user", "add", "小王", "--role", "rep", "--team", "一队")
    yield office
    office.kill()


def make_laptop(home: Path, seed: int) -> Workspace:
    """Make a rep's store that can be enrolled, and return it open."""
    workspace = make_workspace(home, seed)
    take_the_practice_away(workspace.store, "小王")
    return workspace


def save_a_lot(workspace: Workspace) -> None:
    """Save customers and visits of many weeks, all in one transaction."""
    with workspace.store.writing():
        customers = [add_customer(workspace, f"李{number}") for number in range(CUSTOMERS)]
        for number in range(VISITS):
            save_visit(workspace, customers[number % CUSTOMERS])


def begin_to_sync(home: Path, stderr: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """Start a sync as a process of its own."""
    environ = {**os.environ, "FIELDLOG_HOME": str(home), "FIELDLOG_LANG": "en"}
    return subprocess.Popen(
        [*LAPTOP, "sync"],
        cwd=CHECKOUT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
    )


def kill_laptop_amid(office: OfficeProcess, home: Path, path: str) -> None:
    """Let a laptop sync until some requests were answered, and kill it while it waits for the next answer."""
    before = office.answers(path)
    syncing = begin_to_sync(home)
    office.wait_for(path, before + 2)
    office.send(signal.SIGSTOP)
    syncing.kill()
    syncing.communicate(timeout=PATIENCE)
    office.send(signal.SIGCONT)
    # What it had asked for may have been stored without its knowing.
    assert syncing.returncode == -signal.SIGKILL, "the sync had ended before"


def kill_server_amid(office: OfficeProcess, home: Path, path: str) -> None:
    """Let a laptop sync until a request was answered, kill the server and start it again; end the sync."""
    before = office.answers(path)
    syncing = begin_to_sync(home)
    office.wait_for(path, before + 1)
    office.kill()
    office.start()
    syncing.communicate(timeout=PATIENCE)
    # It goes on by itself; where it had given up, the next sync goes on.
    answer = run_fieldlog(home, "sync")
    assert answer.code == 0, answer


def sync_on_a_terminal(home: Path) -> str:
    """Sync to the end, and return what a person saw of its progress."""
    ours, theirs = os.openpty()
    syncing = begin_to_sync(home, theirs)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 4096):
            seen += part
    except OSError:
        # So Linux says that nobody writes any more.
        pass
    finally:
        os.close(ours)
    assert syncing.wait(PATIENCE) == 0, seen
    return seen.decode()


def test_a_first_sync_that_is_killed_on_either_side_goes_on_and_both_laptops_are_equal(
    office: OfficeProcess, tmp_path: Path
) -> None:
    old, new, third = tmp_path / "old", tmp_path / "new", tmp_path / "third"
    workspace = make_laptop(old, 1)
    with workspace.store:
        save_a_lot(workspace)
    for seed, home in enumerate((new, third), 5):
        make_laptop(home, seed).store.close()
    address = office.start()
    for home in (old, new, third):
        code = office.do("enrol-code", "小王").split()
        answer = run_fieldlog(home, "enrol", address, next(word for word in code if word.count("-") >= 3))
        assert answer.code == 0, answer

    kill_laptop_amid(office, old, "/v1/push")
    assert 0 < answered(old) < SAVES
    kill_server_amid(office, old, "/v1/push")
    assert answered(old) == SAVES

    kill_laptop_amid(office, new, "/v1/pull")
    part = documents_in(new)
    assert 0 < part < documents_in(old)
    kill_server_amid(office, new, "/v1/pull")

    seen = sync_on_a_terminal(third)
    assert "\r500" in seen
    assert seen.endswith("\r\x1b[K")
    assert contents(old) == contents(new) == contents(third)
    check_server(office)


def answered(home: Path) -> int:
    """Return how many saves of a laptop have an answer."""
    with open_again(home).store as store:
        return read_state(store).answered


def documents_in(home: Path) -> int:
    """Return how many documents a laptop holds, and make sure that they are whole."""
    with open_again(home).store as store:
        assert store.database.integrity_problems() == []
        return len(everything(store))


def contents(home: Path) -> object:
    """Return all that a laptop knows."""
    with open_again(home).store as store:
        return everything(store)


def check_server(office: OfficeProcess) -> None:
    """Make sure that the server has every save once, and nothing that does not fit together."""
    office.kill()
    home = open_home(office.home, office.database)
    with reading(home.engine) as connection:
        assert list(find_faults(connection)) == []
        counts = dict(copying.table_counts(connection))
    home.engine.dispose()
    assert (counts["saves"], counts["quarantine"]) == (SAVES, 0)
