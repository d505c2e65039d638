import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldlog.store.keys.keyrings import Keyring, KeyringUnavailableError, PlatformKeyring
from tests.store.keys.fakes import MemoryKeyring, SilentKeyring

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is the keyring of Linux")


def assert_unavailable(keyring: Keyring) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: keyring.get("fieldlog", "store-1"),
        lambda: keyring.set("fieldlog", "store-1", "secret"),
    )
    for attempt in attempts:
        with pytest.raises(KeyringUnavailableError) as caught:
            attempt()
        assert caught.value.exit_code == 3
        assert "keyring" in str(caught.value)
        assert "secret" not in str(caught.value)


@LINUX
def test_a_computer_without_a_bus_has_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert_unavailable(PlatformKeyring())


@LINUX
@pytest.mark.parametrize("address", ["rubbish", "unix:path={folder}/bus", "tcp:host=localhost,port=1", ""])
def test_a_bus_that_cannot_be_reached_has_no_keyring(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address.format(folder=tmp_path))
    assert_unavailable(PlatformKeyring())


def test_a_platform_without_keyring_says_so() -> None:
    assert_unavailable(PlatformKeyring("plan9"))


@LINUX
def test_the_backend_of_another_platform_is_an_unavailable_keyring() -> None:
    assert_unavailable(PlatformKeyring("win32"))


def test_a_keyring_of_our_own_fits_the_port() -> None:
    keyring: Keyring = MemoryKeyring()
    keyring.set("fieldlog", "store-1", "secret")
    assert keyring.get("fieldlog", "store-1") == "secret"
    assert keyring.get("fieldlog", "store-2") is None
    assert_unavailable(SilentKeyring())
