"""Killing a task wherever the disk could change: before each SQL statement and each change of a file.

``crash_everywhere`` runs in a process of its own. It counts the points of a task once, then runs the
task anew for each point, in a fork that kills itself there, each time on a fresh copy of the same folder.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fieldlog.actions.practice import make_practice_store
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visits import stop_visit
from fieldlog.domain.pinyin import name_readings
from fieldlog.store.derived import refresh
from fieldlog.store.restore import BackupSecrets, restore_backup
from tests.store.programs import capture
from tests.store.stores import NOW, Clock, open_again

AFTER_THE_VISIT = NOW + timedelta(minutes=50)
_FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


class _Points:
    """Counts the points that a task passes, and kills the process at one of them."""

    def __init__(self, deadly: int | None) -> None:
        self.passed = 0
        self._deadly = deadly

    def install(self) -> None:
        """Count from now on, in this process."""
        connect = dbapi2.connect

        def connect_traced(*arguments: Any, **options: Any) -> Any:
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self._pass)
            return connection

        dbapi2.connect = connect_traced
        sys.addaudithook(lambda event, _: self._pass(event) if event in _FILE_EVENTS else None)

    def _pass(self, _what: str) -> None:
        self.passed += 1
        if self.passed == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)


def _stop(home: Path) -> None:
    with (workspace := open_again(home, 5, Clock(AFTER_THE_VISIT))).store:
        stop_visit(workspace, capture())


def _refresh(home: Path) -> None:
    with open_again(home, 5).store as store:
        refresh(store, AFTER_THE_VISIT)


def _undo(home: Path) -> None:
    with (workspace := open_again(home, 5)).store:
        undo_last_save(workspace)


def _practice(home: Path) -> None:
    make_practice_store(home, AFTER_THE_VISIT, customers=3)


def _restore(home: Path) -> None:
    restore_backup(home / "old.fieldlog-backup", home, AFTER_THE_VISIT, BackupSecrets(), force=True)


TASKS: dict[str, Callable[[Path], None]] = {
    "stop": _stop,
    "refresh": _refresh,
    "undo": _undo,
    "practice": _practice,
    "restore": _restore,
}


def crash_everywhere(task: str, template: str, folder: str, most: str, last: str) -> None:
    """Kill a task at about ``most`` of its points and at the ``last`` ones; name each folder left."""
    # Loaded here once and not in every fork.
    name_readings("李")
    whole = Path(folder, "whole")
    counted = Path(folder, "points")
    assert _run(task, Path(template), whole, None, counted) == 0
    total = int(counted.read_text())
    points = range(1, total + 1)
    spread = points[:: max(1, total // int(most))]
    for point in sorted({*spread, *points[-int(last) :]}):
        assert _run(task, Path(template), Path(folder, str(point)), point, counted) == -signal.SIGKILL
        print(point, flush=True)


def _run(task: str, template: Path, home: Path, deadly: int | None, counted: Path) -> int:
    if template.exists():
        shutil.copytree(template, home)
    child = os.fork()
    if child == 0:
        points = _Points(deadly)
        points.install()
        TASKS[task](home)
        counted.write_text(str(points.passed))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
