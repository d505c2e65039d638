"""Noticing that the terminal has gone, as when its window is closed: nobody is left to draw for."""

import os
import select
import sys
from typing import TYPE_CHECKING

from fieldlog.tui.draft_keeper import flush_all

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

HUNG_UP_EXIT = 129
"""What a shell reports for a program that ended because its terminal hung up."""


def has_hung_up(terminal: int = 0) -> bool:
    """Say whether the other side of a terminal has gone; Windows ends its programs by itself."""
    if sys.platform == "win32":
        return False
    watch = select.poll()
    watch.register(terminal, 0)
    return bool(watch.poll(0))


async def leave_it(app: "FieldlogApp") -> None:
    """Keep what is typed and end: Textual would wait for ever to draw, and read without a pause."""
    await flush_all(app)
    os._exit(HUNG_UP_EXIT)
