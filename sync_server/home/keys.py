"""The key of the database file: from a credential file, from the environment, or beside the file."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from fieldlog.domain.problems import N_
from sync_server.errors import HomeMissingError, ServerError, WrongKeyError
from sync_server.home.settings import ServerSettings

FILE_NAME = "server.key"
VARIABLE = "FIELDLOG_SERVER_KEY"
_KEY = re.compile("[0-9a-f]{64}")


def read_key(home: Path, settings: ServerSettings, environ: Mapping[str, str]) -> str:
    """Return the key (256 bits as 64 hexadecimal digits): FIELDLOG_SERVER_KEY, else the key file."""
    given = environ.get(VARIABLE)
    if given:
        return _checked(given, VARIABLE)
    path = key_path(home, settings)
    try:
        return _checked(path.read_text(encoding="ascii"), str(path))
    except FileNotFoundError as error:
        raise HomeMissingError(
            N_("There is no key at {path}."),
            N_("Name the file with FIELDLOG_SERVER_KEY_FILE, or make a server: fieldlog-server init"),
            path=str(path),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(N_("{path} cannot be read."), path=str(path)) from error


def _checked(text: str, place: str) -> str:
    key = text.strip().lower()
    if not _KEY.fullmatch(key):
        raise WrongKeyError(
            N_("{place} holds no key: 64 hexadecimal digits are needed."),
            N_("Use the key file that was made with this server."),
            place=place,
        )
    return key


def key_path(home: Path, settings: ServerSettings) -> Path:
    """Return the file that holds the key."""
    return Path(settings.key_file) if settings.key_file else home / FILE_NAME


def make_key(path: Path) -> str:
    """Make a key file that only its owner can read, and return the key."""
    key = secrets.token_hex(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(descriptor)
    return key
