"""The lock of the screens: when it comes, and what opens it."""

from pathlib import Path

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.locking import can_unlock_with_passphrase, check_passphrase, is_lock_due
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError, StoreMissingError, WrongKeyError
from tests.store.keys.fakes import NOW, PASSPHRASE, MemoryKeyring
from tests.store.stores import file_hashes


@pytest.mark.parametrize(
    ("minutes", "idle", "slept", "is_due"),
    [
        (10, 599, 0, False),
        (10, 600, 0, True),
        (1, 0, 29.9, False),
        (1, 0, 30, True),
        (10, 0, -3600, False),
        (0, 10**9, 0, False),
        (0, 0, 30, True),
    ],
)
def test_the_screens_lock_after_idle_minutes_and_on_wake(
    minutes: int, idle: float, slept: float, is_due: bool
) -> None:
    assert is_lock_due(minutes, idle, slept) is is_due


def test_only_the_right_passphrase_opens_and_nothing_is_touched(tmp_path: Path) -> None:
    init_store(tmp_path, "王芳", "Asia/Shanghai", NOW, PASSPHRASE, None)
    before = file_hashes(tmp_path)
    assert can_unlock_with_passphrase(tmp_path)
    check_passphrase(tmp_path, PASSPHRASE)
    with pytest.raises(WrongKeyError):
        check_passphrase(tmp_path, "wrong")
    with pytest.raises(BadInputError):
        check_passphrase(tmp_path, "")
    assert file_hashes(tmp_path) == before


def test_where_the_keyring_alone_opens_there_is_no_passphrase_to_ask_for(tmp_path: Path) -> None:
    init_store(tmp_path, "王芳", "Asia/Shanghai", NOW, None, MemoryKeyring())
    assert not can_unlock_with_passphrase(tmp_path)
    with pytest.raises(WrongKeyError):
        check_passphrase(tmp_path, PASSPHRASE)


def test_a_practice_store_asks_for_nothing(workspace: Workspace) -> None:
    assert not can_unlock_with_passphrase(workspace.store.home)


def test_a_store_that_has_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        can_unlock_with_passphrase(tmp_path)
