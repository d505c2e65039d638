"""fieldlog key: the ways into a store, none of them shown, the last one never lost."""

from datetime import datetime
from pathlib import Path

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.workspace import system_now
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.opening import Unlocking, open_store
from tests.cli.conftest import RunCommand
from tests.cli.on_terminal import type_at_terminal
from tests.store.keys.fakes import MemoryKeyring

OLD, NEW = "旧的口令 1", "新的口令 2"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def code(home: Path) -> str:
    """The recovery code of a store that a keyring opens, which is not this computer's."""
    return init_store(home, "王芳", "Asia/Shanghai", system_now(), None, MemoryKeyring()).recovery_code


@pytest.fixture
def old_code(home: Path) -> str:
    """The recovery code of a store with a passphrase."""
    return init_store(home, "王芳", "Asia/Shanghai", system_now(), OLD, None).recovery_code


def opens_with(home: Path, passphrase: str) -> bool:
    """Whether a passphrase opens the store."""
    with open_store(home, Unlocking(passphrase), system_now()) as store:
        return store.settings().rep == "王芳"


def test_the_list_shows_kinds_and_days_without_opening_the_store(command: RunCommand, code: str) -> None:
    slots = command("key", "list", "--json").json()["slots"]
    assert [slot["kind"] for slot in slots] == ["recovery", "keyring"]
    for slot in slots:
        assert set(slot) == {"kind", "created", "label"}
        assert datetime.fromisoformat(slot["created"]).tzinfo is not None
    text = command("key", "list")
    assert text.code == 0
    assert "recovery code" in text.out
    assert code not in text.out


def test_the_recovery_code_sets_a_passphrase(command: RunCommand, home: Path, code: str) -> None:
    locked = command("customer", "list")
    assert locked.code == 3
    assert "fieldlog key recover" in locked.err
    sloppy = code.lower().replace("-", " ")
    answer = command("key", "recover", "--code", sloppy, "--json", FIELDLOG_NEW_PASSPHRASE=NEW)
    assert answer.code == 0
    assert [slot["kind"] for slot in answer.json()["slots"]] == ["recovery", "keyring", "passphrase"]
    assert opens_with(home, NEW)


@pytest.mark.parametrize(
    ("options", "environ", "label"),
    [
        (["--code", "7K2M"], {"FIELDLOG_NEW_PASSPHRASE": NEW}, "Recovery code"),
        (["--code", ""], {"FIELDLOG_NEW_PASSPHRASE": NEW}, "Recovery code"),
        (["--code", "字" * 10_000], {"FIELDLOG_NEW_PASSPHRASE": NEW}, "Recovery code"),
        ([], {"FIELDLOG_NEW_PASSPHRASE": NEW}, "Recovery code"),
        (["--code", "RIGHT"], {}, "New passphrase"),
        (["--code", "RIGHT"], {"FIELDLOG_NEW_PASSPHRASE": " "}, "New passphrase"),
        (["--code", "RIGHT"], {"FIELDLOG_NEW_PASSPHRASE": "x" * 1_001}, "New passphrase"),
        (["--code", "RIGHT", "--new-passphrase-stdin"], {}, "New passphrase"),
    ],
)
def test_a_recovery_that_lacks_something_changes_nothing(
    command: RunCommand, home: Path, code: str, options: list[str], environ: dict[str, str], label: str
) -> None:
    before = (home / KEY_FILE_NAME).read_bytes()
    words = [code if word == "RIGHT" else word for word in options]
    refused = command("key", "recover", *words, **environ)
    assert refused.code == 2
    assert refused.err.startswith(f"{label}: ")
    assert (home / KEY_FILE_NAME).read_bytes() == before


def test_the_recovery_code_of_another_store_is_refused(
    command: RunCommand, home: Path, code: str, tmp_path: Path
) -> None:
    other = init_store(tmp_path / "other", "李", "UTC", system_now(), None, MemoryKeyring()).recovery_code
    before = (home / KEY_FILE_NAME).read_bytes()
    refused = command("key", "recover", "--code", other, FIELDLOG_NEW_PASSPHRASE=NEW)
    assert refused.code == 3
    assert "another store" in refused.err
    assert (home / KEY_FILE_NAME).read_bytes() == before


def test_a_changed_passphrase_takes_the_place_of_the_old_one(
    command: RunCommand, home: Path, old_code: str
) -> None:
    changed = command("key", "change", "--json", FIELDLOG_PASSPHRASE=OLD, FIELDLOG_NEW_PASSPHRASE=NEW)
    assert changed.code == 0
    assert [slot["kind"] for slot in changed.json()["slots"]] == ["recovery", "passphrase"]
    assert opens_with(home, NEW)
    wrong = command("key", "change", FIELDLOG_PASSPHRASE=OLD, FIELDLOG_NEW_PASSPHRASE="third")
    assert wrong.code == 3
    assert opens_with(home, NEW)


def test_a_new_recovery_code_ends_the_old_one(command: RunCommand, home: Path, old_code: str) -> None:
    answer = command("key", "add", "recovery", FIELDLOG_PASSPHRASE=OLD)
    assert answer.code == 0
    (line,) = [line for line in answer.out.splitlines() if line.startswith("Recovery code: ")]
    fresh = line.removeprefix("Recovery code: ")
    refused = command("key", "recover", "--code", old_code, FIELDLOG_NEW_PASSPHRASE=NEW)
    assert refused.code == 3
    assert command("key", "recover", "--code", fresh, FIELDLOG_NEW_PASSPHRASE=NEW).code == 0
    assert opens_with(home, NEW)


def test_what_cannot_be_added_or_changed_is_refused(command: RunCommand, home: Path, old_code: str) -> None:
    before = (home / KEY_FILE_NAME).read_bytes()
    again = command("key", "add", "passphrase", FIELDLOG_PASSPHRASE=OLD, FIELDLOG_NEW_PASSPHRASE=NEW)
    assert again.code == 2
    assert "fieldlog key change" in again.err
    assert command("key", "add", "practice", FIELDLOG_PASSPHRASE=OLD).code == 2
    silent = command("key", "add", "keyring", FIELDLOG_PASSPHRASE=OLD)
    assert silent.code == 3
    assert "keyring" in silent.err
    assert (home / KEY_FILE_NAME).read_bytes() == before


def test_a_passphrase_that_is_not_there_cannot_be_changed(command: RunCommand, code: str) -> None:
    refused = command("key", "change", FIELDLOG_NEW_PASSPHRASE=NEW)
    assert refused.code == 2
    assert "fieldlog key add passphrase" in refused.err


def test_the_keys_of_a_practice_store_stay_as_they_are(rep: RunCommand, home: Path) -> None:
    before = (home / KEY_FILE_NAME).read_bytes()
    for words in (["change"], ["add", "passphrase"], ["add", "recovery"], ["recover", "--code", "x"]):
        for language in ("en", "zh"):
            assert rep("key", *words, "--lang", language, FIELDLOG_NEW_PASSPHRASE=NEW).code == 2
    assert [slot["kind"] for slot in rep("key", "list", "--json").json()["slots"]] == ["practice"]
    assert (home / KEY_FILE_NAME).read_bytes() == before


def test_a_person_types_old_and_new_passphrase_unseen(home: Path, old_code: str) -> None:
    answers = [("Passphrase:", OLD), ("New passphrase:", NEW), ("The same again:", NEW)]
    shown_code, shown = type_at_terminal(home, ["key", "change"], answers)
    assert shown_code == 0, shown
    assert OLD not in shown
    assert NEW not in shown
    assert opens_with(home, NEW)
