import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.errors import CorruptStoreError, NewerStoreError, StoreError, StoreMissingError
from fieldlog.store.keys.creation import NewKeys, create_practice_key_file
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.layout import _checksum, parse_contents, render_contents
from fieldlog.store.keys.opening import open_with_passphrase
from fieldlog.store.keys.unlocking import unlock
from tests.store.keys.fakes import NOW, PASSPHRASE, STORE_ID, cheap_sealing


def open_bytes(data: bytes) -> bytes:
    return open_with_passphrase(parse_contents(data, "keys.json"), PASSPHRASE)


def with_valid_check(document: dict[str, Any]) -> bytes:
    document.pop("check", None)
    document["check"] = _checksum(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80, 0xFF])
def test_a_file_with_any_byte_changed_is_a_store_error(new_keys: NewKeys, flip: int) -> None:
    whole = new_keys.key_file.path.read_bytes()
    assert open_bytes(whole) == new_keys.data_key
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]
        with pytest.raises((CorruptStoreError, NewerStoreError)):
            open_bytes(damaged)


def test_a_damaged_file_is_never_called_a_wrong_passphrase(new_keys: NewKeys) -> None:
    path = new_keys.key_file.path
    slot = new_keys.key_file.contents.find_slot("passphrase")
    assert slot is not None
    wrapped = slot.wrapped.hex()
    path.write_text(path.read_text().replace(wrapped, wrapped[:-1] + ("0" if wrapped[-1] != "0" else "1")))
    with pytest.raises(CorruptStoreError) as caught:
        KeyFile.load(path.parent)
    assert str(path) in str(caught.value)
    assert "Nothing was changed" in str(caught.value)


def test_a_file_cut_anywhere_is_corrupt(new_keys: NewKeys) -> None:
    whole = new_keys.key_file.path.read_bytes().rstrip()
    for length in range(len(whole)):
        with pytest.raises(CorruptStoreError):
            parse_contents(whole[:length], "keys.json")


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_foreign_bytes_are_corrupt(data: bytes) -> None:
    with pytest.raises(CorruptStoreError):
        parse_contents(data, "keys.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.sampled_from(["format", "store", "fingerprint", "slots"]), json_values)
def test_any_json_in_any_field_with_a_valid_checksum_is_a_store_error(field: str, value: object) -> None:
    document: dict[str, Any] = {"format": 1, "store": "s", "fingerprint": "00" * 16, "slots": []}
    document[field] = value
    with pytest.raises((CorruptStoreError, NewerStoreError)):
        parse_contents(with_valid_check(document), "keys.json")


SLOT_FIELDS = ["kind", "created", "label", "salt", "nonce", "wrapped", "argon2id"]


@settings(max_examples=200)
@given(st.data())
def test_any_json_in_any_field_of_a_slot_gives_the_slot_or_a_store_error(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(SLOT_FIELDS))
    slot: dict[str, Any] = {
        "kind": "passphrase",
        "created": NOW.isoformat(),
        "label": "",
        "salt": "00" * 16,
        "nonce": "00" * 12,
        "wrapped": "00" * 48,
        "argon2id": {"memory_kib": 8, "passes": 1, "lanes": 1},
    }
    slot[field] = data.draw(json_values)
    document = {"format": 1, "store": "s", "fingerprint": "00" * 16, "slots": [slot]}
    try:
        contents = parse_contents(with_valid_check(document), "keys.json")
    except CorruptStoreError:
        return
    assert (field, contents.slots[0].label) == ("label", slot["label"])


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 2**40, "passes": 1, "lanes": 1},
        {"memory_kib": 8, "passes": 2**31, "lanes": 1},
        {"memory_kib": 8, "passes": 1, "lanes": 2},
        {"memory_kib": 0, "passes": 1, "lanes": 1},
        {"memory_kib": True, "passes": 1, "lanes": 1},
        {"memory_kib": 8.0, "passes": 1, "lanes": 1},
        {"passes": 1, "lanes": 1},
    ],
)
def test_a_hostile_cost_is_refused_before_it_is_paid(new_keys: NewKeys, cost: dict[str, object]) -> None:
    document = json.loads(new_keys.key_file.path.read_bytes())
    for slot in document["slots"]:
        if slot["kind"] == "passphrase":
            slot["argon2id"] = cost
    with pytest.raises(CorruptStoreError):
        open_bytes(with_valid_check(document))


