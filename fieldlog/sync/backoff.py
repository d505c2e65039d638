"""When to try again: exponential backoff with full jitter, and never before the server wants it."""

from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0


def wait_seconds(
    failures: int,
    chance: Callable[[], float],
    retry_after: float | None = None,
    longest: float = LONGEST_SECONDS,
) -> float:
    """Return how long to wait after so many failures in a row (from 1); ``chance`` gives numbers in [0, 1).

    Full jitter spreads the laptops that lost the same server over the whole span; where the server names a
    time, they spread behind it.
    """
    span = float(min(longest, FIRST_SECONDS * 2 ** min(failures - 1, 30)))
    jitter = chance() * span
    return jitter if retry_after is None else retry_after + jitter
