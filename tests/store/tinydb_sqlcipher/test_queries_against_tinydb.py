"""Whatever is stored and asked, stock TinyDB in memory gives the answer that the plugin must give."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage

from tests.store.tinydb_sqlcipher.arbitrary import COMPARISONS, DOCUMENTS, QUERIES
from tests.store.tinydb_sqlcipher.opened import opened
from tests.store.tinydb_sqlcipher.strict import as_text


def answer(question: Callable[[], Any]) -> Any:
    try:
        return as_text(question())
    except TypeError:
        return TypeError


def both_answers(documents: list[dict[str, Any]], query: QueryInstance) -> tuple[Any, Any]:
    stock = TinyDB(storage=MemoryStorage).table("numbered", cache_size=0)
    stock.insert_multiple(json.loads(json.dumps(documents)))
    with opened(":memory:") as database:
        table = database.table("numbered")
        table.insert_multiple(documents)
        return (
            [answer(partial(one.search, query)) for one in (stock, table)],
            [answer(partial(one.get, query)) for one in (stock, table)],
        )


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents=st.lists(DOCUMENTS, max_size=6), query=QUERIES)
def test_a_query_finds_what_it_finds_in_tinydb(documents: list[dict[str, Any]], query: QueryInstance) -> None:
    for expected, found in both_answers(documents, query):
        # "a & b" has no order for an index: a document that one side rules out need not make the other side
        # raise.
        assert found == expected or (expected is TypeError and "'and'" in repr(query))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents=st.lists(DOCUMENTS, max_size=4), comparison=COMPARISONS)
def test_a_comparison_raises_where_it_raises_in_tinydb(
    documents: list[dict[str, Any]], comparison: QueryInstance
) -> None:
    for expected, found in both_answers(documents, comparison):
        assert found == expected
