"""What every test gets: a home of its own, Chinese as at the start, and no way to the network."""

import os
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fieldlog.locale import use_language

if TYPE_CHECKING:
    from tests.sync_server.databases import Databases

FOLDERS = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
XDG_FOLDERS = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "FORCE_COLOR", "CLICOLOR_FORCE")
LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell lets what it starts in the background ignore Ctrl+C, and so would all programs of the tests.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("fieldlog", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI")))
settings.load_profile("fieldlog")


class NetworkForbiddenError(BaseException):
    """A test reached for another machine; not an Exception, so that no code under test can swallow it."""


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Python's audit hook: a connection or a name look-up that leaves this machine raises."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if host not in LOOPBACK:
        raise NetworkForbiddenError(f"{event}: {host!r}")


sys.addaudithook(refuse_network)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A name for each test's home folder; none of them exists yet."""
    parent = tmp_path_factory.mktemp("homes")
    return (parent / str(number) for number in count())


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Databases]":
    """Databases for servers, and one PostgreSQL for all tests of this process that want one."""
    from tests.sync_server.databases import Databases

    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> Path:
    """A new empty home folder; no setting of fieldlog, no locale, no colour, no keyring of this computer."""
    home = next(homes)
    home.mkdir()
    for name in [name for name in os.environ if name.startswith("FIELDLOG_") or name in LOCALE_VARIABLES]:
        monkeypatch.delenv(name)
    for name in FOLDERS + XDG_FOLDERS:
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={home}/no-bus")
    return home


@pytest.fixture(autouse=True)
def start_language() -> None:
    """The language that fieldlog speaks when nobody has chosen one."""
    use_language("zh")
