import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fieldlog.domain.errors import (
    BadInputError,
    StoreBusyError,
    StoreExistsError,
    StoreMissingError,
    WrongKeyError,
)
from fieldlog.domain.problems import SENTENCES
from fieldlog.store.keys.creation import NewKeys, create_key_file, create_practice_key_file
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.keyrings import KeyringUnavailableError
from fieldlog.store.keys.layout import Cost
from fieldlog.store.keys.opening import (
    PUBLIC_PRACTICE_KEY,
    open_with_keyring,
    open_with_passphrase,
    open_with_recovery_code,
)
from fieldlog.store.keys.wrapping import DEFAULT_COST
from tests.store.keys.fakes import (
    LATER,
    NOW,
    PASSPHRASE,
    STORE_ID,
    ForgetfulKeyring,
    MemoryKeyring,
    SilentKeyring,
    cheap_sealing,
)


def load(home: Path) -> KeyFile:
    return KeyFile.load(home, cheap_sealing(2))


def problem_of(caught: pytest.ExceptionInfo[BadInputError]) -> tuple[str, str]:
    (problem,) = caught.value.problems
    assert SENTENCES[problem.code].format_map(problem.arguments)
    return problem.field, problem.code


def test_each_key_of_a_new_store_opens_it(home: Path, new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    contents = load(home).contents
    assert len(new_keys.data_key) == 32
    assert open_with_passphrase(contents, PASSPHRASE) == new_keys.data_key
    assert open_with_keyring(contents, keyring) == new_keys.data_key
    assert open_with_recovery_code(contents, new_keys.recovery_code) == new_keys.data_key


def test_the_list_names_each_key_with_its_day(home: Path, new_keys: NewKeys) -> None:
    new_keys.key_file.replace_recovery_code(new_keys.data_key, LATER, "paper in the safe")
    assert load(home).list_slots() == (
        ("passphrase", NOW, ""),
        ("keyring", NOW, ""),
        ("recovery", LATER, "paper in the safe"),
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_the_key_file_and_a_new_home_are_for_their_owner_only(home: Path, new_keys: NewKeys) -> None:
    assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_two_stores_have_different_keys(tmp_path: Path) -> None:
    made = [
        create_key_file(tmp_path / name, name, NOW, passphrase=PASSPHRASE, sealing=cheap_sealing(seed))
        for seed, name in enumerate(("one", "two"))
    ]
    assert made[0].data_key != made[1].data_key
    assert made[0].recovery_code != made[1].recovery_code


def test_a_second_store_in_the_same_folder_is_refused(
    home: Path, new_keys: NewKeys, keyring: MemoryKeyring
) -> None:
    before = (home / "keys.json").read_bytes(), dict(keyring.entries)
    with pytest.raises(StoreExistsError):
        create_key_file(home, "other", NOW, passphrase="x", keyring=keyring, sealing=cheap_sealing())
    with pytest.raises(StoreExistsError):
        create_practice_key_file(home, "other", NOW)
    assert ((home / "keys.json").read_bytes(), keyring.entries) == before


@pytest.mark.parametrize("passphrase", [None, "", "  ", "　"])
def test_a_store_without_any_key_is_refused(home: Path, passphrase: str | None) -> None:
    with pytest.raises(BadInputError) as caught:
        create_key_file(home, STORE_ID, NOW, passphrase=passphrase, sealing=cheap_sealing())
    assert problem_of(caught) == ("passphrase", "empty")
    assert not home.exists()


@pytest.mark.parametrize("broken", [SilentKeyring(), ForgetfulKeyring()])
def test_a_keyring_that_fails_at_the_start_leaves_no_key_file(
    home: Path, broken: SilentKeyring | ForgetfulKeyring
) -> None:
    with pytest.raises(KeyringUnavailableError):
        create_key_file(home, STORE_ID, NOW, keyring=broken, sealing=cheap_sealing())
    with pytest.raises(StoreMissingError):
        load(home)


def test_a_folder_without_key_file_says_how_to_make_a_store(home: Path) -> None:
    with pytest.raises(StoreMissingError) as caught:
        load(home)
    assert "fieldlog init" in str(caught.value)
    assert not home.exists()


def test_the_old_passphrase_stops_working_when_it_is_changed(home: Path, new_keys: NewKeys) -> None:
    load(home).set_passphrase(new_keys.data_key, "new one", LATER)
    contents = load(home).contents
    assert open_with_passphrase(contents, "new one") == new_keys.data_key
    with pytest.raises(WrongKeyError):
        open_with_passphrase(contents, PASSPHRASE)


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("　", "empty"),
        ("x" * 1_001, "too-long"),
        ("a\x00b", "forbidden-character"),
        ("a\udcffb", "forbidden-character"),
    ],
)
def test_a_text_that_cannot_be_a_passphrase_is_refused(
    home: Path, new_keys: NewKeys, passphrase: str, code: str
) -> None:
    before = (home / "keys.json").read_bytes()
    key_file = load(home)
    with pytest.raises(BadInputError) as caught:
        key_file.set_passphrase(new_keys.data_key, passphrase, LATER)
    assert problem_of(caught) == ("passphrase", code)
    assert (home / "keys.json").read_bytes() == before


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("Caf\u00e9 慢病随访", "Cafe\u0301 慢病随访"),
        ("\uf900豈", "\u8c48豈"),
        ("ＡＢＣ１２３", "ABC123"),
        ("が行", "か\u3099行"),
    ],
)
def test_a_passphrase_opens_however_the_input_method_composes_it(home: Path, chosen: str, typed: str) -> None:
    made = create_key_file(home, STORE_ID, NOW, passphrase=chosen, sealing=cheap_sealing())
    assert chosen != typed
    assert open_with_passphrase(load(home).contents, typed) == made.data_key


