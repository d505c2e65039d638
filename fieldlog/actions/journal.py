"""The saves of this laptop one by one: those that wait for the server, and those it has stored of late."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import customer_of
from fieldlog.domain.saves import Save
from fieldlog.domain.wire import UnreadableSaveError, thaw
from fieldlog.store.outbox import ROWS_AT_ONCE, read_rows, rows_after
from fieldlog.store.reading import read_name
from fieldlog.store.rows import OutboxRow
from fieldlog.store.store import Store
from fieldlog.store.sync_state import SyncState, read_state

LISTED = 20
"""So many of each are listed; the others are counted."""


class JournalEntry(NamedTuple):
    """A save: its number and name, its customer (id and name; empty for what is about none), the kinds of its
    documents in their order, when it was made by this laptop's clock, and when the server answered that it is
    stored, by the server's (UTC texts; empty while there is no answer).
    """

    dseq: int
    gid: str
    customer: str
    name: str
    kinds: tuple[str, ...]
    at: str
    answered_at: str


class Journal(NamedTuple):
    """The saves that wait, the oldest first, and those stored of late, the newest first."""

    waiting: tuple[JournalEntry, ...]
    stored: tuple[JournalEntry, ...]


def read_journal(workspace: Workspace, most: int = LISTED) -> Journal:
    """Return at most so many saves of each; asks nobody."""
    store = workspace.store
    state = read_state(store)
    waiting = (row for row in rows_after(store, state.answered) if not row.is_gone)
    return Journal(
        tuple(_describe(store, row) for row in islice(waiting, most)),
        tuple(_describe(store, row) for row in islice(_stored(store, state), most)),
    )


def _stored(store: Store, state: SyncState) -> Iterator[OutboxRow]:
    """Yield what the server has stored, the newest first; what it put aside has a list of its own."""
    last = state.answered
    while last >= state.first:
        first = max(state.first, last - ROWS_AT_ONCE + 1)
        yield from (
            row for row in reversed(read_rows(store, first, last)) if not row.code and not row.is_gone
        )
        last = first - 1


def read_save(row: OutboxRow) -> Save | None:
    """Return the save of a row; ``None`` when its customer was dropped since."""
    try:
        return thaw(row.frozen)
    except UnreadableSaveError:
        return None


def _describe(store: Store, row: OutboxRow) -> JournalEntry:
    save, customer = read_save(row), customer_of(row.scope) or ""
    kinds = () if save is None else tuple(dict.fromkeys(one.kind for one in save.documents))
    at = "" if save is None else save.at
    return JournalEntry(row.dseq, row.gid, customer, read_name(store, customer), kinds, at, row.answered_at)
