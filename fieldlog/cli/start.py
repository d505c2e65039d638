"""Where the installed command begins: before anything else is loaded, garbage collection is made rare."""

import gc
from typing import NoReturn

GARBAGE_THRESHOLD = 50_000


def run() -> NoReturn:
    """Run the command line of this process."""
    # A start makes many objects and hardly any garbage; looking for it takes some milliseconds.
    gc.set_threshold(GARBAGE_THRESHOLD)
    from fieldlog.cli import main

    main.run()
