from pathlib import Path

import pytest

from fieldlog.domain.errors import BadInputError, CorruptStoreError, StoreExistsError, WrongKeyError
from fieldlog.store.keys.creation import NewKeys, create_practice_key_file, restore_key_file
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.keys.portable import open_portable, portable_slots
from fieldlog.store.keys.unlocking import unlock
from tests.store.keys.fakes import LATER, NOW, PASSPHRASE, STORE_ID, MemoryKeyring, cheap_sealing

BACKUP = "monday.backup"


def test_a_backup_opens_by_its_recovery_code_alone(new_keys: NewKeys) -> None:
    data = portable_slots(new_keys.key_file)
    assert open_portable(data, BACKUP, recovery_code=new_keys.recovery_code) == new_keys.data_key


def test_a_backup_opens_by_its_passphrase_alone(new_keys: NewKeys) -> None:
    data = portable_slots(new_keys.key_file)
    assert open_portable(data, BACKUP, passphrase=PASSPHRASE) == new_keys.data_key


def test_the_slot_of_the_keyring_does_not_travel(new_keys: NewKeys) -> None:
    data = portable_slots(new_keys.key_file)
    assert b"keyring" not in data
    assert b"recovery" in data
    assert b"passphrase" in data


def test_a_backup_stays_locked_without_or_with_a_wrong_key(new_keys: NewKeys) -> None:
    data = portable_slots(new_keys.key_file)
    with pytest.raises(WrongKeyError) as caught:
        open_portable(data, BACKUP)
    assert "recovery code" in str(caught.value)
    with pytest.raises(WrongKeyError):
        open_portable(data, BACKUP, passphrase="wrong")
    with pytest.raises(BadInputError):
        open_portable(data, BACKUP, recovery_code=new_keys.recovery_code[:-1])


def test_a_damaged_backup_names_its_file(new_keys: NewKeys) -> None:
    data = portable_slots(new_keys.key_file).replace(STORE_ID.encode(), b"store-2")
    with pytest.raises(CorruptStoreError) as caught:
        open_portable(data, BACKUP, recovery_code=new_keys.recovery_code)
    assert BACKUP in str(caught.value)


def test_a_backup_of_a_practice_store_needs_no_key(home: Path) -> None:
    data = portable_slots(create_practice_key_file(home, STORE_ID, NOW))
    assert open_portable(data, BACKUP) == PUBLIC_PRACTICE_KEY


def test_a_store_restored_on_another_computer_opens_there_by_a_new_keyring(
    tmp_path: Path, new_keys: NewKeys
) -> None:
    data = portable_slots(new_keys.key_file)
    data_key = open_portable(data, BACKUP, recovery_code=new_keys.recovery_code)
    restored = restore_key_file(tmp_path / "other", data, BACKUP, cheap_sealing())
    assert restored.is_data_key(data_key)
    other_keyring = MemoryKeyring()
    restored.use_keyring(data_key, other_keyring, LATER)
    loaded = KeyFile.load(tmp_path / "other")
    assert unlock(loaded, None, other_keyring, None) == new_keys.data_key
    assert unlock(loaded, PASSPHRASE, None, None) == new_keys.data_key


def test_a_restored_key_file_never_replaces_one(home: Path, new_keys: NewKeys) -> None:
    before = new_keys.key_file.path.read_bytes()
    with pytest.raises(StoreExistsError):
        restore_key_file(home, portable_slots(new_keys.key_file), BACKUP)
    assert new_keys.key_file.path.read_bytes() == before


def test_a_damaged_backup_restores_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(CorruptStoreError):
        restore_key_file(tmp_path / "other", b"{}", BACKUP)
    assert not (tmp_path / "other").exists()
