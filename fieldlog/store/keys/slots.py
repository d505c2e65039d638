"""New slots that need a secret of their own: a recovery code for paper, an entry for the keyring."""

from fieldlog.domain.problems import N_
from fieldlog.store.keys.keyrings import SERVICE, Keyring, KeyringUnavailableError
from fieldlog.store.keys.layout import KEY_BYTES, Slot
from fieldlog.store.keys.opening import secret_from_keyring
from fieldlog.store.keys.recovery_codes import make_recovery_code
from fieldlog.store.keys.wrapping import Owner, Sealing, wrap_for_secret


def make_recovery_slot(data_key: bytes, owner: Owner, sealing: Sealing) -> tuple[str, Slot]:
    """A new recovery code, which nothing else keeps, and its slot."""
    code, secret = make_recovery_code(sealing.random_bytes)
    return code, wrap_for_secret("recovery", data_key, secret, owner, sealing)


def make_keyring_slot(data_key: bytes, keyring: Keyring, owner: Owner, sealing: Sealing) -> Slot:
    """A slot for the keyring's entry, which is made if there is none; KeyringUnavailableError.

    An entry that is there is used again: a crash before the key file is written must not void its slot.
    """
    kept = keyring.get(SERVICE, owner.store_id)
    secret = secret_from_keyring(kept) if kept is not None else None
    if secret is None:
        secret = sealing.random_bytes(KEY_BYTES)
        keyring.set(SERVICE, owner.store_id, secret.hex())
        if keyring.get(SERVICE, owner.store_id) != secret.hex():
            raise KeyringUnavailableError(
                N_("The keyring of this computer did not keep the key."),
                N_("Use a passphrase instead: fieldlog key add passphrase"),
            )
    return wrap_for_secret("keyring", data_key, secret, owner, sealing)
