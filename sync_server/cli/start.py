"""Where the installed command begins."""

from typing import NoReturn


def run() -> NoReturn:
    """Run the command line of this process."""
    from sync_server.cli import main

    main.run()
