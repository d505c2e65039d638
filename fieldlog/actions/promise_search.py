"""The tabs of the promises: how many there are in each, and those of one tab that a search finds."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from fieldlog.actions.promise_lists import WHICH, PromiseList, PromiseRow, open_promise_list
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import plain
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.store.freshness import refresh_all
from fieldlog.store.listing import find_customer_ids

AT_ONCE = 256
SHORT = 200
"""A list up to this length is read whole."""


class PromiseTab(NamedTuple):
    """One tab as of ``today``: how many promises every tab has, and what the tab holds.

    ``rows`` are given where they are few enough to be read whole or were searched for; ``found`` is the list
    to read windows of.
    """

    today: date
    counts: dict[str, int]
    found: PromiseList
    rows: tuple[PromiseRow, ...] | None


def open_promise_tab(workspace: Workspace, which: str, query: str = "") -> PromiseTab:
    """Return a tab (one of ``WHICH``); a query leaves the promises whose words hold it, or whose customer is
    found by it: by name, pinyin, phone, address or district.
    """
    lists = {name: open_promise_list(workspace, name) for name in WHICH}
    found = lists[which]
    rows: tuple[PromiseRow, ...] | None = None
    if plain(query):
        rows = _search(workspace, found, query)
    elif len(found) <= SHORT:
        rows = found.window(0, len(found))
    return PromiseTab(workspace.today(), {name: len(one) for name, one in lists.items()}, found, rows)


def _search(workspace: Workspace, found: PromiseList, query: str) -> tuple[PromiseRow, ...]:
    refresh_all(workspace.store, workspace.now())
    wanted = plain(query)
    customers = set(find_customer_ids(workspace.store, CustomerFilter(query=query), workspace.today()))
    return tuple(row for row in _all_rows(found) if wanted in plain(row.text) or row.customer in customers)


def _all_rows(found: PromiseList) -> Iterator[PromiseRow]:
    for first in range(0, len(found), AT_ONCE):
        yield from found.window(first, AT_ONCE)