def test_half_a_surrogate_pair_in_the_store_id_is_corrupt(new_keys: NewKeys) -> None:
    document = json.loads(new_keys.key_file.path.read_bytes())
    document["store"] = "\ud800"
    with pytest.raises(CorruptStoreError):
        open_bytes(with_valid_check(document))


def test_a_time_without_zone_is_corrupt(new_keys: NewKeys) -> None:
    document = json.loads(new_keys.key_file.path.read_bytes())
    document["slots"][0]["created"] = "2026-11-22T08:30:00"
    with pytest.raises(CorruptStoreError):
        parse_contents(with_valid_check(document), "keys.json")


@pytest.mark.parametrize("data", [b"[" * 60_000, b" " * 70_000, b'{"format": 1' + b"0" * 5_000 + b"}"])
def test_a_file_made_to_exhaust_the_reader_is_corrupt(data: bytes) -> None:
    with pytest.raises(CorruptStoreError):
        parse_contents(data, "keys.json")


def test_a_newer_format_is_refused_and_left_alone(home: Path, new_keys: NewKeys) -> None:
    path = home / "keys.json"
    path.write_text(json.dumps({"format": 2, "anything": "else"}))
    before = path.read_bytes()
    with pytest.raises(NewerStoreError) as caught:
        KeyFile.load(home)
    assert "Upgrade fieldlog" in str(caught.value)
    with pytest.raises(NewerStoreError):
        new_keys.key_file.set_passphrase(new_keys.data_key, "new one", NOW)
    assert path.read_bytes() == before


def test_a_change_of_a_damaged_file_is_refused_and_leaves_it_alone(home: Path, new_keys: NewKeys) -> None:
    path = home / "keys.json"
    path.write_bytes(path.read_bytes()[:-40])
    before = path.read_bytes()
    with pytest.raises(CorruptStoreError):
        new_keys.key_file.set_passphrase(new_keys.data_key, "new one", NOW)
    assert path.read_bytes() == before


def test_a_file_that_vanished_is_not_made_again_by_a_change(home: Path, new_keys: NewKeys) -> None:
    (home / "keys.json").unlink()
    with pytest.raises(StoreMissingError):
        new_keys.key_file.replace_recovery_code(new_keys.data_key, NOW)
    assert not (home / "keys.json").exists()


def test_a_folder_in_place_of_the_key_file_is_a_store_error(home: Path) -> None:
    (home / "keys.json").mkdir(parents=True)
    with pytest.raises(StoreError):
        KeyFile.load(home)


def test_a_slot_that_opens_with_a_foreign_key_is_a_contradiction(new_keys: NewKeys) -> None:
    contradicting = new_keys.key_file.contents._replace(fingerprint=bytes(16))
    with pytest.raises(CorruptStoreError) as caught:
        open_bytes(render_contents(contradicting))
    assert "contradicts" in str(caught.value)


def test_a_store_with_real_keys_cannot_pass_for_a_practice_store(home: Path, new_keys: NewKeys) -> None:
    practice = create_practice_key_file(home / "practice", STORE_ID, NOW).contents
    contents = new_keys.key_file.contents
    mixed = contents._replace(slots=(*contents.slots, *practice.slots))
    with pytest.raises(CorruptStoreError):
        parse_contents(render_contents(mixed), "keys.json")


def test_a_damaged_practice_file_is_a_store_error_or_opens(home: Path) -> None:
    made = create_practice_key_file(home, STORE_ID, NOW)
    whole = made.path.read_bytes()
    for place in range(len(whole)):
        made.path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x04]) + whole[place + 1 :])
        try:
            unlocked = unlock(KeyFile.load(home, cheap_sealing()), None, None, None)
        except (CorruptStoreError, NewerStoreError):
            continue
        assert unlocked == unlock(made, None, None, None)


def test_contents_survive_the_round_trip(new_keys: NewKeys) -> None:
    contents = new_keys.key_file.contents
    assert parse_contents(render_contents(contents), "keys.json") == contents
