"""One server at a time on a folder: a lock that the system takes back when the process dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldlog.domain.problems import N_
from sync_server.errors import HomeInUseError

FILE_NAME = "server.lock"


@contextmanager
def only_server(home: Path) -> Iterator[None]:
    """Hold a folder as its only server; ``HomeInUseError`` when there is one."""
    descriptor = os.open(home / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _acquire(descriptor)
        except OSError as error:
            raise HomeInUseError(
                N_("Another fieldlog-server runs on {home}."),
                N_("Stop it first, or name another folder with --home."),
                home=str(home),
            ) from error
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
