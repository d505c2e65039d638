"""Where files for other people may be written: never over the store, over others only when that was said."""

from pathlib import Path

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.opening import store_files


def check_target(target: Path, home: Path, overwrite: bool) -> None:
    """Raise ``BadInputError`` about the field ``file`` when a file cannot or must not be put there."""
    try:
        code = _find_trouble(target, home, overwrite)
    except (OSError, ValueError, RuntimeError) as error:
        # A name that is too long, holds NUL, or leads round in a circle.
        raise BadInputError(Problem("file", "file-not-writable", {"file": target.name})) from error
    if code is not None:
        raise BadInputError(Problem("file", code, {"file": target.name}))


def _find_trouble(target: Path, home: Path, overwrite: bool) -> str | None:
    if target.absolute().resolve() in [path.absolute().resolve() for path in store_files(home)]:
        return "file-of-the-store"
    if not target.absolute().parent.is_dir():
        return "folder-missing"
    if target.is_dir():
        return "file-not-writable"
    return "file-exists" if target.exists() and not overwrite else None
