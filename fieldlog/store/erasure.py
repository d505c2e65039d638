"""Carrying out an erasure on the laptop: the values of some writes go everywhere, the writes stay."""

from collections.abc import Collection
from typing import Any

from fieldlog.domain.documents import customer_of
from fieldlog.domain.erasing import blank_document, blank_frozen, fields_of
from fieldlog.domain.wire import UnreadableSaveError
from fieldlog.store import tables
from fieldlog.store.drafts import Draft
from fieldlog.store.dropping import forget_derived
from fieldlog.store.outbox import all_rows, write_rows
from fieldlog.store.rows import OutboxRow, pulled_members, row_to_document
from fieldlog.store.store import Store, sha256_of


def erase_values(store: Store, doc_id: str, scope: str, ops: Collection[str], sent: int) -> None:
    """Blank the values of these writes in their document, in the journal, in drafts and in what was derived;
    inside ``writing``. Saves numbered above ``sent`` were never sent: they count as written so.
    """
    fields = _erase_in_document(store, doc_id, ops)
    _erase_in_journal(store, scope, ops, sent)
    _erase_unread(store, ops)
    customer = customer_of(scope)
    if customer is None:
        return
    for draft in store.drafts():
        if draft.customer == customer:
            _erase_in_draft(store, draft, ops, fields)
    forget_derived(store, customer)


def _erase_in_document(store: Store, doc_id: str, ops: Collection[str]) -> frozenset[str]:
    row = store.find_row(tables.DOCUMENTS, doc_id)
    if row is None:
        return frozenset()
    document = row_to_document(row)
    store.write_document(blank_document(document, ops), pulled_members(row))
    return fields_of(document, ops)


def _erase_in_journal(store: Store, scope: str, ops: Collection[str], sent: int) -> None:
    # An op is 128 random bits: where it stands in the bytes, the write does.
    names = [op.encode() for op in ops]
    found = [row for row in all_rows(store) if row.scope in ("", scope) and not row.is_gone]
    write_rows(
        store, (_blanked(row, ops, sent) for row in found if any(name in row.frozen for name in names))
    )


def _blanked(row: OutboxRow, ops: Collection[str], sent: int) -> OutboxRow:
    try:
        frozen = blank_frozen(row.frozen, ops)
    except UnreadableSaveError:
        return row._replace(frozen=b"", erased=True)
    if frozen == row.frozen:
        return row
    if row.dseq > sent:
        return row._replace(frozen=frozen, hash=sha256_of(frozen))
    return row._replace(frozen=frozen, erased=True)


def _erase_in_draft(store: Store, draft: Draft, ops: Collection[str], fields: frozenset[str]) -> None:
    """Take out of a form what it was filled with from an erased write."""
    shown = {field for field, names in draft.seen.items() if not set(ops).isdisjoint(names)} | fields
    content: dict[str, Any] = {
        name: value for name, value in draft.content.items() if not _is_about(name, shown)
    }
    if content == dict(draft.content) or not draft.seen:
        return
    if content:
        store.write_draft(draft._replace(content=content))
    else:
        store.remove_draft(draft.draft_id)


def _is_about(name: str, fields: Collection[str]) -> bool:
    """Say whether an entry of a form is about one of these fields; one form gathers the elements of a
    collection.
    """
    return name in fields or any(field.partition(".")[0] == name for field in fields)


def _erase_unread(store: Store, ops: Collection[str]) -> None:
    unread = store.table(tables.UNREAD)
    holding = [row.doc_id for row in unread if any(op in row["entry"] for op in ops)]
    if holding:
        unread.remove(doc_ids=holding)
