"""Several workers behind one port: started, replaced when one dies, gone with whoever started them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from fieldlog.domain.problems import N_
from sync_server.cli.serving import Listening
from sync_server.cli.worker import GRACE_SECONDS, READY
from sync_server.errors import ServerError

SHARED_NUMBERS = "PROMETHEUS_MULTIPROC_DIR"
NUMBERS_FOLDER = "metrics"
LOOK_SECONDS = 0.2
SHORTEST_LIFE = 2.0


def refuse_workers(count: int) -> None:
    """Raise where several processes cannot share a port."""
    if count > 1 and sys.platform != "linux":
        raise ServerError(
            N_("Several workers need Linux."),
            N_("Leave --workers out: one process serves a few hundred reps."),
        )


class Workers:
    """The workers of one server."""

    def __init__(self, home: Path, listening: Listening, count: int) -> None:
        self._message = json.dumps({"home": str(home.absolute()), "listening": listening._asdict()})
        self._numbers = home.absolute() / NUMBERS_FOLDER
        self._count = count
        self._stopping = threading.Event()
        self._running: list[tuple[subprocess.Popen[str], float]] = []

    def run(self, on_ready: Callable[[], None]) -> None:
        """Keep the workers running until a signal asks to stop."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: self._stopping.set())
        # A server that was killed could not remove its own.
        shutil.rmtree(self._numbers, ignore_errors=True)
        self._numbers.mkdir(mode=0o700)
        environ = {**os.environ, SHARED_NUMBERS: str(self._numbers)}
        try:
            for _ in range(self._count):
                self._start(environ)
            on_ready()
            while not self._stopping.wait(LOOK_SECONDS):
                self._replace_dead(environ)
        finally:
            self._stop()
            shutil.rmtree(self._numbers, ignore_errors=True)

    def _start(self, environ: dict[str, str]) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "sync_server.cli.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            encoding="utf-8",
        )
        self._running.append((process, time.monotonic()))
        _write(process.stdin, f"{self._message}\n")
        assert process.stdout is not None
        if process.stdout.readline().strip() != READY:
            raise ServerError(N_("A worker did not start; its reason stands above."))

    def _replace_dead(self, environ: dict[str, str]) -> None:
        for process, since in list(self._running):
            if process.poll() is not None:
                self._running.remove((process, since))
                # One that dies at once would be started again and again.
                if time.monotonic() - since < SHORTEST_LIFE:
                    self._stopping.wait(SHORTEST_LIFE)
                self._start(environ)

    def _stop(self) -> None:
        for process, _ in self._running:
            if process.stdin is not None:
                process.stdin.close()
        for process, _ in self._running:
            try:
                process.wait(GRACE_SECONDS + 2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _write(stream: IO[str] | None, text: str) -> None:
    assert stream is not None
    stream.write(text)
    stream.flush()
