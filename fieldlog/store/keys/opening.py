"""Opening: from the contents of a key file and what a person or a computer knows to the data key."""

from typing import Final

from fieldlog.domain.errors import BadInputError, CorruptStoreError, WrongKeyError
from fieldlog.domain.problems import N_, Problem
from fieldlog.store.keys.keyrings import SERVICE, Keyring, KeyringUnavailableError
from fieldlog.store.keys.layout import Contents, Slot, SlotKind
from fieldlog.store.keys.wrapping import fingerprint_of, unwrap_with_passphrase, unwrap_with_secret

PUBLIC_PRACTICE_KEY: Final = b"fieldlog practice key, published"
"""The data key of every practice store: public on purpose, the people in such a store are made up."""

_MISSING_SLOT: Final[dict[SlotKind, str]] = {
    "passphrase": N_("This store has no passphrase."),
    "recovery": N_("This store has no recovery code."),
}


def open_with_passphrase(contents: Contents, passphrase: str) -> bytes:
    """The data key; WrongKeyError, or BadInputError for a text that cannot be a passphrase."""
    slot = _get_slot(contents, "passphrase")
    data_key = unwrap_with_passphrase(slot, contents.store_id, passphrase)
    if data_key is None:
        raise WrongKeyError(
            N_("The passphrase does not open this store. Nothing was changed."),
            N_("Try again; with the recovery code a new one can be set: fieldlog key recover"),
        )
    return _proved(contents, data_key)


def open_with_recovery_code(contents: Contents, code: str) -> bytes:
    """The data key; BadInputError for a mistyped code, WrongKeyError for one of another store."""
    from fieldlog.store.keys.recovery_codes import read_recovery_code

    secret = read_recovery_code(code)
    if isinstance(secret, Problem):
        raise BadInputError(secret)
    slot = _get_slot(contents, "recovery")
    data_key = unwrap_with_secret(slot, contents.store_id, secret)
    if data_key is None:
        raise WrongKeyError(
            N_("The recovery code does not open this store. Nothing was changed."),
            N_("It has no typing mistake: it belongs to another store, or a newer code has replaced it."),
        )
    return _proved(contents, data_key)


def open_with_keyring(contents: Contents, keyring: Keyring) -> bytes:
    """The data key; KeyringUnavailableError when the keyring does not give it."""
    slot = _get_slot(contents, "keyring")
    kept = keyring.get(SERVICE, contents.store_id)
    if kept is None:
        raise KeyringUnavailableError(N_("The keyring of this computer has no entry for this store."))
    secret = secret_from_keyring(kept)
    data_key = unwrap_with_secret(slot, contents.store_id, secret) if secret is not None else None
    if data_key is None:
        raise KeyringUnavailableError(
            N_("The entry in the keyring of this computer does not open this store.")
        )
    return _proved(contents, data_key)


def secret_from_keyring(kept: str) -> bytes | None:
    """The 32 bytes of a keyring entry, or None when somebody else has written there."""
    try:
        secret = bytes.fromhex(kept)
    except ValueError:
        return None
    return secret if len(secret) == 32 else None


def is_data_key(contents: Contents, data_key: bytes) -> bool:
    """Whether this is the data key of the store that the contents belong to."""
    if contents.is_practice:
        return data_key == PUBLIC_PRACTICE_KEY
    return fingerprint_of(data_key, contents.store_id) == contents.fingerprint


def _get_slot(contents: Contents, kind: SlotKind) -> Slot:
    slot = contents.find_slot(kind)
    if slot is None:
        raise WrongKeyError(
            _MISSING_SLOT.get(kind, N_("This store has no such key.")),
            N_("See which keys it has with: fieldlog key list"),
        )
    return slot


def _proved(contents: Contents, data_key: bytes) -> bytes:
    if not is_data_key(contents, data_key):
        raise CorruptStoreError(
            N_("The key file contradicts itself: a slot opens with a key of another store."),
            N_("Nothing was changed. Put back a copy of it, or restore a backup with: fieldlog restore FILE"),
        )
    return data_key
