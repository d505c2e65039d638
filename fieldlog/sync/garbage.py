"""Looking for cycles of garbage less often while many documents come in: none of them is in one."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = 50_000, 20, 50
"""Instead of every 700 new objects: a first sync makes millions, and a tenth of its time went there."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage seldom inside the block."""
    usual = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
