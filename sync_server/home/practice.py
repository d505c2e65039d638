"""The folder of a practice server: made anew each time, and never one that holds anything else.

It reads no settings and no environment: whatever database or key they name is left alone.
"""

from pathlib import Path

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from sync_server.database.engine import open_engine, sqlite_url
from sync_server.errors import NotPracticeError
from sync_server.home.keys import FILE_NAME as KEY_NAME
from sync_server.home.keys import make_key, read_key
from sync_server.home.opening import MARK, Home
from sync_server.home.settings import DATABASE_NAME, ServerSettings

PRACTICE_MARK = "practice.home"
"""A file that says that all in this folder is made up."""


def claim_practice_folder(folder: Path) -> None:
    """Take a folder that is missing, empty or a practice server's; ``BadInputError`` for any other."""
    if not (folder / PRACTICE_MARK).is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInputError(Problem("home", "not-a-practice-store", {"home": str(folder)}))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # In this order no folder is ever taken for an unfinished real server and for practice at once.
        (folder / MARK).write_text("fieldlog-server\n", encoding="ascii")
        (folder / PRACTICE_MARK).write_text("practice\n", encoding="ascii")


def open_practice_home(folder: Path) -> Home:
    """Return a practice server's folder, to do something beside it; ``NotPracticeError`` for any other."""
    if not (folder / PRACTICE_MARK).is_file():
        raise NotPracticeError
    return _home(folder, read_key(folder, ServerSettings(), {}))


def make_practice_home(folder: Path) -> Home:
    """Empty a claimed folder, which nobody else may be serving, and return it with a new key and database."""
    for path in folder.iterdir():
        if path.name == KEY_NAME or path.name.startswith(DATABASE_NAME):
            path.unlink()
    return _home(folder, make_key(folder / KEY_NAME))


def _home(folder: Path, key: str) -> Home:
    return Home(folder, ServerSettings(), key, open_engine(sqlite_url(folder / DATABASE_NAME, key)))
