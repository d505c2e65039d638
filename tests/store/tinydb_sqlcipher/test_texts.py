"""Documents stored as texts lie there as documents inserted the usual way do; the log can be emptied."""

import json
import re
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st
from tinydb import where
from tinydb.table import Document

from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB

KEY = bytes(range(32))
PAGE = 4096
VALUES = st.dictionaries(
    st.sampled_from(["kind", "on", "a b", "é"]),
    st.none() | st.integers(-5, 5) | st.text(max_size=5),
    max_size=3,
)
PUTS = st.lists(st.dictionaries(st.integers(1, 6), VALUES, max_size=4), max_size=5)


def text_of(value: object) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(puts=PUTS, asked=st.text(max_size=5))
def test_texts_replace_what_is_there_and_are_found_as_other_documents_are(
    puts: list[dict[int, dict[str, object]]], asked: str
) -> None:
    storable = [{n: v for n, v in put.items() if _is_storable(v)} for put in puts]
    with SQLCipherTinyDB(":memory:", key=KEY, indexes={"rows": ["kind"]}) as database:
        table = database.table("rows")
        expected: dict[int, dict[str, object]] = {}
        for put in storable:
            assert table.search(where("kind") == asked) == [
                expected[n] for n in expected if expected[n].get("kind") == asked
            ]
            table.put_texts({number: text_of(value) for number, value in put.items()})
            expected |= put
        assert {row.doc_id: dict(row) for row in table} == expected
        fresh = table.insert({"kind": "new"})
        assert fresh == max(expected, default=0) + 1


def _is_storable(value: dict[str, object]) -> bool:
    return all(not isinstance(one, str) or one.isprintable() for one in value.values())


def test_texts_of_a_transaction_that_fails_are_not_there() -> None:
    with SQLCipherTinyDB(":memory:", key=KEY) as database:
        table = database.table("rows")
        table.insert(Document({"a": 1}, doc_id=1))
        try:
            with database.transaction():
                table.put_texts({1: '{"a":2}', 2: '{"a":3}'})
                raise KeyError
        except KeyError:
            pass
        assert [dict(row) for row in table] == [{"a": 1}]


def test_the_log_is_emptied_unless_somebody_reads_or_writes(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    log = tmp_path / "rows.db-wal"
    with (
        SQLCipherTinyDB(path, key=KEY) as database,
        SQLCipherTinyDB(path, key=KEY, busy_timeout=0.0) as other,
    ):
        database.table("rows").insert({"a": 1})
        assert log.stat().st_size > 0
        with database.transaction():
            assert not database.checkpoint_whole()
        with database.storage.connection.reading():
            database.table("rows").count(where("a") == 1)
            assert not other.checkpoint_whole()
        assert database.checkpoint_whole()
        assert log.stat().st_size == 0
        assert [dict(row) for row in other.table("rows")] == [{"a": 1}]


def test_nothing_of_what_was_deleted_is_left_on_a_page_of_a_file_that_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    with (
        SQLCipherTinyDB(path, key=KEY) as database,
        SQLCipherTinyDB(path, key=KEY, busy_timeout=0.0) as other,
    ):
        table, chance = database.table("rows"), Random(1)
        table.insert_multiple({"secret": f"secret-{number:03}"} for number in range(60))
        for number in chance.choices(range(60), k=300):
            # Rows that grow are moved from page to page.
            changed = {"secret": f"secret-{number:03}", "more": "x" * chance.randrange(900)}
            table.update(changed, doc_ids=[number + 1])
        table.remove(doc_ids=list(range(1, 31)))
        assert database.checkpoint_whole()
        assert _secrets_in(path) > set(range(30, 60))
        with other.storage.connection.reading():
            other.table("rows").count(where("a") == 1)
            assert not database.rewrite()
        with database.transaction():
            assert not database.rewrite()
        assert database.rewrite()
        assert _secrets_in(path) == set(range(30, 60))
        assert other.table("rows").count(where("secret") == "secret-040") == 1


def _secrets_in(path: Path) -> set[int]:
    raw = path.read_bytes()
    pages = (raw[start : start + PAGE] for start in range(0, len(raw), PAGE))
    plain = b"".join(
        Cipher(AES(KEY), CBC(page[PAGE - 80 : PAGE - 64])).decryptor().update(page[: PAGE - 80])
        for page in pages
    )
    return {int(found) for found in re.findall(rb"secret-(\d{3})", plain)}
