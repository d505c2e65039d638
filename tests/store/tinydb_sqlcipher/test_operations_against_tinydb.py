"""Any sequence of operations, transactions and reopenings leaves what stock TinyDB is left with."""

import json
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tinydb import TinyDB
from tinydb.operations import add, delete, increment
from tinydb.operations import set as set_field
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from tests.store.tinydb_sqlcipher.arbitrary import DOCUMENTS, QUERIES
from tests.store.tinydb_sqlcipher.opened import opened
from tests.store.tinydb_sqlcipher.strict import as_text

TABLES = st.sampled_from(["numbered", "named"])
SOME_IDS: dict[str, list[Any]] = {"numbered": [1, 2, 3, 7, -4], "named": ["1", "x", "é\x00", ""]}
FIELDS = st.one_of(
    DOCUMENTS,
    st.sampled_from([increment("a"), add("b", 0.5), delete("a"), set_field("b", "new")]),
)


FAILURES = (TypeError, KeyError, ValueError, OverflowError)


def get_and_contains(doc_id: Any, table: Any) -> list[Any]:
    return [table.get(doc_id=doc_id), table.contains(doc_id=doc_id)]


class Undo(Exception):
    """Leaves a transaction that is not to be kept."""


class TextMemoryStorage(MemoryStorage):
    """Stock memory storage that shares no object with its callers, like TinyDB's JSON file."""

    def read(self) -> Any:
        return None if self.memory is None else json.loads(self.memory)

    def write(self, data: Any) -> None:
        self.memory: Any = json.dumps(data)


class NamedTable(Table):
    """A stock table with text ids."""

    document_id_class = str  # type: ignore[assignment]


class Oracle:
    """Stock TinyDB with what it lacks: transactions, and next ids that a failed call leaves alone."""

    def __init__(self) -> None:
        self.storage = TextMemoryStorage()  # type: ignore[no-untyped-call]
        self.database = TinyDB(storage=lambda: self.storage)
        self.tables: dict[str, Table] = {}
        self.snapshots: list[tuple[Any, dict[str, Any]]] = []

    def table(self, name: str) -> Table:
        if name not in self.tables:
            table_class = Table if name == "numbered" else NamedTable
            self.tables[name] = table_class(self.storage, name, cache_size=0)
        return self.tables[name]

    def snapshot(self) -> tuple[Any, dict[str, Any]]:
        return self.storage.memory, {name: table._next_id for name, table in self.tables.items()}

    def restore(self, snapshot: tuple[Any, dict[str, Any]]) -> None:
        self.storage.memory, next_ids = snapshot
        self.tables.clear()
        for name, next_id in next_ids.items():
            self.table(name)._next_id = next_id

    def reopen(self) -> None:
        self.tables.clear()

    def drop(self, name: str) -> None:
        self.tables.pop(name, None)
        self.database.drop_table(name)


