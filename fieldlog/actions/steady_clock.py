"""Reading the steady clock of this laptop: it counts sleep, and nobody can set it."""

import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SteadyReading(NamedTuple):
    """Seconds since any moment of a boot, and the id of that boot."""

    seconds: float
    boot: str


def read_steady_clock() -> SteadyReading:
    """Return the steady clock now.

    Linux has a clock that counts sleep and an id of the boot. Elsewhere the clock counts sleep too, but no
    boot can be told from another: readings are comparable within one process only.
    """
    if sys.platform == "linux":
        return SteadyReading(time.clock_gettime(time.CLOCK_BOOTTIME), _boot_id())
    if sys.platform == "darwin":
        return SteadyReading(time.clock_gettime(time.CLOCK_MONOTONIC), _process_id())
    return SteadyReading(time.monotonic(), _process_id())


@cache
def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or _process_id()
    except OSError:
        return _process_id()


@cache
def _process_id() -> str:
    return os.urandom(16).hex()