def test_a_recovery_code_sets_a_forgotten_passphrase_and_stays_valid(home: Path, new_keys: NewKeys) -> None:
    code = new_keys.recovery_code.lower().replace("-", " ")
    data_key = open_with_recovery_code(load(home).contents, code)
    load(home).set_passphrase(data_key, "new one", LATER)
    contents = load(home).contents
    assert open_with_passphrase(contents, "new one") == new_keys.data_key
    assert open_with_recovery_code(contents, new_keys.recovery_code) == new_keys.data_key


def test_a_mistyped_recovery_code_names_the_group(home: Path, new_keys: NewKeys) -> None:
    first = "2" if new_keys.recovery_code[0] != "2" else "3"
    with pytest.raises(BadInputError) as caught:
        open_with_recovery_code(load(home).contents, first + new_keys.recovery_code[1:])
    assert problem_of(caught) == ("recovery-code", "recovery-code-mistake")
    assert caught.value.problems[0].arguments == {"group": 1}


def test_the_recovery_code_of_another_store_does_not_open_this_one(tmp_path: Path, new_keys: NewKeys) -> None:
    other = create_key_file(tmp_path / "other", "other", NOW, passphrase="x", sealing=cheap_sealing(9))
    with pytest.raises(WrongKeyError):
        open_with_recovery_code(new_keys.key_file.contents, other.recovery_code)


def test_a_new_recovery_code_voids_the_old_one(home: Path, new_keys: NewKeys) -> None:
    code = load(home).replace_recovery_code(new_keys.data_key, LATER)
    contents = load(home).contents
    assert open_with_recovery_code(contents, code) == new_keys.data_key
    with pytest.raises(WrongKeyError):
        open_with_recovery_code(contents, new_keys.recovery_code)


def test_a_slot_does_not_open_in_another_store_or_in_another_place(new_keys: NewKeys) -> None:
    contents = new_keys.key_file.contents
    moved = contents._replace(store_id="store-2")
    with pytest.raises(WrongKeyError):
        open_with_passphrase(moved, PASSPHRASE)
    passphrase = contents.find_slot("passphrase")
    assert passphrase is not None
    cheaper = contents.with_slot(passphrase._replace(cost=Cost(16, 1, 1)))
    with pytest.raises(WrongKeyError):
        open_with_passphrase(cheaper, PASSPHRASE)


def test_a_store_that_opened_by_keyring_gets_a_passphrase(home: Path, keyring: MemoryKeyring) -> None:
    made = create_key_file(home, STORE_ID, NOW, keyring=keyring, sealing=cheap_sealing())
    with pytest.raises(WrongKeyError):
        open_with_passphrase(made.key_file.contents, PASSPHRASE)
    load(home).set_passphrase(made.data_key, PASSPHRASE, LATER)
    assert open_with_passphrase(load(home).contents, PASSPHRASE) == made.data_key


