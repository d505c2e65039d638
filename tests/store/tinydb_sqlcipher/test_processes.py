"""Several processes at once, and one that is killed."""

import signal
import threading
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from tinydb import where

from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB
from tests.store.tinydb_sqlcipher.opened import KEY, finished, opened, python

INSERTING = """
from tests.store.tinydb_sqlcipher.opened import opened
input()
with opened(sys.argv[1]) as database:
    for number in range(100):
        database.table("numbered").insert({"a": int(sys.argv[2]), "b": number})
    for number in range(0, 100, 10):
        with database.transaction():
            database.table("named").insert_multiple({"a": int(sys.argv[2])} for _ in range(10))
"""

CHANGING = """
from tests.store.tinydb_sqlcipher.opened import opened
with opened(sys.argv[1]) as database:
    for line in sys.stdin:
        database.table("numbered").update({"a": int(line)})
        print("done", flush=True)
"""

WRITING_UNTIL_KILLED = """
from tests.store.tinydb_sqlcipher.opened import opened
database = opened(sys.argv[1])
number = 0
while True:
    with database.transaction():
        database.table("numbered").insert({"a": number})
        database.table("named").insert({"a": number})
    number += 1
    print(number, flush=True)
"""


def test_processes_that_insert_at_once_into_a_new_file_lose_nothing(path: Path) -> None:
    processes = [python(INSERTING, path, number) for number in range(3)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        finished(process)
    with opened(path) as database:
        table = database.table("numbered")
        assert sorted(document.doc_id for document in table) == list(range(1, 301))
        for number in range(3):
            assert [found["b"] for found in table.search(where("a") == number)] == list(range(100))
            assert database.table("named").count(where("a") == number) == 100
        assert database.integrity_problems() == []


def test_opening_waits_for_a_process_that_is_just_making_the_file(path: Path) -> None:
    maker: Any = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    maker.execute(f"PRAGMA key=\"x'{KEY.hex()}'\"").fetchall()
    maker.execute("CREATE TABLE made (x)")
    maker.execute("BEGIN IMMEDIATE")
    finishing = threading.Timer(0.1, maker.execute, ["COMMIT"])
    finishing.start()
    with opened(path) as database:
        assert database.insert({}) == 1
    finishing.join()
    maker.close()


def test_what_another_process_commits_is_never_answered_from_memory(db: SQLCipherTinyDB, path: Path) -> None:
    table = db.table("numbered")
    table.insert({"a": 0})
    process = python(CHANGING, path)
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(1, 20):
        assert table.count(where("a") == number) == 0
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n"
        assert (table.count(where("a") == number), table.count(where("a") == number - 1)) == (1, 0)
    finished(process)


def test_a_killed_process_leaves_whole_transactions_and_all_that_were_reported(path: Path) -> None:
    process = python(WRITING_UNTIL_KILLED, path)
    assert process.stdout is not None
    reported = 0
    while reported < 50:
        reported = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert path.with_name("store.db-wal").exists()
    with opened(path, must_exist=True) as database:
        numbered, named = ([found["a"] for found in database.table(name)] for name in ("numbered", "named"))
        assert numbered == named == list(range(len(numbered)))
        assert len(numbered) >= reported
        assert database.integrity_problems() == []
