"""What every request needs: the database, the settings, the clock, the limits and the numbers of this run."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sync_server.api.limits import Buckets, Gate, Rate
from sync_server.api.metrics import Metrics
from sync_server.database.engine import Engine
from sync_server.home.settings import ServerSettings

SIGN_INS, SIGN_INS_OVERALL = Rate(30, 0.5), Rate(2000, 100)
"""Attempts at a password, by the address of a whole office, and overall: each costs a good deal of memory."""


def system_now() -> datetime:
    """Return the present time of this computer, in UTC."""
    return datetime.now(UTC)


class Serving:
    """A server while it serves."""

    def __init__(
        self,
        engine: Engine,
        settings: ServerSettings,
        now: Callable[[], datetime] = system_now,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine = engine
        self.settings = settings
        self.now = now
        self.gate = Gate()
        self.attempts = Buckets(steady)
        self.sign_ins = Buckets(steady, SIGN_INS, SIGN_INS_OVERALL)
        self.metrics = Metrics(engine)

    def close(self) -> None:
        """Let the threads and the connections end."""
        self.gate.close()
        self.engine.dispose()
