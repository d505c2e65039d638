"""Unlocking at the start of a command: FIELDLOG_PASSPHRASE if set, else the keyring, else a prompt."""

from collections.abc import Callable
from typing import Final

from fieldlog.domain.errors import StoreError, WrongKeyError
from fieldlog.domain.problems import N_
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.keyrings import Keyring, KeyringUnavailableError
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY, open_with_keyring, open_with_passphrase

Ask = Callable[[StoreError | None], str | None]
"""Asks a person for the passphrase, saying why the keyring did not do; None when nothing was typed."""

_USE_PASSPHRASE: Final = N_("Set FIELDLOG_PASSPHRASE, or run the command in a terminal, which asks for it.")
_USE_RECOVERY: Final = N_("Type the recovery code into: fieldlog key recover")


def unlock(key_file: KeyFile, passphrase: str | None, keyring: Keyring | None, ask: Ask | None) -> bytes:
    """The data key, by the first way that applies; WrongKeyError says what to do next.

    `passphrase` is FIELDLOG_PASSPHRASE (None: not set); `ask` is None where there is no terminal.
    A wrong passphrase ends it: no other way is tried.
    """
    if key_file.is_practice:
        return PUBLIC_PRACTICE_KEY
    if passphrase is not None:
        return open_with_passphrase(key_file.contents, passphrase)
    trouble: KeyringUnavailableError | None = None
    if keyring is not None and key_file.contents.find_slot("keyring") is not None:
        try:
            return open_with_keyring(key_file.contents, keyring)
        except KeyringUnavailableError as error:
            trouble = error
    return _ask(key_file, ask, trouble)


def _ask(key_file: KeyFile, ask: Ask | None, trouble: KeyringUnavailableError | None) -> bytes:
    if key_file.contents.find_slot("passphrase") is None:
        raise _locked(trouble, _USE_RECOVERY) from trouble
    answer = ask(trouble) if ask is not None else None
    if answer is None:
        raise _locked(trouble, _USE_PASSPHRASE) from trouble
    return open_with_passphrase(key_file.contents, answer)


def _locked(trouble: KeyringUnavailableError | None, hint: str) -> WrongKeyError:
    if trouble is None:
        return WrongKeyError(N_("The store is locked."), hint)
    return WrongKeyError(trouble.message, hint, **trouble.arguments)
