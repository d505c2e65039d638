"""A wrong key, a foreign file and a damaged file are told apart from a database, and left as they are."""

import os
from pathlib import Path

import pytest

from fieldlog.store.tinydb_sqlcipher import Damaged, Missing, SQLCipherStorageError, SQLCipherTinyDB, WrongKey
from tests.store.tinydb_sqlcipher.opened import KEY, OTHER_KEY, finished, opened, python

PAGE = 4096
SQLITE_HEADER = b"SQLite format 3\x00"

LEAVING_A_LOG = """
import os
from tests.store.tinydb_sqlcipher.opened import opened
database = opened(sys.argv[1])
database.table("numbered").insert_multiple({"a": number, "b": "x" * 500} for number in range(50))
os.kill(os.getpid(), 9)
"""


ASKING_FOR_THE_WHOLE_FILE = """
import fcntl
first_shared_byte, shared_bytes = 0x40000002, 510
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, shared_bytes, first_shared_byte)
        print("granted")
    except OSError:
        print("refused")
"""


def folder_of(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def filled(path: Path, documents: int = 50) -> None:
    with opened(path) as database:
        database.table("numbered").insert_multiple(
            {"a": number, "b": "x" * 500} for number in range(documents)
        )


def refuses(
    path: Path, error: type[SQLCipherStorageError], key: bytes = KEY, must_exist: bool = False
) -> None:
    """Check that opening raises this error and leaves the folder byte for byte as it was."""
    before = folder_of(path)
    with pytest.raises(error):
        opened(path, key, must_exist=must_exist)
    assert folder_of(path) == before


def test_the_file_shows_nothing_of_its_content(path: Path) -> None:
    with opened(path) as database:
        database.insert({"secret": "a visible word"})
        log = path.with_name("store.db-wal").read_bytes()
    for content in (log, path.read_bytes()):
        assert len(content) >= PAGE
        assert not any(word in content for word in (SQLITE_HEADER[:15], b"visible", b"secret", b"tinydb"))


def test_a_wrong_key_is_refused(path: Path) -> None:
    filled(path)
    refuses(path, WrongKey, OTHER_KEY)
    with opened(path) as database:
        assert len(database.table("numbered")) == 50


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        opened(path, key)
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    [b"just a text\n" * 1000, bytes(3 * PAGE), SQLITE_HEADER + bytes(2 * PAGE - 16)],
    ids=["text", "zeros", "plain SQLite"],
)
def test_a_foreign_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refuses(path, WrongKey)


def test_a_missing_file_is_made_unless_it_must_exist(path: Path) -> None:
    with pytest.raises(Missing):
        opened(path, must_exist=True)
    assert folder_of(path) == {}
    opened(path).close()
    with opened(path, must_exist=True) as database:
        assert database.tables() == set()


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        opened(tmp_path / "missing" / "store.db")


def test_an_empty_file_becomes_a_database_unless_there_was_one(path: Path) -> None:
    path.touch()
    refuses(path, Damaged, must_exist=True)
    log = path.with_name("store.db-wal")
    log.write_bytes(b"a log without its database")
    refuses(path, Damaged)
    log.unlink()
    with opened(path) as database:
        assert database.insert({}) == 1


@pytest.mark.parametrize("offset", [0, 20, 100, PAGE - 1])
def test_a_flipped_bit_in_the_first_page_refuses_the_key(path: Path, offset: int) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)
    refuses(path, WrongKey)


def test_a_flipped_bit_in_any_other_page_is_found(path: Path) -> None:
    filled(path, documents=20)
    whole = path.read_bytes()
    for page in range(1, len(whole) // PAGE):
        content = bytearray(whole)
        content[page * PAGE + 1234] ^= 0x10
        path.write_bytes(content)
        assert_damage_is_found(path)
        assert path.read_bytes() == content


def test_after_a_damaged_page_a_write_is_refused_as_damage_and_not_for_want_of_rights(path: Path) -> None:
    filled(path, documents=200)
    content = bytearray(path.read_bytes())
    for page in range(3, len(content) // PAGE):
        content[page * PAGE + 1234] ^= 0x10
    path.write_bytes(content)
    with opened(path) as database:
        table = database.table("numbered")
        for _ in range(2):
            with pytest.raises(Damaged):
                table.all()
            with pytest.raises(Damaged):
                table.insert({"a": 1})


def assert_damage_is_found(path: Path) -> None:
    with pytest.raises(Damaged):
        read_every_page(path)


def read_every_page(path: Path) -> None:
    with opened(path) as database:
        assert database.integrity_problems() != []
        database.storage.read()
        table = database.table("numbered")
        for indexed in ("a", "b", "a.b", ("x.y",)):
            table.search_ordered(order_by=indexed)
        table.get(doc_ids=range(1, 21))


@pytest.mark.parametrize("cut", [1, 15, 16, 1000, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, -PAGE, -1])
def test_a_file_cut_short_is_refused(path: Path, cut: int) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:cut])
    refuses(path, Damaged)


def test_a_wrong_key_leaves_the_log_of_a_killed_process_alone(path: Path) -> None:
    python(LEAVING_A_LOG, path).communicate()
    assert path.with_name("store.db-wal").stat().st_size > PAGE
    refuses(path, WrongKey, OTHER_KEY)
    with opened(path) as database:
        assert len(database.table("numbered")) == 50


def test_a_first_page_torn_by_a_crash_is_taken_from_the_log(path: Path) -> None:
    python(LEAVING_A_LOG, path).communicate()
    path.write_bytes(path.read_bytes()[:2000] + bytes(PAGE - 2000))
    refuses(path, WrongKey, OTHER_KEY)
    with opened(path) as database:
        assert len(database.table("numbered")) == 50
        assert database.integrity_problems() == []


def test_the_failed_page_checks_are_not_printed(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    filled(path)
    refuses(path, WrongKey, OTHER_KEY)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="POSIX locks")
def test_a_refused_key_does_not_drop_the_locks_of_an_open_database(db: SQLCipherTinyDB, path: Path) -> None:
    db.insert({"a": 1})
    with pytest.raises(WrongKey):
        opened(path, OTHER_KEY)
    opened(path).close()
    # SQLite's shared lock: without it another process would take itself for the only one.
    assert finished(python(ASKING_FOR_THE_WHOLE_FILE, path)) == "refused"
    db.close()
    assert finished(python(ASKING_FOR_THE_WHOLE_FILE, path)) == "granted"
