"""The evaluator beside the server: a thread that brings up to date what no page has asked for yet.

A customer that nobody touches for weeks shows up exactly because of it. It looks again every few seconds,
which covers what pushes have marked, a new rule pack, and the midnight that begins a week.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from sync_server.api.logs import Log
from sync_server.api.serving import system_now
from sync_server.core import evaluation
from sync_server.database import feeds
from sync_server.database.engine import Engine, reading
from sync_server.errors import ServerError

PAUSE_SECONDS = 3.0
RETRY_SECONDS = 15.0
"""How long it waits after it found nothing to do, and after it failed."""
AT_ONCE = 5
BREATH_SECONDS = 0.15
"""Customers of one transaction, and the least pause behind one: a push that waits for the embedded database
asks again after a tenth of a second, and then has it.
"""
REST_BESIDE_PUSHES_SECONDS = 1.0
"""How long it rests while laptops push. They are known by the feed: it grows, whichever process of the server
takes their saves in.
"""


class Evaluator:
    """Evaluates in a thread of its own for the length of a block; what goes wrong is logged and tried again.

    It works no more than half of the time, and now and then only while laptops push, so that pushes and
    pages have the processor and the database.
    """

    def __init__(
        self,
        engine: Engine,
        log: Log | None = None,
        now: Callable[[], datetime] = system_now,
        pause: float = PAUSE_SECONDS,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._engine = engine
        self._log = log or Log()
        self._now = now
        self._pause, self._retry = pause, retry
        self._stopping = threading.Event()
        self._begun = 0.0
        self._head = -1
        self._failures: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="evaluator", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            wait = self._pause if self._evaluate() else self._retry

    def _evaluate(self) -> bool:
        """Evaluate what there is, and say whether nothing went wrong."""
        try:
            if not evaluation.is_up_to_date(self._engine, self._now()):
                self._begun = time.monotonic()
                evaluation.drain(self._engine, self._now(), self._goes_on, AT_ONCE)
                self._tell_failures()
        except ServerError as error:
            self._log.write(self._now(), "trouble", error=type(error).__name__, part="evaluator")
            return False
        except Exception as error:  # noqa: BLE001 - the thread's outermost boundary: it has to outlive a defect
            self._log.write_defect(self._now(), error, part="evaluator")
            return False
        return True

    def _tell_failures(self) -> None:
        """Log each customer that could not be evaluated, once for each reason."""
        before, self._failures = self._failures, evaluation.failures(self._engine)
        for customer, failure in sorted(self._failures.items() - before.items()):
            self._log.write(self._now(), "trouble", error=failure, part="evaluator", customer=customer)

    def _goes_on(self) -> bool:
        """Rest as long as the last transaction took or longer, and say whether there may be another one."""
        rest = max(BREATH_SECONDS, time.monotonic() - self._begun)
        if self._is_growing():
            rest = max(REST_BESIDE_PUSHES_SECONDS, rest)
        is_stopping = self._stopping.wait(rest)
        self._begun = time.monotonic()
        return not is_stopping

    def _is_growing(self) -> bool:
        """Say whether saves have come since this was asked last."""
        before = self._head
        with reading(self._engine) as connection:
            self._head = feeds.read_head(connection)
        return self._head != before
