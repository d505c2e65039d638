"""Syncing beside the screens, on a thread of its own: soon after a save, now and then, and as soon as the
network is back.
"""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Condition, Thread
from typing import NamedTuple

from fieldlog.domain.errors import FieldlogError, ServerUnreachableError, StoreBusyError
from fieldlog.sync.backoff import wait_seconds
from fieldlog.sync.engine import Engine, Outcome, Surroundings
from fieldlog.sync.ports import Desk, Progress, Transport
from fieldlog.sync.troubles import UnreachableError


class Timing(NamedTuple):
    """In seconds: how long after a save, at most after the first of many, how often anyway, and how long it
    waits at most while the server cannot be reached, so that a network that is back is soon noticed.
    """

    after_save: float = 3.0
    after_first: float = 20.0
    usual: float = 300.0
    offline: float = 60.0


class News(NamedTuple):
    """What is told of a sync: it has begun or goes on (``progress``), or has ended with an outcome, an error,
    or a defect of fieldlog, after which the thread has ended too.
    """

    is_running: bool
    progress: Progress | None = None
    outcome: Outcome | None = None
    error: FieldlogError | None = None
    defect: Exception | None = None


class StoppedError(FieldlogError):
    """The screens are being left: no step of a sync begins any more."""


class BackgroundSync:
    """Syncs again and again until it is stopped. ``told`` is called on the thread of the sync."""

    def __init__(
        self,
        desk: Desk,
        open_transport: Callable[[], AbstractContextManager[Transport]],
        around: Surroundings,
        told: Callable[[News], None],
        timing: Timing = Timing(),  # noqa: B008 - an immutable default
    ) -> None:
        self._desk = desk
        self._open_transport = open_transport
        self._around = around
        self._told = told
        self._timing = timing
        self._turn = Condition()
        self._due = time.monotonic()
        self._latest: float | None = None
        self._not_before = 0.0
        self._failures = 0
        self._is_stopped = False
        # It never keeps the program from ending.
        self._thread = Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin with a sync at once."""
        self._thread.start()

    def nudge(self) -> None:
        """Sync soon: something was saved. Many saves in a row make one sync."""
        with self._turn:
            now = time.monotonic()
            self._latest = self._latest or now + self._timing.after_first
            self._due = min(now + self._timing.after_save, self._latest)
            self._turn.notify()

    def hurry(self) -> None:
        """Sync now, because a person wants it."""
        with self._turn:
            self._due, self._not_before = time.monotonic(), 0.0
            # One that runs now may have failed already: what it plans must not put this off.
            self._latest = self._latest or self._due
            self._turn.notify()

    def stop(self) -> None:
        """Begin nothing any more; what is on its way is left alone."""
        with self._turn:
            self._is_stopped = True
            self._turn.notify()

    @property
    def is_stopped(self) -> bool:
        """Say whether it was stopped."""
        return self._is_stopped

    # On the thread

    def _run(self) -> None:
        try:
            with self._open_transport() as transport:
                while self._wait():
                    self._sync(transport)
        except Exception as defect:  # noqa: BLE001 - the outermost boundary of this thread
            self._told(News(False, defect=defect))

    def _wait(self) -> bool:
        with self._turn:
            while not self._is_stopped:
                left = max(self._due, self._not_before) - time.monotonic()
                if left <= 0:
                    self._latest = None
                    return True
                self._turn.wait(left)
            return False

    def _sync(self, transport: Transport) -> None:
        self._told(News(True))
        engine = Engine(
            self._desk, transport, self._around, lambda progress: self._told(News(True, progress))
        )
        try:
            outcome = engine.run()
        except StoppedError:
            # The store may be closed before anybody says that the screens are left: without this the next
            # sync, due at once, would be tried for ever.
            self.stop()
            return
        except FieldlogError as error:
            self._plan_after(error)
            self._told(News(False, error=error))
            return
        self._failures = 0
        self._plan(self._timing.usual * random.uniform(0.8, 1.2))
        self._told(News(False, outcome=outcome))

    def _plan_after(self, error: FieldlogError) -> None:
        if not isinstance(error, ServerUnreachableError):
            # Waiting helps against a busy store; against a refusal, only a person does.
            busy = isinstance(error, StoreBusyError)
            self._plan(self._timing.offline if busy else self._timing.usual)
            return
        self._failures += 1
        wanted = error.retry_after if isinstance(error, UnreachableError) else None
        pause = wait_seconds(self._failures, random.random, wanted, self._timing.offline)
        with self._turn:
            self._not_before = time.monotonic() + (pause if wanted is not None else 0.0)
        self._plan(max(1.0, pause))

    def _plan(self, seconds: float) -> None:
        with self._turn:
            due = time.monotonic() + seconds
            # What was saved meanwhile still comes soon.
            self._due = min(due, self._due) if self._latest is not None else due
