"""fieldlog doctor: what is well, what is not, and the next step, also of a store that does not open."""

import os
from pathlib import Path

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.workspace import system_now
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.opening import DATABASE_NAME
from tests.cli.conftest import Answer, RunCommand
from tests.store.keys.fakes import MemoryKeyring

NAMES = ["file", "format", "saves", "keys", "space", "clock", "drafts"]
PAGE = 4096


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def states(answer: Answer) -> dict[str, str]:
    """The state of each check."""
    return {one["name"]: one["state"] for one in answer.json()["checks"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_healthy_store_has_no_fault(rep: RunCommand, home: Path, language: str) -> None:
    rep("customer", "add", "李明朗")
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.suffix in (".db", ".json")}
    answer = rep("doctor", "--json", "--lang", language)
    assert answer.code == 0
    for check in answer.json()["checks"]:
        assert set(check) == {"name", "state", "found", "hint"}
        assert check["found"]
    assert states(answer) == dict.fromkeys(NAMES, "well")
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.name in before} == before
    text = rep("doctor", "--lang", language)
    assert text.code == 0
    assert len(text.out.splitlines()) == len(NAMES) + 1


def test_each_line_has_a_mark_in_words(rep: RunCommand, home: Path) -> None:
    text = rep("doctor").out
    assert text.count("[well]") == len(NAMES)
    assert str(home) in text


def test_a_store_that_is_locked_here_is_a_fault_that_names_the_way_in(
    command: RunCommand, home: Path
) -> None:
    init_store(home, "王芳", "UTC", system_now(), None, MemoryKeyring())
    locked = command("doctor", "--json")
    assert locked.code == 3
    assert states(locked) == {"store": "fault", "space": "well"}
    assert "fieldlog key recover" in locked.json()["checks"][0]["hint"]


def test_a_missing_store_is_a_fault_that_names_init(command: RunCommand, home: Path) -> None:
    for language in ("en", "zh"):
        answer = command("doctor", "--json", "--lang", language)
        assert answer.code == 3
        assert states(answer) == {"store": "fault"}
        assert "fieldlog init" in answer.json()["checks"][0]["hint"]
    assert "[fault]" in command("doctor").out
    assert not home.exists()


@pytest.mark.parametrize(
    "damage", ["first page", "middle", "cut", "empty", "foreign", "keys", "no keys", "no database"]
)
def test_every_damage_is_a_fault_with_a_next_step(rep: RunCommand, home: Path, damage: str) -> None:
    for number in range(30):
        rep("customer", "add", f"顾客{number}", "--notes", "字" * 1000)
    _damage(home, damage)
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    answer = rep("doctor", "--json")
    assert answer.code == 3
    faults = [check for check in answer.json()["checks"] if check["state"] == "fault"]
    assert faults
    for fault in faults:
        assert fault["found"]
        assert "restore" in fault["hint"] or "copy" in fault["hint"]
    assert rep("doctor").code == 3
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.name in before} == before


def _damage(home: Path, damage: str) -> None:
    database, keys = home / DATABASE_NAME, home / KEY_FILE_NAME
    data = bytearray(database.read_bytes())
    if damage == "first page":
        data[100] ^= 1
    elif damage == "middle":
        for position in range(2 * PAGE + 50, len(data), PAGE):
            data[position] ^= 1
    elif damage == "cut":
        del data[PAGE + 100 :]
    elif damage == "empty":
        data.clear()
    elif damage == "foreign":
        data[:] = os.urandom(3 * PAGE)
    elif damage == "keys":
        keys.write_bytes(keys.read_bytes().replace(b"practice", b"practise"))
    if damage == "no keys":
        keys.unlink()
    if damage == "no database":
        database.unlink()
    else:
        database.write_bytes(data)
