"""The settings of a server: a TOML file in its folder, and FIELDLOG_SERVER_* in the environment over it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem

FILE_NAME = "fieldlog-server.toml"
DATABASE_NAME = "fieldlog-server.db"
PREFIX = "FIELDLOG_SERVER_"
_LISTS = frozenset({"proxies"})


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What can be set.

    ``database`` is an SQLAlchemy URL (empty: an SQLite file in the folder), ``key_file`` holds the key of
    that file, ``proxies`` are addresses whose X-Forwarded-For is believed, ``retiring_days`` is how long a
    user who left may still push, ``code_hours`` how long a one-time code is good.
    """

    database: str = ""
    key_file: str = ""
    host: str = "127.0.0.1"
    port: int = 8765
    workers: int = 1
    certificate: str = ""
    certificate_key: str = ""
    proxies: tuple[str, ...] = ()
    retiring_days: int = 30
    code_hours: int = 24


def read_settings(home: Path, environ: Mapping[str, str]) -> ServerSettings:
    """Return the settings of a folder; ``BadInputError`` names what cannot be read."""
    given = {**_read_file(home / FILE_NAME), **_read_environment(environ)}
    try:
        return msgspec.convert(given, ServerSettings, strict=False)
    except msgspec.ValidationError as error:
        raise BadInputError(
            Problem("setting", "setting-unreadable", {"reason": str(error)}),
            message=N_("Correct it in {file} or in the environment (FIELDLOG_SERVER_...)."),
            file=FILE_NAME,
        ) from error


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(
            Problem("file", "file-unreadable", {"file": path.name, "reason": str(error)})
        ) from error


def _read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, text in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and name in ServerSettings.__struct_fields__:
            found[name] = tuple(part.strip() for part in text.split(",")) if name in _LISTS else text
    return found
