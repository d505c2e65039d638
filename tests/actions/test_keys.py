"""The keys of a store as a screen changes them; the command's tests tell the rest."""

from pathlib import Path

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.keys import (
    add_passphrase,
    change_passphrase,
    check_recovery_code,
    find_passphrase_problems,
    list_keys,
    recover_store,
    refuse_practice,
    replace_recovery_code,
    use_keyring,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError, WrongKeyError
from fieldlog.store.opening import Unlocking, open_store
from tests.store.keys.fakes import LATER, NOW, PASSPHRASE, MemoryKeyring

NEW = "新的口令 2"


def kinds(home: Path) -> list[str]:
    return [slot.kind for slot in list_keys(home)]


def opens(home: Path, ways: Unlocking) -> bool:
    with open_store(home, ways, LATER) as store:
        return store.settings().rep == "王芳"


def nobody_is_asked() -> str:
    raise AssertionError("asked for a new passphrase in vain")


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def code(tmp_path: Path, keyring: MemoryKeyring) -> str:
    """The recovery code of a store that the keyring opens."""
    return init_store(tmp_path, "王芳", "Asia/Shanghai", NOW, None, keyring).recovery_code


def test_a_store_of_the_keyring_gets_a_passphrase_and_another_one(
    tmp_path: Path, keyring: MemoryKeyring, code: str
) -> None:
    add_passphrase(tmp_path, Unlocking(keyring=keyring), lambda: PASSPHRASE, LATER)
    assert kinds(tmp_path) == ["recovery", "keyring", "passphrase"]
    assert list_keys(tmp_path)[-1].created == LATER
    with pytest.raises(BadInputError):
        add_passphrase(tmp_path, Unlocking(keyring=keyring), nobody_is_asked, LATER)
    change_passphrase(tmp_path, Unlocking(PASSPHRASE), lambda: NEW, LATER)
    assert opens(tmp_path, Unlocking(NEW))
    with pytest.raises(WrongKeyError):
        change_passphrase(tmp_path, Unlocking(PASSPHRASE), nobody_is_asked, LATER)


def test_a_passphrase_that_can_be_none_changes_nothing(
    tmp_path: Path, keyring: MemoryKeyring, code: str
) -> None:
    with pytest.raises(BadInputError):
        add_passphrase(tmp_path, Unlocking(keyring=keyring), lambda: " ", LATER)
    with pytest.raises(BadInputError):
        change_passphrase(tmp_path, Unlocking(keyring=keyring), nobody_is_asked, LATER)
    assert kinds(tmp_path) == ["recovery", "keyring"]


def test_a_new_recovery_code_is_proved_and_ends_the_old_one(
    tmp_path: Path, keyring: MemoryKeyring, code: str
) -> None:
    check_recovery_code(tmp_path, code.lower())
    fresh = replace_recovery_code(tmp_path, Unlocking(keyring=keyring), LATER)
    check_recovery_code(tmp_path, fresh)
    with pytest.raises(WrongKeyError):
        check_recovery_code(tmp_path, code)
    with pytest.raises(WrongKeyError):
        recover_store(tmp_path, code, nobody_is_asked, LATER)
    with pytest.raises(BadInputError):
        check_recovery_code(tmp_path, fresh[:-1])
    recover_store(tmp_path, fresh, lambda: NEW, LATER)
    assert opens(tmp_path, Unlocking(NEW))


def test_another_computers_keyring_opens_a_store_after_it_was_added(
    tmp_path: Path, keyring: MemoryKeyring, code: str
) -> None:
    other = MemoryKeyring()
    use_keyring(tmp_path, Unlocking(keyring=keyring), other, LATER)
    assert kinds(tmp_path).count("keyring") == 1
    assert opens(tmp_path, Unlocking(keyring=other))


def test_the_published_key_of_a_practice_store_stays(workspace: Workspace) -> None:
    home, ways = workspace.store.home, Unlocking()
    for change in (
        lambda: add_passphrase(home, ways, nobody_is_asked, NOW),
        lambda: change_passphrase(home, ways, nobody_is_asked, NOW),
        lambda: recover_store(home, "x", nobody_is_asked, NOW),
        lambda: replace_recovery_code(home, ways, NOW),
        lambda: use_keyring(home, ways, MemoryKeyring(), NOW),
        lambda: refuse_practice(home),
    ):
        with pytest.raises(BadInputError) as refused:
            change()
        assert [one.code for one in refused.value.problems] == ["practice-key"]
    assert kinds(home) == ["practice"]


@pytest.mark.parametrize(
    ("passphrase", "again", "codes"),
    [
        (NEW, None, []),
        (NEW, NEW, []),
        (NEW, "新的口令", ["typed-differently"]),
        ("", "", ["passphrase-empty"]),
        ("x" * 1001, None, ["too-long"]),
        ("a\x00b", None, ["forbidden-character"]),
    ],
)
def test_a_new_passphrase_is_checked_with_its_second_typing(
    passphrase: str, again: str | None, codes: list[str]
) -> None:
    assert [one.code for one in find_passphrase_problems(passphrase, again)] == codes
