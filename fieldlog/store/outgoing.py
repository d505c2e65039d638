"""What goes out next: the oldest saves without an answer, as many as fit."""

from datetime import datetime

from fieldlog.store.outbox import rows_after
from fieldlog.store.rows import OutboxRow
from fieldlog.store.store import Store
from fieldlog.store.sync_state import read_state, write_state
from fieldlog.store.unsent_health import blank_refused_health

HEAD_BYTES = 200
"""About what a line holds besides the bytes of its save."""


def take_batch(store: Store, most_saves: int, most_bytes: int, now: datetime) -> tuple[OutboxRow, ...]:
    """Return the next saves to send, at least one where any waits, and note that they are on their way.

    Health notes that the customer does not allow (any more) are blanked in what was never sent. Inside
    ``writing``.
    """
    state = read_state(store)
    last = store.progress().dseq
    chosen: list[OutboxRow] = []
    size = 0
    for row in rows_after(store, state.answered):
        if row.is_gone:
            continue
        size += len(row.frozen) + HEAD_BYTES
        if chosen and (len(chosen) >= most_saves or size > most_bytes):
            break
        chosen.append(row)
    if not chosen:
        if state.answered < last:
            # What is left is of customers that were dropped since.
            write_state(store, state._replace(answered=last, sent=max(last, state.sent)))
        return ()
    rows = blank_refused_health(store, chosen, state.sent, now)
    if rows[-1].dseq > state.sent:
        write_state(store, state._replace(sent=rows[-1].dseq))
    return rows
