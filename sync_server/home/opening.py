"""A server's folder as it is used: made by ``init``, opened by every other command."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fieldlog.domain.problems import N_
from sync_server.database.engine import Engine, open_engine, sqlite_url
from sync_server.errors import HomeExistsError, HomeMissingError
from sync_server.home.keys import VARIABLE, key_path, make_key, read_key
from sync_server.home.settings import DATABASE_NAME, ServerSettings, read_settings

MARK = "server.home"
"""A file that says that this folder is a server's."""


class Home(NamedTuple):
    """An open folder: its settings, the key of its files, and its database."""

    folder: Path
    settings: ServerSettings
    key: str
    engine: Engine


def open_home(folder: Path, environ: Mapping[str, str], is_serving: bool = False) -> Home:
    """Open a folder that ``init`` has made, to serve from it or for something else; ``HomeMissingError``."""
    if not (folder / MARK).exists():
        raise HomeMissingError(
            N_("There is no server in {home} yet."),
            N_("Make one with: fieldlog-server init --admin NAME"),
            home=str(folder),
        )
    settings = read_settings(folder, environ)
    key = read_key(folder, settings, environ)
    return Home(folder, settings, key, _engine(folder, settings, key, is_serving))


def make_home(folder: Path, environ: Mapping[str, str]) -> Home:
    """Make a folder and its key; ``HomeExistsError`` when there is a server in it already."""
    settings = read_settings(folder, environ)
    refuse_existing(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    has_key = bool(environ.get(VARIABLE)) or key_path(folder, settings).exists()
    key = read_key(folder, settings, environ) if has_key else make_key(key_path(folder, settings))
    return Home(folder, settings, key, _engine(folder, settings, key))


def refuse_existing(folder: Path) -> None:
    """Raise ``HomeExistsError`` when a folder is a server's."""
    if (folder / MARK).exists():
        raise HomeExistsError(
            N_("There is a server in {home} already."),
            N_("Name another folder with --home."),
            home=str(folder),
        )


def finish_home(home: Home) -> None:
    """Mark a folder as complete, when the first administrator is in the database."""
    (home.folder / MARK).write_text("fieldlog-server\n", encoding="ascii")


def _engine(folder: Path, settings: ServerSettings, key: str, is_serving: bool = False) -> Engine:
    return open_engine(settings.database or sqlite_url(folder / DATABASE_NAME, key), is_serving)
