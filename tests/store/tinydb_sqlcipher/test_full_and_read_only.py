"""No space left, and nowhere to write."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from tinydb import where

from fieldlog.store.tinydb_sqlcipher import Full, ReadOnly, SQLCipherTinyDB, TransactionLost
from tests.store.tinydb_sqlcipher.opened import finished, opened, python

AS_NOBODY = """
import os
from tests.store.tinydb_sqlcipher.opened import opened
import hashlib, hmac, fieldlog.store.tinydb_sqlcipher as package
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for name in ("store.db", "new.db"):
    try:
        with opened(sys.argv[1] + "/" + name) as database:
            print(len(database.all()))
            database.insert({})
            print("written")
    except package.SQLCipherStorageError as error:
        print(type(error).__name__)
"""

ON_A_FULL_DISK = """
from tests.store.tinydb_sqlcipher.opened import opened
from fieldlog.store.tinydb_sqlcipher import Full
from pathlib import Path
ballast = Path(sys.argv[1]) / "something else"
ballast.write_bytes(bytes(200_000))
database = opened(sys.argv[1] + "/store.db")
kept = 0
try:
    for kept in range(10_000):
        database.insert({"a": "x" * 2000})
    print("never full")
except Full:
    assert database.count(lambda document: True) == kept, kept
    assert database.get(doc_id=kept)["a"] == "x" * 2000
    ballast.unlink()
    assert database.insert({"a": "room again"}) == kept + 1
    assert database.integrity_problems() == []
    database.close()
    with opened(sys.argv[1] + "/store.db") as again:
        assert len(again) == kept + 1
        print("all kept")
"""


def limit_pages(db: SQLCipherTinyDB, more: int) -> None:
    pages = db.storage.connection.execute("PRAGMA page_count").fetchone()[0]
    db.storage.connection.execute(f"PRAGMA max_page_count={pages + more}").fetchone()


def test_a_full_file_keeps_what_it_had_and_stays_usable(db: SQLCipherTinyDB, path: Path) -> None:
    table = db.table("numbered")
    table.insert({"a": "x"})
    limit_pages(db, 3)
    with pytest.raises(Full):
        table.insert_multiple({"a": "x" * 2000} for _ in range(20))
    assert table.search(where("a").exists()) == [{"a": "x"}]
    assert table.insert({"a": "y"}) == 2
    with opened(path) as other:
        assert len(other.table("numbered")) == 2


def test_a_transaction_that_fills_the_file_is_undone_as_a_whole(db: SQLCipherTinyDB) -> None:
    db.table("numbered").insert({"a": "x"})
    limit_pages(db, 3)
    with pytest.raises(TransactionLost):
        go_on_after_the_file_is_full(db)
    assert db.table("numbered").all() == [{"a": "x"}]
    assert (db.tables(), db.table("numbered").insert({})) == ({"numbered"}, 2)


def go_on_after_the_file_is_full(db: SQLCipherTinyDB) -> None:
    with db.transaction():
        db.table("numbered").update({"a": "changed"})
        with pytest.raises(Full):
            db.insert_multiple({"a": "x" * 2000} for _ in range(20))
        db.table("numbered").insert({"a": "never kept"})


def test_a_connection_that_may_only_read_raises_read_only(db: SQLCipherTinyDB) -> None:
    db.insert({"a": 1})
    db.storage.connection.execute("PRAGMA query_only=ON")
    with pytest.raises(ReadOnly):
        db.insert({"a": 2})
    assert db.all() == [{"a": 1}]
    db.storage.connection.execute("PRAGMA query_only=OFF")
    assert db.insert({"a": 2}) == 2


@pytest.mark.skipif(os.name != "posix", reason="POSIX file modes")
@pytest.mark.parametrize("folder_mode", [0o555, 0o000], ids=["not writable", "not readable"])
def test_a_folder_that_cannot_be_written_raises_read_only(folder_mode: int) -> None:
    # Not in tmp_path: root's temporary folders cannot be entered by the user that stands in for root here.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "store.db")
        with opened(path) as database:
            database.insert({})
        before = path.read_bytes()
        path.chmod(0o444)
        path.parent.chmod(folder_mode)
        try:
            assert finished(python(AS_NOBODY, folder)).split() == ["ReadOnly", "ReadOnly"]
        finally:
            path.parent.chmod(0o755)
        assert [file.name for file in path.parent.iterdir()] == ["store.db"]
        assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="POSIX file modes")
def test_a_file_that_cannot_be_written_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "store.db")
        with opened(path) as database:
            database.insert({})
        path.chmod(0o444)
        path.parent.chmod(0o777)
        assert finished(python(AS_NOBODY, folder)).split() == ["1", "ReadOnly", "0", "written"]


@pytest.fixture
def small_disk(tmp_path: Path) -> list[str]:
    """Return the beginning of a command that runs with a disk of 400 KB at ``tmp_path``, or skip the test."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare: a small disk cannot be mounted")
    mount = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        'mount -t tmpfs -o size=400k tmpfs "$0" && exec "$@"',
        str(tmp_path),
    ]
    tried = subprocess.run([*mount, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {tried.stderr.decode().strip()}")
    return mount


def test_a_full_disk_keeps_every_reported_insert(small_disk: list[str], tmp_path: Path) -> None:
    process = python(ON_A_FULL_DISK, tmp_path, before=small_disk)
    assert finished(process) == "all kept"
