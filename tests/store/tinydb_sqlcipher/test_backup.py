"""A backup is a whole encrypted copy of what was committed."""

import threading
from pathlib import Path

import pytest

from fieldlog.store.tinydb_sqlcipher import Newer, SQLCipherStorageError, SQLCipherTinyDB, WrongKey
from tests.store.tinydb_sqlcipher.opened import OTHER_KEY, opened


def test_a_backup_holds_what_was_committed_under_the_same_key(db: SQLCipherTinyDB, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    db.user_version = 3
    db.table("named").insert_multiple({"a": number} for number in range(100))
    with db.transaction():
        db.table("named").truncate()
        db.backup(copy)
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy.db"]
    with pytest.raises(WrongKey):
        opened(copy, OTHER_KEY)
    with opened(copy, must_exist=True) as database:
        assert (len(database.table("named")), database.user_version) == (100, 3)
        assert database.integrity_problems() == []
    assert copy.read_bytes()[:16] != (tmp_path / "store.db").read_bytes()[:16]


def test_a_backup_is_consistent_while_another_thread_writes(
    db: SQLCipherTinyDB, path: Path, tmp_path: Path
) -> None:
    stop = threading.Event()
    db.insert({})

    def write_pairs() -> None:
        with opened(path) as other:
            while not stop.is_set():
                with other.transaction():
                    other.table("numbered").insert({})
                    other.table("named").insert({})

    thread = threading.Thread(target=write_pairs)
    thread.start()
    try:
        for number in range(5):
            db.backup(tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        thread.join()
    for number in range(5):
        with opened(tmp_path / f"copy{number}.db") as copy:
            assert len(copy.table("numbered")) == len(copy.table("named"))
            assert copy.integrity_problems() == []


def test_a_backup_replaces_an_older_one_but_never_the_database(
    db: SQLCipherTinyDB, path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"older")
    db.insert({"a": 1})
    db.backup(copy)
    with opened(copy) as database:
        assert database.all() == [{"a": 1}]
    with pytest.raises(ValueError, match="replace the database itself"):
        db.backup(path)
    with pytest.raises(SQLCipherStorageError), opened(":memory:") as database:
        database.backup(copy)


def test_a_backup_that_cannot_be_written_leaves_nothing(db: SQLCipherTinyDB, tmp_path: Path) -> None:
    db.insert({"a": 1})
    with pytest.raises(SQLCipherStorageError):
        db.backup(tmp_path / "missing" / "copy.db")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        db.backup(tmp_path / "folder")
    assert not list(tmp_path.glob("*.partial"))
    assert db.all() == [{"a": 1}]


def test_content_of_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    with opened(path) as database:
        database.user_version = 12
    before = path.read_bytes()
    with pytest.raises(Newer) as refusal:
        opened(path, newest_version=11)
    assert (refusal.value.found, path.read_bytes()) == (12, before)
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    opened(path, newest_version=12).close()


def test_the_numbers_of_the_content_are_kept(path: Path) -> None:
    with opened(path) as database:
        assert database.user_version == 0
        database.user_version = 12
    with opened(path) as database:
        assert database.user_version == 12
