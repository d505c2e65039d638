"""``fieldlog overdue`` as a cold process against Taskwarrior's ``task overdue`` on the same promises.

Taskwarrior is installed with: apt-get install taskwarrior
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.installed import COMMANDS, install_fieldlog
from bench.measuring import RESULTS, Row, Timing, report, take_turns
from bench.processes import clean_environment, cold
from bench.stores import open_home, prepared_home
from bench.territory import Shape
from fieldlog.actions.homes import init_practice_store, init_store
from fieldlog.domain.days import end_of_day
from fieldlog.domain.obligations import Obligation
from fieldlog.store.reading import all_cards, promise_obligations

RUNS = 25
USUAL, TENFOLD = Shape(125, 0, 160, 400), Shape(125, 0, 1600, 400)
FOUND = 1
PASSPHRASE = "a passphrase for the benchmark"
STAMP = "%Y%m%dT%H%M%SZ"


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    command = str(install_fieldlog())
    with TemporaryDirectory(dir=RESULTS, prefix="overdue-") as folder:
        usual, tenfold = prepared_home("overdue-20000", USUAL), prepared_home("overdue-200000", TENFOLD)
        contestants = {
            "python -c pass": cold([str(COMMANDS / "python"), "-c", "pass"]),
            "fieldlog overdue, 20,000": cold([command, "--home", str(usual), "overdue"], expected=FOUND),
            "fieldlog overdue, 200,000": cold([command, "--home", str(tenfold), "overdue"], expected=FOUND),
            **unlocking(command, Path(folder)),
            **taskwarrior(Path(folder), usual),
        }
        found = take_turns(contestants, RUNS, warm_ups=2)
    report("overdue", rows_of(found), {**found, "bytecode": "compiled before (compileall)"})


def rows_of(found: dict[str, Timing]) -> list[Row]:
    """Return the lines of the table."""
    ours = found["fieldlog overdue, 20,000"].median
    flat = found["fieldlog overdue, 200,000"].median / ours
    peer = found.get("task overdue")
    work = "fieldlog overdue, cold, 20,000 promises, 400 open"
    if peer is None:
        print("Taskwarrior is not installed (apt-get install taskwarrior): no ratio.")
        first = Row(work, f"{ours * 1000:.0f} ms, Taskwarrior not installed", "<= 0.6 x Taskwarrior")
    else:
        ratio = ours / peer.median
        best = found["fieldlog overdue, 20,000"].best / peer.best
        measured = f"{ratio:.2f} x Taskwarrior's task overdue (best run against best run {best:.2f} x)"
        first = Row(work, measured, "<= 0.6", ratio <= 0.6)
    argon = (
        found["empty store, unlocked by passphrase"].median - found["empty store, practice key"].median
    ) * 1000
    keyring = found["keyring library imported"].median - found["python -c pass"].median
    return [
        first,
        Row("the same, of python -c pass", f"{ours / found['python -c pass'].median:.1f} x"),
        Row("the same, 200,000 promises against 20,000", f"{flat:.2f} x", "flat (<= 1.1)", flat <= 1.1),
        Row("unlocking by passphrase (argon2id), besides", f"{argon:.0f} ms"),
        Row("loading the platform's keyring backend, besides", f"{keyring * 1000:.0f} ms"),
    ]


def unlocking(command: str, folder: Path) -> dict[str, Callable[[], None]]:
    """Return what shows the cost of the two usual ways to the key, which a practice store does without."""
    now = datetime.now(UTC)
    locked, practice = folder / "locked", folder / "practice"
    init_store(locked, "bench", "Asia/Shanghai", now, PASSPHRASE, None)
    init_practice_store(practice, "bench", "Asia/Shanghai", now, os.urandom).store.close()
    keyring = "import keyring.errors, keyring.backends.SecretService"
    return {
        "empty store, practice key": cold([command, "--home", str(practice), "overdue"]),
        "empty store, unlocked by passphrase": cold(
            [command, "--home", str(locked), "overdue"], {"FIELDLOG_PASSPHRASE": PASSPHRASE}
        ),
        "keyring library imported": cold([str(COMMANDS / "python"), "-c", keyring]),
    }


def taskwarrior(folder: Path, home: Path) -> dict[str, Callable[[], None]]:
    """Return Taskwarrior's check on a store's promises, as it comes and without its tidying."""
    program = shutil.which("task")
    if program is None:
        return {}
    data, settings, tasks = folder / "task", folder / "taskrc", folder / "tasks.json"
    data.mkdir()
    settings.write_text("confirmation=off\nnews.version=2.6.0\n", "utf-8")
    tasks.write_text(json.dumps(list(promises_as_tasks(home)), ensure_ascii=False), "utf-8")
    surroundings = {"TASKDATA": str(data), "TASKRC": str(settings)}
    environment = {**clean_environment(), **surroundings}
    subprocess.run([program, "import", str(tasks)], env=environment, check=True, capture_output=True)
    subprocess.run([program, "overdue"], env=environment, check=True, capture_output=True)
    return {
        "task overdue": cold([program, "overdue"], surroundings),
        "task rc.gc=off overdue": cold([program, "rc.gc=off", "overdue"], surroundings),
    }


def promises_as_tasks(home: Path) -> Iterator[dict[str, Any]]:
    """Yield every promise of a store as Taskwarrior imports it."""
    with open_home(home) as store:
        names = {card["id"]: card["name"] for card in all_cards(store)}
        zone = ZoneInfo(store.settings().zone)
        for promise in promise_obligations(store):
            yield as_task(promise, names[promise.customer], zone)


def as_task(promise: Obligation, customer: str, zone: ZoneInfo) -> dict[str, Any]:
    """Return a promise as a task: its customer is the project."""
    made = end_of_day(date.fromisoformat(promise.evidence["made"]), zone) - timedelta(hours=12)
    task: dict[str, Any] = {
        "uuid": str(UUID(promise.subject)),
        "description": promise.evidence["text"],
        "project": customer,
        "tags": [promise.evidence["form"]],
        "entry": made.strftime(STAMP),
        "due": promise.due.strftime(STAMP),
        "status": "pending",
    }
    if promise.met_at is not None:
        task |= {"status": "completed", "end": promise.met_at.strftime(STAMP)}
    return task


if __name__ == "__main__":
    main()
