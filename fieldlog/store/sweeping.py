"""After a server was restored: what its new feed no longer holds goes from the laptop as well.

It runs when the new feed has been pulled to its end, after the journal was sent again: what the laptop itself
wrote in the last 35 days has come back by then.
"""

from fieldlog.store import tables
from fieldlog.store.dropping import forget_derived
from fieldlog.store.outbox import rows_by_gid
from fieldlog.store.rows import GENERATION, row_to_document
from fieldlog.store.scopes import all_grants
from fieldlog.store.store import Store


def sweep(store: Store, generation: int, answered: int) -> None:
    """Remove what was pulled of older feeds; what waits for an answer stays. Inside ``writing``."""
    old = [grant.grant for grant in all_grants(store) if grant.generation < generation]
    if old:
        store.table(tables.GRANTS).remove(doc_ids=old)
    table = store.table(tables.DOCUMENTS)
    rows = [row for row in table if 0 < row.get(GENERATION, 0) < generation]
    for row in rows:
        document = row_to_document(row)
        own = rows_by_gid(store, sorted(document.parts))
        waiting = {gid for gid, one in own.items() if one.dseq > answered}
        parts = {gid: part for gid, part in document.parts.items() if gid in waiting}
        table.remove(doc_ids=[row["id"]])
        if parts:
            kept = {gid: part._replace(seq=None) for gid, part in parts.items()}
            store.write_document(document._replace(parts=kept), None)
    for customer in sorted({row["customer"] for row in rows if row["customer"]}):
        forget_derived(store, customer)
