"""The outbox, which is a journal too: what waits for the server, what it has answered, and what goes.

All numbers up to ``SyncState.answered`` have an answer. Answered saves stay 35 days, so that a server that
was restored from a backup gets them again. Everything here runs inside ``writing``.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from tinydb import where

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.saves import to_json
from fieldlog.store import tables
from fieldlog.store.rows import OutboxRow, outbox_to_row, row_to_outbox
from fieldlog.store.store import Store

JOURNAL_DAYS = 35
ROWS_AT_ONCE = 100
MOST_GIDS = 400


def read_rows(store: Store, first: int, last: int) -> list[OutboxRow]:
    """Return the saves numbered from ``first`` to ``last`` that are there, in their order."""
    table = store.table(tables.OUTBOX)
    rows = table.get(doc_ids=range(first, last + 1))
    return sorted(row_to_outbox(row.doc_id, row) for row in rows)


def rows_after(store: Store, dseq: int) -> Iterator[OutboxRow]:
    """Yield the saves with a number above ``dseq``, a few of them at a time."""
    last = store.progress().dseq
    for first in range(dseq + 1, last + 1, ROWS_AT_ONCE):
        yield from read_rows(store, first, min(last, first + ROWS_AT_ONCE - 1))


def all_rows(store: Store) -> list[OutboxRow]:
    """Return everything that the journal holds, in order."""
    return sorted(row_to_outbox(row.doc_id, row) for row in store.table(tables.OUTBOX))


def put_aside_rows(store: Store) -> list[OutboxRow]:
    """Return the saves that the server has put aside, in order."""
    return sorted(
        row_to_outbox(row.doc_id, row) for row in store.table(tables.OUTBOX).search(where("code").exists())
    )


def count_put_aside(store: Store) -> int:
    """Return how many saves the server has put aside."""
    return store.table(tables.OUTBOX).count(where("code").exists())


def rows_by_gid(store: Store, gids: Sequence[str]) -> dict[str, OutboxRow]:
    """Return the saves of these names that the journal holds."""
    found: dict[str, OutboxRow] = {}
    for start in range(0, len(gids), MOST_GIDS):
        wanted = list(gids[start : start + MOST_GIDS])
        for row in store.table(tables.OUTBOX).search(where("gid").one_of(wanted)):
            found[row["gid"]] = row_to_outbox(row.doc_id, row)
    return found


def write_rows(store: Store, rows: Iterable[OutboxRow]) -> None:
    """Write saves over what was stored under their numbers."""
    texts = {row.dseq: to_json(outbox_to_row(row)) for row in rows}
    if texts:
        store.table(tables.OUTBOX).put_texts(texts)


def renumber(store: Store, rows: Sequence[OutboxRow]) -> None:
    """Put these saves in place of the whole outbox, numbered from 1 and without answers."""
    table = store.table(tables.OUTBOX)
    table.truncate()
    fresh = [tables.named_row(outbox_to_row(forget_answer(row)), dseq) for dseq, row in enumerate(rows, 1)]
    if fresh:
        table.insert_multiple(fresh)
    store.write_progress(store.progress()._replace(dseq=len(rows)))


def forget_answer(row: OutboxRow) -> OutboxRow:
    """Return a save as if nothing had been answered to it."""
    return row._replace(status="", seq=None, code="", answered_at="")


def remove_old(store: Store, first: int, answered: int, pulled: int, now: datetime) -> int:
    """Forget saves from number ``first`` on that were answered long ago and are covered by what was pulled;
    those put aside stay. Return the number of the first one that is young.
    """
    limit = to_text(now - timedelta(days=JOURNAL_DAYS))
    while first <= answered:
        rows = read_rows(store, first, min(answered, first + ROWS_AT_ONCE - 1))
        old = [row for row in rows if _is_old(row, limit, pulled)]
        going = [row.dseq for row in old if not row.code]
        if going:
            store.table(tables.OUTBOX).remove(doc_ids=going)
        if len(old) < len(rows):
            return next(row.dseq for row in rows if row not in old)
        first += ROWS_AT_ONCE
    return min(first, answered + 1)


def _is_old(row: OutboxRow, limit: str, pulled: int) -> bool:
    return bool(row.answered_at) and row.answered_at < limit and (row.seq is None or row.seq <= pulled)


def oldest_waiting(store: Store, answered: int) -> datetime | None:
    """Return when the oldest save without an answer was made, by this laptop's clock."""
    from fieldlog.domain.wire import thaw

    row = next((row for row in rows_after(store, answered) if not row.is_gone), None)
    return None if row is None else from_text(thaw(row.frozen).at)
