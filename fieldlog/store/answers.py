"""Storing what the server has answered to saves: they are stored there, or put aside there with a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import customer_of
from fieldlog.domain.exchange import PushResult
from fieldlog.domain.overlay import without_save
from fieldlog.domain.wire import UnreadableSaveError, thaw
from fieldlog.store import tables
from fieldlog.store.outbox import read_rows, write_rows
from fieldlog.store.rows import OutboxRow, pulled_members, row_to_document
from fieldlog.store.store import Store
from fieldlog.store.sync_state import read_state, write_state


class Answered(NamedTuple):
    """How many saves are durably stored at the server now, and of them: in conflict, put aside."""

    stored: int
    conflicts: int
    put_aside: int


def store_answers(store: Store, results: Sequence[PushResult], now: datetime) -> Answered:
    """Store the answers to saves, in the order of their numbers; answers to others than those that wait are
    left out. What was put aside leaves the view at once. ``now`` is the server's. Inside ``writing``.
    """
    state = read_state(store)
    found = {result.dseq: result for result in results}
    waiting = [] if not found else read_rows(store, state.answered + 1, max(found))
    answered: list[OutboxRow] = []
    last = state.answered
    for row in waiting:
        result = found.get(row.dseq)
        if not row.is_gone:
            # A line that the server could not read has no name there.
            if result is None or result.gid not in ("", row.gid):
                break
            answered.append(_answered(row, result, now))
        last = row.dseq
    write_rows(store, answered)
    for row in answered:
        if row.code:
            _take_out(store, row)
    write_state(store, state._replace(answered=last))
    return Answered(
        len(answered),
        sum(row.status == "conflict" for row in answered),
        sum(bool(row.code) for row in answered),
    )


def _answered(row: OutboxRow, result: PushResult, now: datetime) -> OutboxRow:
    status = "quarantined" if result.code else result.status
    return row._replace(status=status, seq=result.seq, code=result.code or "", answered_at=to_text(now))


def _take_out(store: Store, row: OutboxRow) -> None:
    """Take a save out of the documents that it wrote into."""
    try:
        save = thaw(row.frozen)
    except UnreadableSaveError:
        return
    for writes in save.documents:
        stored = store.find_row(tables.DOCUMENTS, writes.doc_id)
        if stored is None:
            continue
        left = without_save(row_to_document(stored), row.gid)
        if left is None:
            store.table(tables.DOCUMENTS).remove(doc_ids=[writes.doc_id])
        else:
            store.write_document(left, pulled_members(stored))
    reaches_all = any(writes.kind in kinds.REACHING_ALL_CUSTOMERS for writes in save.documents)
    store.mark_dirty("" if reaches_all else customer_of(save.scope) or "")
