"""Wrong, damaged and foreign files: exit code 3, a message with the next step, and not a byte changed."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from fieldlog.store.derived import refresh
from tests.end_to_end.running import Answer, run_fieldlog
from tests.store.stores import Clock, add_customer, file_hashes, make_workspace, save_visit

PASSPHRASE = "correct horse 血压计"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + Random(7).randbytes(9000)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a customer and visits, evaluated, closed."""
    home = tmp_path_factory.mktemp("practice") / "home"
    # Far enough ahead that no command of today has anything to evaluate.
    clock = Clock(datetime.now(UTC))
    with (workspace := make_workspace(home, clock=clock)).store as store:
        customer = add_customer(workspace)
        for _ in range(20):
            save_visit(workspace, customer, note="笔记" * 500)
        refresh(store, clock.now + timedelta(minutes=1))
    return home


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that opens with a passphrase."""
    home = tmp_path_factory.mktemp("real") / "home"
    answer = run_fieldlog(home, "init", "--rep", "王芳", FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert answer.code == 0, answer.err
    return home


def _check_refused(home: Path, answer: Answer, before: dict[str, str]) -> None:
    assert (answer.code, answer.out) == (3, ""), answer
    assert "Traceback" not in answer.err
    assert "defect" not in answer.err
    assert any(words in answer.err for words in ("fieldlog ", "again", "FIELDLOG_PASSPHRASE")), "no next step"
    assert file_hashes(home) == before


def flipped(place: float) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        position = int(place * (len(data) - 1))
        return data[:position] + bytes([data[position] ^ 4]) + data[position + 1 :]

    return flip


def plain_sqlite(_: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE visits (note TEXT)")
        return database.serialize()


def cut_to(length: Callable[[int], int]) -> Callable[[bytes], bytes]:
    return lambda data: data[: length(len(data))]


BAD_FILES = {
    "empty": lambda _: b"",
    "cut to half a page": cut_to(lambda size: 2048),
    "cut inside a page": cut_to(lambda size: size - 100),
    "a picture": lambda _: JPEG,
    "plain SQLite": plain_sqlite,
    "first byte flipped": flipped(0),
    "first page flipped": flipped(0.001),
}
BAD_INSIDE = {
    "cut at a page": cut_to(lambda size: size // 8192 * 4096),
    "flipped at a third": flipped(0.33),
    "flipped in the middle": flipped(0.5),
    "last byte flipped": flipped(1),
}


@pytest.mark.parametrize("damage", BAD_FILES)
def test_a_bad_database_file_is_refused_and_left_as_it_is(
    practice: Path, tmp_path: Path, damage: str
) -> None:
    home = _damaged(practice, tmp_path, "fieldlog.db", BAD_FILES[damage])
    before = file_hashes(home)
    _check_refused(home, run_fieldlog(home, "overdue"), before)


@pytest.mark.parametrize("damage", BAD_INSIDE)
def test_doctor_finds_damage_inside_the_file_and_leaves_it_as_it_is(
    practice: Path, tmp_path: Path, damage: str
) -> None:
    home = _damaged(practice, tmp_path, "fieldlog.db", BAD_INSIDE[damage])
    before = file_hashes(home)
    answer = run_fieldlog(home, "doctor")
    assert answer.code == 3, answer
    assert "fieldlog restore" in answer.out + answer.err
    assert file_hashes(home) == before


@pytest.mark.parametrize("damage", sorted({*BAD_FILES, "flipped in the middle"} - {"cut to half a page"}))
def test_a_bad_key_file_is_refused_and_left_as_it_is(real: Path, tmp_path: Path, damage: str) -> None:
    home = _damaged(real, tmp_path, "keys.json", (BAD_FILES | BAD_INSIDE)[damage])
    before = file_hashes(home)
    _check_refused(home, run_fieldlog(home, "overdue", FIELDLOG_PASSPHRASE=PASSPHRASE), before)


@pytest.mark.parametrize("name", ["fieldlog.db", "keys.json"])
def test_another_stores_file_is_refused_and_left_as_it_is(
    real: Path, tmp_path: Path, practice: Path, name: str
) -> None:
    home = _damaged(real, tmp_path, name, lambda _: (practice / name).read_bytes())
    before = file_hashes(home)
    _check_refused(home, run_fieldlog(home, "overdue", FIELDLOG_PASSPHRASE=PASSPHRASE), before)


@pytest.mark.parametrize("name", ["fieldlog.db", "keys.json"])
def test_a_missing_file_is_named(practice: Path, tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(practice, home)
    (home / name).unlink()
    before = file_hashes(home)
    _check_refused(home, run_fieldlog(home, "overdue"), before)


def test_a_wrong_passphrase_is_refused_and_nothing_is_touched(real: Path) -> None:
    before = file_hashes(real)
    _check_refused(real, run_fieldlog(real, "overdue", FIELDLOG_PASSPHRASE="wrong horse 血压计"), before)
    _check_refused(real, run_fieldlog(real, "overdue"), before)
    assert run_fieldlog(real, "overdue", FIELDLOG_PASSPHRASE=PASSPHRASE).code == 0


def _damaged(template: Path, folder: Path, name: str, damage: Callable[[bytes], bytes]) -> Path:
    home = folder / "home"
    shutil.copytree(template, home)
    good = (home / name).read_bytes()
    bad = damage(good)
    assert bad != good
    (home / name).write_bytes(bad)
    return home
