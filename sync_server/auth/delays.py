"""How long to wait after so many failed attempts: a little longer each time, and nobody is locked out."""

from typing import NamedTuple


class Patience(NamedTuple):
    """How many attempts are free, and after how many seconds at most the next one is taken."""

    free: int
    longest: int


BY_NAME_AND_ADDRESS = Patience(5, 15 * 60)
"""Who mistypes waits a moment; who guesses from one address gets four guesses an hour."""
CODES_OF_ONE_USER = Patience(30, 60)
"""Whoever knows a password may guess codes from anywhere, at most one a minute."""
FORGOTTEN_AFTER_HOURS = 24


def delay_after(failures: int, patience: Patience) -> int:
    """Return for how many seconds no attempt is taken: 0 at first, then 2, 4, 8 ... up to the longest."""
    beyond = failures - patience.free
    return 0 if beyond < 0 else min(patience.longest, int(2 ** min(beyond + 1, 20)))