class AgainstTinyDB(RuleBasedStateMachine):
    """Does everything twice and compares."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.db"
        self.oracle = Oracle()
        self.database = opened(self.path)
        self.blocks: list[AbstractContextManager[None]] = []

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def both(self, name: str, operation: Callable[[Any], Any]) -> bool:
        """Return whether the operation succeeded."""
        before = self.oracle.snapshot()
        try:
            expected = as_text(operation(self.oracle.table(name)))
        except FAILURES as error:
            self.oracle.restore(before)
            self.check_failure(name, operation, error)
            return False
        assert as_text(operation(self.database.table(name))) == expected
        return True

    def check_failure(self, name: str, operation: Callable[[Any], Any], expected: Exception) -> None:
        # "a & b" may not raise here (see pushdown); nothing else may succeed that fails in TinyDB.
        assert self.failure_of(name, operation) is not None or isinstance(expected, TypeError)

    def failure_of(self, name: str, operation: Callable[[Any], Any]) -> Exception | None:
        try:
            with self.database.transaction():
                operation(self.database.table(name))
                raise Undo
        except Undo:
            return None
        except FAILURES as error:
            return error

    @rule(document=DOCUMENTS)
    def insert(self, document: dict[str, Any]) -> None:
        self.both("numbered", lambda table: table.insert(document))

    @rule(name=TABLES, document=DOCUMENTS, data=st.data())
    def insert_with_an_id(self, name: str, document: dict[str, Any], data: st.DataObject) -> None:
        doc_id: Any = data.draw(st.sampled_from(SOME_IDS[name]))
        self.both(name, lambda table: table.insert(Document(document, doc_id)))

    @rule(documents=st.lists(DOCUMENTS, max_size=4))
    def insert_multiple(self, documents: list[dict[str, Any]]) -> None:
        self.both("numbered", lambda table: table.insert_multiple(iter(documents)))

    @rule(name=TABLES, document=DOCUMENTS, data=st.data())
    def insert_multiple_with_ids(self, name: str, document: dict[str, Any], data: st.DataObject) -> None:
        doc_ids: list[Any] = data.draw(st.lists(st.sampled_from(SOME_IDS[name]), min_size=1, max_size=2))
        if self.both(
            name, lambda table: table.insert_multiple([Document(document, doc_id) for doc_id in doc_ids])
        ):
            # Stock TinyDB would later overwrite these documents with generated ids.
            self.oracle.table(name)._next_id = None

    @rule(name=TABLES, fields=FIELDS, query=st.none() | QUERIES)
    def update(self, name: str, fields: Any, query: QueryInstance | None) -> None:
        self.both(name, lambda table: table.update(deepcopy(fields), query))

    @rule(name=TABLES, fields=FIELDS, data=st.data())
    def update_by_ids(self, name: str, fields: Any, data: st.DataObject) -> None:
        doc_ids: list[Any] = data.draw(st.lists(st.sampled_from(SOME_IDS[name])))
        self.both(name, lambda table: table.update(deepcopy(fields), doc_ids=iter(doc_ids)))

    @rule(name=TABLES, updates=st.lists(st.tuples(FIELDS, QUERIES), max_size=3))
    def update_multiple(self, name: str, updates: list[tuple[Any, QueryInstance]]) -> None:
        self.both(
            name, lambda table: table.update_multiple([(deepcopy(one), query) for one, query in updates])
        )

    @rule(document=DOCUMENTS, query=QUERIES)
    def upsert(self, document: dict[str, Any], query: QueryInstance) -> None:
        self.both("numbered", lambda table: table.upsert(document, query))

    @rule(name=TABLES, document=DOCUMENTS, data=st.data())
    def upsert_with_an_id(self, name: str, document: dict[str, Any], data: st.DataObject) -> None:
        doc_id: Any = data.draw(st.sampled_from(SOME_IDS[name]))
        self.both(name, lambda table: table.upsert(Document(document, doc_id)))

    @rule(name=TABLES, query=QUERIES)
    def remove(self, name: str, query: QueryInstance) -> None:
        self.both(name, lambda table: table.remove(query))

    @rule(name=TABLES, data=st.data())
    def remove_by_ids(self, name: str, data: st.DataObject) -> None:
        doc_ids: list[Any] = data.draw(st.lists(st.sampled_from([*SOME_IDS[name], 1.0, True, "2", None])))
        self.both(name, lambda table: table.remove(doc_ids=doc_ids))

    @rule(name=TABLES)
    def truncate(self, name: str) -> None:
        self.both(name, lambda table: table.truncate())

    @rule(name=TABLES)
    def drop_table(self, name: str) -> None:
        self.oracle.drop(name)
        self.database.drop_table(name)

    @rule(name=TABLES, query=QUERIES)
    def ask(self, name: str, query: QueryInstance) -> None:
        for _ in ("fresh", "kept"):
            self.both(name, lambda table: table.search(query))
        self.both(name, lambda table: [table.count(query), table.contains(query), table.get(query)])

    @rule(name=TABLES, data=st.data())
    def ask_by_ids(self, name: str, data: st.DataObject) -> None:
        doc_ids: list[Any] = data.draw(st.lists(st.sampled_from([*SOME_IDS[name], 1.0, True, "2"])))
        self.both(name, lambda table: table.get(doc_ids=doc_ids))
        for doc_id in doc_ids:
            self.both(name, partial(get_and_contains, doc_id))

    @precondition(lambda self: len(self.blocks) < 2)
    @rule()
    def begin(self) -> None:
        self.oracle.snapshots.append(self.oracle.snapshot())
        self.blocks.append(self.database.transaction())
        self.blocks[-1].__enter__()

    @precondition(lambda self: self.blocks)
    @rule()
    def commit(self) -> None:
        self.oracle.snapshots.pop()
        self.blocks.pop().__exit__(None, None, None)

    @precondition(lambda self: self.blocks)
    @rule()
    def roll_back(self) -> None:
        self.oracle.restore(self.oracle.snapshots.pop())
        error = ArithmeticError("undo")
        assert not self.blocks.pop().__exit__(ArithmeticError, error, None)

    @precondition(lambda self: not self.blocks)
    @rule()
    def reopen(self) -> None:
        self.database.close()
        self.oracle.reopen()
        self.database = opened(self.path, must_exist=True)

    @invariant()
    def both_hold_the_same(self) -> None:
        assert self.database.tables() == self.oracle.database.tables()
        for name in SOME_IDS:
            expected = self.oracle.table(name)
            found = self.database.table(name)
            assert (as_text(found.all()), len(found)) == (as_text(expected.all()), len(expected))


AgainstTinyDB.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnySequenceOfOperations = AgainstTinyDB.TestCase
