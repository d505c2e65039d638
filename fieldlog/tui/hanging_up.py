"""Noticing that the terminal has gone, as when its window is closed: nobody is left to draw for."""

import select
import sys

HUNG_UP_EXIT = 129
"""What a shell reports for a program that ended because its terminal hung up."""


def has_hung_up(terminal: int = 0) -> bool:
    """Say whether the other side of a terminal has gone; Windows ends its programs by itself."""
    if sys.platform == "win32":
        return False
    watch = select.poll()
    watch.register(terminal, 0)
    return bool(watch.poll(0))
