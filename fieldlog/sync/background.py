"""Syncing beside the screens, on a thread of its own: soon after a save, now and then, and as soon as the
network is back.
"""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Condition, Thread
from typing import NamedTuple

from fieldlog.domain.errors import FieldlogError
from fieldlog.sync.engine import Engine, Outcome, Surroundings
from fieldlog.sync.ports import Desk, Progress, Transport
from fieldlog.sync.schedule import Schedule, Timing

LONGEST_WAIT_FOR_ANSWER_SECONDS = 30.0
"""Nobody stands by: a slow server is given more time than a command gives it, but never minutes."""


class Pace(NamedTuple):
    """How time passes: a steady clock, waiting for so many seconds or until it is notified, and chance."""

    clock: Callable[[], float] = time.monotonic
    wait: Callable[[Condition, float], object] = Condition.wait
    chance: Callable[[], float] = random.random


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
        pace: Pace = Pace(),  # noqa: B008 - an immutable default
    ) -> None:
        self._desk = desk
        self._open_transport = open_transport
        self._around = around
        self._told = told
        self._pace = pace
        self._turn = Condition()
        self._schedule = Schedule(timing, pace.clock, pace.chance)
        self._is_stopped = False
        # It never keeps the program from ending.
        self._thread = Thread(target=self.run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin with a sync at once, on a thread of its own."""
        self._thread.start()

    def nudge(self) -> None:
        """Sync soon: something was saved. Many saves in a row make one sync."""
        with self._turn:
            self._schedule.saved()
            self._turn.notify()

    def hurry(self) -> None:
        """Sync now, because a person wants it."""
        with self._turn:
            self._schedule.hurry()
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

    def run(self) -> None:
        """Sync whenever it is due, until it is stopped."""
        try:
            with self._open_transport() as transport:
                while self._wait():
                    self._sync(transport)
        except Exception as defect:  # noqa: BLE001 - the outermost boundary of this thread
            self._told(News(False, defect=defect))

    def _wait(self) -> bool:
        with self._turn:
            while not self._is_stopped:
                left = self._schedule.seconds_left
                if left <= 0:
                    self._schedule.begin()
                    return True
                self._pace.wait(self._turn, left)
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
            with self._turn:
                self._schedule.failed(error)
            self._told(News(False, error=error))
            return
        with self._turn:
            self._schedule.succeeded()
        self._told(News(False, outcome=outcome))
