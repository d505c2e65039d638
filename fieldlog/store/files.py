"""Files of the home folder: written whole or not at all, locked between processes, errors in our words."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fieldlog.domain.errors import (
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreMissingError,
    StoreReadOnlyError,
)
from fieldlog.domain.problems import N_

LOCK_SECONDS = 5.0
RETRY_SECONDS = 0.02

_WINDOWS_IN_USE = {32, 33}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


class _Meaning(NamedTuple):
    """What a family of system errors means to a person."""

    error: type[StoreError]
    message: str
    hint: str


_IN_USE = _Meaning(
    StoreBusyError, N_("Another program is using {path}."), N_("Close it and run the command again.")
)
_FULL = _Meaning(
    StoreFullError,
    N_("The disk is full: {path} was not written."),
    N_("What was saved before is whole. Free some space and run the command again."),
)
_READ_ONLY = _Meaning(
    StoreReadOnlyError,
    N_("No permission for {path}: {reason}."),
    N_("Make the folder readable and writable for you, or choose another one with --home."),
)
_MISSING = _Meaning(
    StoreMissingError,
    N_("{path} or its folder does not exist."),
    N_("Check the path; a new store is made with: fieldlog init"),
)
_OTHER = _Meaning(
    StoreError, N_("{path} cannot be used: {reason}."), N_("Run fieldlog doctor to check the store.")
)
_MEANINGS = {
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN), _IN_USE),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _READ_ONLY),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), _MISSING),
}


def translate_os_error(error: OSError, path: Path) -> StoreError:
    """The StoreError that says what an OSError at this path means to a person and what to do next."""
    meaning = _MEANINGS.get(error.errno or 0, _OTHER)
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        meaning = _IN_USE
    return meaning.error(meaning.message, meaning.hint, path=str(path), reason=error.strerror or str(error))


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put `data` into `path`: a crash leaves the old file or the new one, durable on return; StoreError."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        try:
            _write_durably(fresh, data, mode)
            _replace(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise translate_os_error(error, path) from error


@contextmanager
def file_lock(path: Path, timeout: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold `path` alone among all processes and threads; StoreBusyError after `timeout` seconds."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise translate_os_error(error, path) from error
    try:
        _wait_for(descriptor, path, timeout)
        try:
            yield
        finally:
            _release(descriptor)
    finally:
        os.close(descriptor)


def _write_durably(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _replace(fresh: Path, path: Path) -> None:
    """Windows refuses to replace a file while somebody reads it: such readers are done in milliseconds."""
    deadline = time.monotonic() + (LOCK_SECONDS if os.name == "nt" else 0.0)
    while True:
        try:
            fresh.replace(path)
            return
        except PermissionError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(RETRY_SECONDS)


def sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows has no such call and some network folders refuse it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            _acquire(descriptor)
            return
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() >= deadline:
                raise StoreBusyError(
                    N_("Another fieldlog holds {path} for too long."),
                    N_("Close it, or wait until it is done, and run the command again."),
                    path=str(path),
                ) from error
        except OSError as error:
            raise translate_os_error(error, path) from error
        time.sleep(RETRY_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
