"""New key files: of a new store, of a practice store, of a store restored from its backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fieldlog.domain.errors import StoreExistsError
from fieldlog.domain.problems import N_
from fieldlog.store.files import file_lock, translate_os_error, write_atomically
from fieldlog.store.keys.key_file import DEFAULT_SEALING, FILE_NAME, KeyFile, lock_path, refuse
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.keys.layout import KEY_BYTES, Contents, Slot, parse_contents, render_contents
from fieldlog.store.keys.slots import make_keyring_slot, make_recovery_slot
from fieldlog.store.keys.wrapping import (
    Owner,
    Sealing,
    check_passphrase,
    fingerprint_of,
    wrap_for_passphrase,
)


class NewKeys(NamedTuple):
    """A key file just made, with what was made for it; the recovery code is shown once and kept nowhere."""

    key_file: KeyFile
    data_key: bytes
    recovery_code: str

    def __repr__(self) -> str:
        return f"NewKeys({self.key_file.path})"


def create_key_file(
    home: Path,
    store_id: str,
    now: datetime,
    *,
    passphrase: str | None = None,
    keyring: Keyring | None = None,
    sealing: Sealing = DEFAULT_SEALING,
) -> NewKeys:
    """Make the data key of a new store, opened by a passphrase, the keyring or both, and by a recovery code.

    StoreExistsError, KeyringUnavailableError, and BadInputError (neither key given) leave no key file behind.
    """
    if passphrase is not None or keyring is None:
        refuse(check_passphrase(passphrase or ""))
    owner = Owner(store_id, now)
    with _claimed(home) as path:
        data_key = sealing.random_bytes(KEY_BYTES)
        code, recovery = make_recovery_slot(data_key, owner, sealing)
        slots = [recovery]
        if passphrase is not None:
            slots.append(wrap_for_passphrase(data_key, passphrase, owner, sealing))
        if keyring is not None:
            slots.append(make_keyring_slot(data_key, keyring, owner, sealing))
        contents = Contents(store_id, fingerprint_of(data_key, store_id), tuple(slots))
        write_atomically(path, render_contents(contents))
    return NewKeys(KeyFile(path, contents, sealing), data_key, code)


def create_practice_key_file(home: Path, store_id: str, now: datetime) -> KeyFile:
    """Make the key file of a practice store: published key, no passphrase, no keyring; StoreExistsError."""
    contents = Contents(store_id, b"", (Slot("practice", now),))
    with _claimed(home) as path:
        write_atomically(path, render_contents(contents))
    return KeyFile(path, contents)


def restore_key_file(home: Path, portable: bytes, source: str, sealing: Sealing = DEFAULT_SEALING) -> KeyFile:
    """Make the key file of a store restored from the backup `source`, out of the slots that it carried."""
    contents = parse_contents(portable, source)
    with _claimed(home) as path:
        write_atomically(path, render_contents(contents))
    return KeyFile(path, contents, sealing)


@contextmanager
def _claimed(home: Path) -> Iterator[Path]:
    path = home / FILE_NAME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise translate_os_error(error, home) from error
    with file_lock(lock_path(path)):
        if path.exists():
            raise StoreExistsError(
                N_("There is a store in {home} already. Nothing was changed."),
                N_("Choose another folder with --home."),
                home=str(home),
            )
        yield path
