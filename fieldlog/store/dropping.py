"""Taking a customer off the laptop after a hand-over, when what was begun there is handed in.

Nothing of it can be read afterwards: documents, the bytes of its saves, what was derived, and what could not
be read. The database overwrites what it deletes; ``rinse`` does the same for copies that were left behind.
"""

from typing import NamedTuple

from tinydb import where

from fieldlog.domain.documents import customer_of
from fieldlog.domain.wire import UnreadableSaveError, thaw
from fieldlog.store import tables
from fieldlog.store.left import Left, describe_leaving
from fieldlog.store.outbox import all_rows, rows_after, write_rows
from fieldlog.store.rows import OutboxRow
from fieldlog.store.scopes import Drop, pending_drops
from fieldlog.store.store import Store
from fieldlog.store.sync_state import read_state, write_state


class Dropped(NamedTuple):
    """The scopes that have left the laptop, and those of them that are customers, by name."""

    scopes: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()


def settle_drops(store: Store) -> Dropped:
    """Carry out the drops that nothing hinders any more and return what went; inside ``writing``."""
    state = read_state(store)
    waiting = pending_drops(store)
    if not waiting:
        return Dropped()
    busy = {row.scope for row in rows_after(store, state.answered)}
    begun = {draft.customer for draft in store.drafts()}
    ready = [drop for drop in waiting if drop.scope not in busy and (drop.customer or "-") not in begun]
    # Before the first one goes: of joined customers one bears the name of all.
    left = tuple(describe_leaving(store, drop) for drop in ready if drop.customer)
    for drop in ready:
        _drop(store, drop)
    if ready:
        write_state(store, state._replace(must_rinse=True))
    return Dropped(tuple(drop.scope for drop in ready), left)


def _drop(store: Store, drop: Drop) -> None:
    remove_scope(store, drop.scope)
    store.table(tables.GRANTS).remove(where("scope") == drop.scope)
    store.table(tables.DROPS).remove(doc_ids=[drop.scope])


def remove_scope(store: Store, scope: str) -> None:
    """Remove all that the laptop holds of a scope, but the numbers of its saves; inside ``writing``."""
    customer = customer_of(scope)
    if customer is None:
        store.table(tables.DOCUMENTS).remove(where("scope") == scope)
    else:
        _remove_customer(store, customer)
    write_rows(store, [_emptied(row) for row in all_rows(store) if row.scope == scope])
    store.table(tables.UNREAD).remove(where("scope") == scope)


def _emptied(row: OutboxRow) -> OutboxRow:
    """Return a save without its bytes; of one that was put aside it stays known what it was about, and
    when.
    """
    gone = row._replace(frozen=b"", erased=True)
    if not row.code or row.is_gone:
        return gone
    try:
        save = thaw(row.frozen)
    except UnreadableSaveError:
        return gone
    return gone._replace(kinds=save.kinds, saved_at=save.at)


def _remove_customer(store: Store, customer: str) -> None:
    forget_derived(store, customer)
    store.table(tables.DOCUMENTS).remove(where("customer") == customer)


def forget_derived(store: Store, customer: str) -> None:
    """Remove what was derived of a customer and of those joined with it: it is derived anew from what is
    left. Inside ``writing``.
    """
    from fieldlog.domain.merging import kept_customer
    from fieldlog.store.derived import joined_customers

    joined = joined_customers(store)
    kept = kept_customer(joined, customer)
    # What was derived of joined customers lies under the one that was kept.
    for one in {customer, kept, *(other for other in joined if kept_customer(joined, other) == kept)}:
        store.table(tables.OBLIGATIONS).remove(where("customer") == one)
        store.table(tables.CARDS).remove(doc_ids=[one])
        store.mark_dirty(one)


def rinse(store: Store) -> bool:
    """Overwrite what the file and its log still hold of what was erased; say whether that was possible now.

    Not inside ``writing``; another process that is reading or writing hinders it, as does a full disk, and it
    is tried again later.
    """
    if not store.database.rewrite():
        return False
    state = read_state(store)
    if state.must_rinse:
        write_state(store, state._replace(must_rinse=False))
    return True
