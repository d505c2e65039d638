"""One worker of several: serves until it is asked to stop, or until the process that started it has gone.

Started by ``workers`` as ``python -m sync_server.cli.worker``. What it needs comes on the first line of
stdin, whose end says that the parent has died.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from sync_server.cli.main import leave_at_once
from sync_server.cli.serving import Listening, serve
from sync_server.home.opening import open_home

READY = "ready"
GRACE_SECONDS = 10.0


def main() -> None:
    """Serve as the first line of stdin says."""
    given = json.loads(sys.stdin.readline())
    home = open_home(Path(given["home"]), os.environ, is_serving=True)
    serve(home, Listening(**given["listening"]), _say_ready, _watch_parent)
    leave_at_once(0)


def _say_ready() -> None:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


def _watch_parent(stop: Callable[[], None]) -> None:
    """Stop when stdin ends, and end at once when stopping takes too long."""

    def wait() -> None:
        sys.stdin.read()
        stop()
        timer = threading.Timer(GRACE_SECONDS, os._exit, (0,))
        timer.daemon = True
        timer.start()

    threading.Thread(target=wait, name="parent", daemon=True).start()


if __name__ == "__main__":
    main()
