"""Health notes without consent never leave the laptop: a consent may have been taken back after the note was
saved under it and before that save was sent.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import customer_of
from fieldlog.domain.erasing import ops_in
from fieldlog.domain.saves import DocumentWrites
from fieldlog.domain.wire import thaw
from fieldlog.store.drafts import HELD_NOTE, Draft
from fieldlog.store.erasure import erase_values
from fieldlog.store.outbox import read_rows
from fieldlog.store.rows import OutboxRow
from fieldlog.store.store import Store

HEALTH_FIELD = "health."
_SIGN = f'"{HEALTH_FIELD}'.encode()
GIVEN = "given"


def blank_refused_health(
    store: Store, rows: Sequence[OutboxRow], sent: int, now: datetime
) -> tuple[OutboxRow, ...]:
    """Return these saves without the health notes that their customers do not allow as of now, and take those
    out of the store; saves up to number ``sent`` are as they are. Inside ``writing``.

    A note of a customer whom nobody has asked waits on the laptop again, as it would have without the consent
    that was undone.
    """
    states: dict[str, str] = {}
    changed = False
    for row in rows:
        if row.dseq <= sent or _SIGN not in row.frozen:
            continue
        customer = customer_of(row.scope) or ""
        if customer not in states:
            states[customer] = _consent_of(store, customer)
        if states[customer] == GIVEN:
            continue
        for writes in thaw(row.frozen).documents:
            changed |= _blank(store, row.scope, writes, states[customer], sent, now)
    if not changed:
        return tuple(rows)
    return tuple(one for one in read_rows(store, rows[0].dseq, rows[-1].dseq) if not one.is_gone)


def _consent_of(store: Store, customer: str) -> str:
    from fieldlog.domain.standing import consent_state
    from fieldlog.store.derived import read_customer

    return consent_state(read_customer(store, customer, (kinds.CONSENT, kinds.AMENDMENT)))


def _blank(store: Store, scope: str, writes: DocumentWrites, state: str, sent: int, now: datetime) -> bool:
    notes = {name: write for name, write in writes.fields.items() if name.startswith(HEALTH_FIELD)}
    ops = ops_in(writes, HEALTH_FIELD)
    if not ops:
        return False
    if not state and not _is_withdrawn(store, scope, writes.doc_id):
        texts = {name.removeprefix(HEALTH_FIELD): json.loads(write.value) for name, write in notes.items()}
        held = {"visit": writes.doc_id, "health": {area: text for area, text in texts.items() if text}}
        customer = customer_of(scope) or ""
        draft_id = f"{HELD_NOTE}-{writes.doc_id}"
        store.write_draft(Draft(draft_id, HELD_NOTE, customer, held, {}, to_text(now)))
    erase_values(store, writes.doc_id, scope, ops, sent)
    return True


def _is_withdrawn(store: Store, scope: str, visit: str) -> bool:
    from fieldlog.store.derived import read_customer

    return visit in read_customer(store, customer_of(scope) or "").withdrawn
