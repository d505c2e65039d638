from collections.abc import Callable
from pathlib import Path

import pytest

from fieldlog.domain.errors import BadInputError, StoreError, WrongKeyError
from fieldlog.store.keys.creation import NewKeys, create_key_file, create_practice_key_file, restore_key_file
from fieldlog.store.keys.keyrings import SERVICE
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.keys.portable import portable_slots
from fieldlog.store.keys.unlocking import unlock
from tests.store.keys.fakes import NOW, PASSPHRASE, STORE_ID, MemoryKeyring, SilentKeyring, cheap_sealing


class Person:
    """Somebody at a terminal: answers once, and remembers what was said."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.told: list[StoreError | None] = []

    def ask(self, trouble: StoreError | None) -> str | None:
        self.told.append(trouble)
        return self.answer


def test_a_set_passphrase_comes_first(new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    keyring.reads = 0
    person = Person("never asked")
    assert unlock(new_keys.key_file, PASSPHRASE, keyring, person.ask) == new_keys.data_key
    assert (keyring.reads, person.told) == (0, [])


def test_a_wrong_set_passphrase_ends_it(new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    keyring.reads = 0
    person = Person(PASSPHRASE)
    with pytest.raises(WrongKeyError) as caught:
        unlock(new_keys.key_file, "wrong", keyring, person.ask)
    assert caught.value.exit_code == 3
    assert "wrong" not in str(caught.value)
    assert (keyring.reads, person.told) == (0, [])


def test_an_empty_set_passphrase_is_bad_input(new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    with pytest.raises(BadInputError):
        unlock(new_keys.key_file, "", keyring, None)


def test_a_set_passphrase_for_a_store_without_one_ends_it(home: Path, keyring: MemoryKeyring) -> None:
    made = create_key_file(home, STORE_ID, NOW, keyring=keyring, sealing=cheap_sealing())
    with pytest.raises(WrongKeyError) as caught:
        unlock(made.key_file, PASSPHRASE, keyring, Person(PASSPHRASE).ask)
    assert "no passphrase" in str(caught.value)


def test_the_keyring_opens_without_asking(new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    person = Person("never asked")
    assert unlock(new_keys.key_file, None, keyring, person.ask) == new_keys.data_key
    assert person.told == []


def lose(keyring: MemoryKeyring) -> None:
    keyring.entries.clear()


def spoil(keyring: MemoryKeyring) -> None:
    keyring.set(SERVICE, STORE_ID, "not hexadecimal")


def exchange(keyring: MemoryKeyring) -> None:
    keyring.set(SERVICE, STORE_ID, bytes(32).hex())


def shorten(keyring: MemoryKeyring) -> None:
    keyring.set(SERVICE, STORE_ID, "00")


@pytest.mark.parametrize("damage", [lose, spoil, exchange, shorten])
def test_a_keyring_that_does_not_open_leads_to_the_prompt_which_says_why(
    new_keys: NewKeys, keyring: MemoryKeyring, damage: Callable[[MemoryKeyring], None]
) -> None:
    damage(keyring)
    person = Person(PASSPHRASE)
    assert unlock(new_keys.key_file, None, keyring, person.ask) == new_keys.data_key
    (trouble,) = person.told
    assert trouble is not None
    assert "keyring" in str(trouble)


def test_a_keyring_that_does_not_answer_leads_to_the_prompt(new_keys: NewKeys) -> None:
    person = Person(PASSPHRASE)
    assert unlock(new_keys.key_file, None, SilentKeyring(), person.ask) == new_keys.data_key
    assert "no bus" in str(person.told[0])


def test_without_terminal_the_error_says_why_and_what_to_do(new_keys: NewKeys) -> None:
    with pytest.raises(WrongKeyError) as caught:
        unlock(new_keys.key_file, None, SilentKeyring(), None)
    assert "no bus" in str(caught.value)
    assert "FIELDLOG_PASSPHRASE" in str(caught.value)
    assert caught.value.exit_code == 3


def test_without_keyring_and_terminal_the_error_says_what_to_do(new_keys: NewKeys) -> None:
    with pytest.raises(WrongKeyError) as caught:
        unlock(new_keys.key_file, None, None, None)
    assert "FIELDLOG_PASSPHRASE" in str(caught.value)


def test_the_prompt_opens_a_store_that_has_only_a_passphrase(home: Path, keyring: MemoryKeyring) -> None:
    made = create_key_file(home, STORE_ID, NOW, passphrase=PASSPHRASE, sealing=cheap_sealing())
    person = Person(PASSPHRASE)
    assert unlock(made.key_file, None, keyring, person.ask) == made.data_key
    assert (person.told, keyring.reads) == ([None], 0)


def test_a_wrong_answer_at_the_prompt_is_a_wrong_key(new_keys: NewKeys) -> None:
    with pytest.raises(WrongKeyError):
        unlock(new_keys.key_file, None, None, Person("wrong").ask)


def test_a_prompt_that_is_left_is_a_locked_store(new_keys: NewKeys) -> None:
    with pytest.raises(WrongKeyError) as caught:
        unlock(new_keys.key_file, None, None, Person(None).ask)
    assert "locked" in str(caught.value)


def test_no_passphrase_is_asked_for_where_there_is_none(home: Path, keyring: MemoryKeyring) -> None:
    made = create_key_file(home, STORE_ID, NOW, keyring=keyring, sealing=cheap_sealing())
    keyring.entries.clear()
    person = Person(PASSPHRASE)
    with pytest.raises(WrongKeyError) as caught:
        unlock(made.key_file, None, keyring, person.ask)
    assert "fieldlog key recover" in str(caught.value)
    assert person.told == []


def test_a_restored_store_with_only_a_recovery_code_says_how_to_go_on(
    tmp_path: Path, home: Path, keyring: MemoryKeyring
) -> None:
    made = create_key_file(home, STORE_ID, NOW, keyring=keyring, sealing=cheap_sealing())
    restored = restore_key_file(tmp_path / "restored", portable_slots(made.key_file), "backup")
    with pytest.raises(WrongKeyError) as caught:
        unlock(restored, None, keyring, None)
    assert "fieldlog key recover" in str(caught.value)


def test_a_practice_store_ignores_passphrase_keyring_and_person(home: Path) -> None:
    practice = create_practice_key_file(home, STORE_ID, NOW)
    person = Person("never asked")
    assert unlock(practice, "anything", SilentKeyring(), person.ask) == PUBLIC_PRACTICE_KEY
    assert unlock(practice, "", None, None) == PUBLIC_PRACTICE_KEY
    assert person.told == []