def test_a_lost_keyring_entry_is_made_anew(home: Path, new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    old = dict(keyring.entries)
    keyring.entries.clear()
    load(home).use_keyring(new_keys.data_key, keyring, LATER)
    assert open_with_keyring(load(home).contents, keyring) == new_keys.data_key
    assert keyring.entries != old


def test_the_keyring_entry_is_kept_when_its_slot_is_made_again(
    home: Path, new_keys: NewKeys, keyring: MemoryKeyring
) -> None:
    old_contents = new_keys.key_file.contents
    load(home).use_keyring(new_keys.data_key, keyring, LATER)
    assert open_with_keyring(load(home).contents, keyring) == new_keys.data_key
    assert open_with_keyring(old_contents, keyring) == new_keys.data_key


def test_a_key_of_another_store_adds_no_slot(home: Path, new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    before = (home / "keys.json").read_bytes()
    key_file, foreign = load(home), bytes(32)
    with pytest.raises(WrongKeyError):
        key_file.set_passphrase(foreign, "new one", LATER)
    with pytest.raises(WrongKeyError):
        key_file.use_keyring(foreign, keyring, LATER)
    with pytest.raises(WrongKeyError):
        key_file.replace_recovery_code(foreign, LATER)
    assert (home / "keys.json").read_bytes() == before


def test_a_practice_store_has_the_published_key_and_keeps_it(home: Path, keyring: MemoryKeyring) -> None:
    create_practice_key_file(home, STORE_ID, NOW)
    key_file = load(home)
    assert key_file.is_practice
    assert key_file.is_data_key(PUBLIC_PRACTICE_KEY)
    assert not key_file.is_data_key(bytes(32))
    assert len(PUBLIC_PRACTICE_KEY) == 32
    with pytest.raises(BadInputError) as caught:
        key_file.set_passphrase(PUBLIC_PRACTICE_KEY, "new one", LATER)
    assert problem_of(caught) == ("key", "practice-key")
    with pytest.raises(BadInputError):
        key_file.use_keyring(PUBLIC_PRACTICE_KEY, keyring, LATER)
    assert keyring.entries == {}


def test_changes_of_different_keys_by_two_programs_are_both_kept(
    home: Path, new_keys: NewKeys, keyring: MemoryKeyring
) -> None:
    first, second = load(home), load(home)
    code = first.replace_recovery_code(new_keys.data_key, LATER)
    second.set_passphrase(new_keys.data_key, "new one", LATER)
    contents = load(home).contents
    assert open_with_recovery_code(contents, code) == new_keys.data_key
    assert open_with_passphrase(contents, "new one") == new_keys.data_key
    assert open_with_keyring(contents, keyring) == new_keys.data_key


def test_the_later_of_two_changes_of_one_key_is_refused_and_then_works(home: Path, new_keys: NewKeys) -> None:
    first, second = load(home), load(home)
    first.set_passphrase(new_keys.data_key, "first", LATER)
    with pytest.raises(StoreBusyError):
        second.set_passphrase(new_keys.data_key, "second", LATER)
    assert open_with_passphrase(load(home).contents, "first") == new_keys.data_key
    second.set_passphrase(new_keys.data_key, "second", LATER)
    assert open_with_passphrase(load(home).contents, "second") == new_keys.data_key


CHANGE_UNTIL_DONE = """
import sys
from pathlib import Path
from fieldlog.domain.errors import StoreBusyError
from fieldlog.store.keys.key_file import KeyFile
from tests.store.keys.fakes import LATER, cheap_sealing
home, data_key, name = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]
key_file = KeyFile.load(home, cheap_sealing(5))
sys.stdin.readline()
for number in range(15):
    if name == "passphrase":
        key_file.set_passphrase(data_key, f"passphrase {number}", LATER)
    else:
        print(key_file.replace_recovery_code(data_key, LATER))
"""


def test_two_processes_changing_keys_at_once_lose_nothing(home: Path, new_keys: NewKeys) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CHANGE_UNTIL_DONE, str(home), new_keys.data_key.hex(), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        for name in ("passphrase", "recovery")
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    contents = load(home).contents
    assert open_with_passphrase(contents, "passphrase 14") == new_keys.data_key
    assert open_with_recovery_code(contents, outputs[1].split()[-1]) == new_keys.data_key
    assert len(contents.slots) == 3


def test_the_default_cost_opens_and_meets_the_published_minimum(home: Path) -> None:
    made = create_key_file(home, STORE_ID, NOW, passphrase=PASSPHRASE)
    assert open_with_passphrase(KeyFile.load(home).contents, PASSPHRASE) == made.data_key
    slot = made.key_file.contents.find_slot("passphrase")
    assert slot is not None
    assert slot.cost == DEFAULT_COST
    assert DEFAULT_COST.memory_kib >= 65_536
    assert DEFAULT_COST.passes >= 3
