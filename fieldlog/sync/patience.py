"""Trying a sync again for as long as somebody waits for it."""

from collections.abc import Callable
from typing import TypeVar

from fieldlog.domain.errors import ServerUnreachableError
from fieldlog.sync.backoff import wait_seconds
from fieldlog.sync.troubles import UnreachableError

GIVES_UP_SECONDS = 20.0
Result = TypeVar("Result")


def try_for_a_while(
    work: Callable[[], Result],
    steady_clock: Callable[[], float],
    sleep: Callable[[float], None],
    chance: Callable[[], float],
    seconds: float,
) -> Result:
    """Return what the work returns; while the server cannot be reached, begin it again until so many seconds
    are over, and then raise ``ServerUnreachableError``.
    """
    begun, failures = steady_clock(), 0
    while True:
        try:
            return work()
        except ServerUnreachableError as error:
            failures += 1
            wanted = error.retry_after if isinstance(error, UnreachableError) else None
            pause = wait_seconds(failures, chance, wanted)
            if steady_clock() - begun + pause >= seconds:
                raise
        sleep(pause)
