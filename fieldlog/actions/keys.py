"""The ways in which a store can be opened: listed, added, changed, recovered.

Every change opens the store's key first. A new passphrase is asked for (``choose``) only after that, so that
nobody thinks of one in vain; a form that has it already passes ``lambda: typed``. Opening and sealing with a
passphrase is slow on purpose, up to a second: call these in a thread.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.keys import wrapping
from fieldlog.store.keys.key_file import KeyFile, SlotInfo
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.keys.opening import open_with_recovery_code
from fieldlog.store.keys.unlocking import unlock
from fieldlog.store.opening import Unlocking, load_key_file

NEW_PASSPHRASE = "new-passphrase"

Choose = Callable[[], str]
"""Returns the new passphrase; whatever it raises leaves the keys as they are."""


def find_passphrase_problems(
    passphrase: str, again: str | None = None, field: str = NEW_PASSPHRASE
) -> tuple[Problem, ...]:
    """Return what is wrong with a new passphrase, or with its second typing where there is one."""
    problem = wrapping.check_passphrase(passphrase, field)
    if problem is not None and problem.code == "empty":
        return (problem._replace(code="passphrase-empty"),)
    if problem is not None:
        return (problem,)
    return () if again is None or again == passphrase else (Problem(field, "typed-differently"),)


def list_keys(home: Path) -> tuple[SlotInfo, ...]:
    """Return the ways to open the store of a folder, in the order in which they were made."""
    return load_key_file(home).list_slots()


def add_passphrase(home: Path, ways: Unlocking, choose: Choose, now: datetime) -> None:
    """Let a passphrase open a store that has none; BadInputError, WrongKeyError."""
    key_file = _changeable(home)
    if _has_passphrase(key_file):
        raise BadInputError(Problem("slot", "passphrase-exists"))
    _set_passphrase(key_file, unlock(key_file, *ways), choose, now)


def change_passphrase(home: Path, ways: Unlocking, choose: Choose, now: datetime) -> None:
    """Let a new passphrase open the store in place of the present one; BadInputError, WrongKeyError."""
    key_file = _changeable(home)
    if not _has_passphrase(key_file):
        raise BadInputError(Problem("slot", "no-passphrase-yet"))
    _set_passphrase(key_file, unlock(key_file, *ways), choose, now)


def recover_store(home: Path, code: str, choose: Choose, now: datetime) -> None:
    """Let a new passphrase open the store by means of its recovery code, which stays valid."""
    key_file = _changeable(home)
    _set_passphrase(key_file, open_with_recovery_code(key_file.contents, code), choose, now)


def check_recovery_code(home: Path, code: str) -> None:
    """Raise BadInputError for a mistyped recovery code, WrongKeyError for one that is not of this store."""
    open_with_recovery_code(_changeable(home).contents, code)


def use_keyring(home: Path, ways: Unlocking, keyring: Keyring, now: datetime) -> None:
    """Let the keyring of this computer open the store; KeyringUnavailableError, WrongKeyError."""
    key_file = _changeable(home)
    key_file.use_keyring(unlock(key_file, *ways), keyring, now)


class NewRecoveryCode(NamedTuple):
    """A recovery code that opens nothing yet; ``use`` makes it the store's, and the former ends."""

    code: str
    use: Callable[[], None]

    def __repr__(self) -> str:
        return "NewRecoveryCode(...)"


def prepare_recovery_code(home: Path, ways: Unlocking, now: datetime) -> NewRecoveryCode:
    """Return a new recovery code, to be used once it is on paper; until then the former stays;
    WrongKeyError.
    """
    key_file = _changeable(home)
    return NewRecoveryCode(*key_file.prepare_recovery_code(unlock(key_file, *ways), now))


def replace_recovery_code(home: Path, ways: Unlocking, now: datetime) -> str:
    """Return a new recovery code, which is shown once and kept nowhere; the former ends. WrongKeyError."""
    new = prepare_recovery_code(home, ways, now)
    new.use()
    return new.code


def refuse_practice(home: Path) -> None:
    """Raise BadInputError for a practice store, whose key is published and stays."""
    _changeable(home)


def _changeable(home: Path) -> KeyFile:
    key_file = load_key_file(home)
    if key_file.is_practice:
        raise BadInputError(Problem("slot", "practice-key"))
    return key_file


def _has_passphrase(key_file: KeyFile) -> bool:
    return any(slot.kind == "passphrase" for slot in key_file.list_slots())


def _set_passphrase(key_file: KeyFile, data_key: bytes, choose: Choose, now: datetime) -> None:
    passphrase = choose()
    problems = find_passphrase_problems(passphrase)
    if problems:
        raise BadInputError(*problems)
    key_file.set_passphrase(data_key, passphrase, now)
