"""Applying a page of a pull: all of it, with the new cursor, in one transaction or not at all."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, customer_of
from fieldlog.domain.exchange import Cursor, DropEntry, EraseEntry, GrantEntry, PullAnswer
from fieldlog.domain.overlay import lay_over
from fieldlog.store import tables
from fieldlog.store.entries import PulledDocument, ReadEntry, UnreadEntry, read_entry
from fieldlog.store.erasure import erase_values
from fieldlog.store.outbox import put_aside_rows, rows_by_gid, write_rows
from fieldlog.store.rows import GENERATION, NUMBER, PARTS, document_to_row, row_to_document
from fieldlog.store.scopes import Drop, Grant, write_drop, write_grant
from fieldlog.store.store import Store
from fieldlog.store.sweeping import sweep
from fieldlog.store.sync_state import SyncState, read_state, write_state

_encode = msgspec.json.Encoder().encode


class Applied(NamedTuple):
    """What a page brought: entries in all, and of them documents, those that could not be read, and those
    that say what the rep has from now on, or has no longer.
    """

    entries: int
    documents: int
    unread: int
    changes_hands: int = 0


def apply_page(
    store: Store, answer: PullAnswer, asked: Cursor | None, told: Sequence[str] = ()
) -> Applied | None:
    """Apply a page and move the cursor, durably and together; ``None``, and nothing is changed, when the
    cursor is not the one that was asked with, or the page is of another feed.

    ``told`` are the erasures that the request reported as done.
    """
    with store.writing():
        state = read_state(store)
        if state.cursor != asked or answer.feed_id != state.feed_id:
            return None
        entries = [read_entry(bytes(raw)) for raw in answer.entries]
        done = _apply(store, state, entries)
        state = state._replace(
            erased=(*(one for one in state.erased if one not in told), *done),
            must_rinse=state.must_rinse or bool(done),
        ).at(answer.cursor)
        if answer.done and state.swept < state.generation:
            sweep(store, state.generation, state.answered)
            state = state._replace(swept=state.generation, must_rinse=True)
        write_state(store, state)
    return Applied(
        len(entries),
        sum(isinstance(entry, PulledDocument) for entry in entries),
        sum(isinstance(entry, UnreadEntry) for entry in entries),
        sum(isinstance(entry, GrantEntry | DropEntry) for entry in entries),
    )


def read_again(store: Store) -> int:
    """Apply the entries that an older version could not read, if this one can; return how many."""
    with store.writing():
        table, state = store.table(tables.UNREAD), read_state(store)
        kept = {row.doc_id: read_entry(row["entry"].encode("latin-1")) for row in table}
        readable = {doc_id: entry for doc_id, entry in kept.items() if not isinstance(entry, UnreadEntry)}
        if readable:
            done = _apply(store, state, readable.values())
            table.remove(doc_ids=list(readable))
            write_state(store, state._replace(erased=(*state.erased, *done)))
    return len(readable)


def _apply(store: Store, state: SyncState, entries: Iterable[ReadEntry]) -> list[str]:
    """Apply entries in their order; return the erasures that were carried out."""
    done: list[str] = []
    for is_document, group in groupby(entries, key=lambda entry: isinstance(entry, PulledDocument)):
        if is_document:
            _apply_documents(store, state, [one for one in group if isinstance(one, PulledDocument)])
            continue
        for entry in group:
            _apply_event(store, state, entry)
            if isinstance(entry, EraseEntry):
                done.append(entry.erasure)
    return done


def _apply_event(store: Store, state: SyncState, entry: ReadEntry) -> None:
    match entry:
        case GrantEntry():
            write_grant(
                store,
                Grant(
                    entry.grant,
                    entry.scope,
                    entry.seq,
                    state.generation,
                    entry.why,
                    entry.given_at,
                    entry.from_user,
                    entry.reason,
                ),
            )
        case DropEntry():
            drop = Drop(entry.scope, entry.seq, entry.grant, entry.to_user, entry.reason)
            write_drop(store, drop, state.generation)
        case EraseEntry():
            erase_values(store, entry.doc_id, entry.scope, frozenset(entry.ops), state.sent)
        case UnreadEntry():
            # Latin-1 gives every byte a character, so that the bytes come back as they were.
            row = {"entry": entry.content.decode("latin-1"), "scope": entry.scope}
            store.table(tables.UNREAD).insert(row)


# Documents


def _apply_documents(store: Store, state: SyncState, pulled: Sequence[PulledDocument]) -> None:
    newest: dict[str, PulledDocument] = {}
    for one in pulled:
        kept = newest.get(one.document.doc_id)
        if kept is None or kept.number <= one.number:
            newest[one.document.doc_id] = one
    rows = {row["id"]: row for row in store.table(tables.DOCUMENTS).get(doc_ids=list(newest))}
    fresh = {
        doc_id: one
        for doc_id, one in newest.items()
        if not _is_older(one, rows.get(doc_id), state.generation)
    }
    known = {doc_id: row_to_document(row) for doc_id, row in rows.items()}
    merged = _merge(store, state.answered, fresh, known)
    texts = {
        doc_id: _row_text(document, fresh[doc_id], state.generation) for doc_id, document in merged.items()
    }
    store.table(tables.DOCUMENTS).put_texts(texts)
    _mark_dirty(store, merged.values())
    _let_in(store, fresh.values())


def _row_text(document: Document, pulled: PulledDocument, generation: int) -> str:
    """Return the row of a document as text, by an encoder in C: a first sync brings tens of thousands."""
    row = {**document_to_row(document), NUMBER: pulled.number, GENERATION: generation}
    if document is pulled.document:
        # Nothing of this laptop's own is laid over it: its parts are stored as they came.
        row[PARTS] = pulled.parts
    return _encode(row).decode()


def _is_older(one: PulledDocument, row: dict[str, Any] | None, generation: int) -> bool:
    """Say whether a document came later than this copy of it, which was kept unread until now."""
    return row is not None and row.get(GENERATION) == generation and int(row[NUMBER]) > one.number


def _merge(
    store: Store, answered: int, fresh: dict[str, PulledDocument], known: dict[str, Document]
) -> dict[str, Document]:
    own = {
        gid
        for doc_id in fresh
        if doc_id in known
        for gid, part in known[doc_id].parts.items()
        if part.seq is None and gid not in fresh[doc_id].document.parts
    }
    rows = rows_by_gid(store, sorted(own))
    answers = {gid: None if row.dseq > answered else row.seq or 0 for gid, row in rows.items()}
    return {
        doc_id: lay_over(one.document, one.number, known.get(doc_id), answers)
        for doc_id, one in fresh.items()
    }


def _mark_dirty(store: Store, documents: Iterable[Document]) -> None:
    dirty = set()
    for document in documents:
        reaches_all = document.kind in kinds.REACHING_ALL_CUSTOMERS
        customer = "" if reaches_all else customer_of(document.scope)
        if customer is not None:
            dirty.add(customer)
    store.mark_all_dirty(sorted(dirty))


def _let_in(store: Store, pulled: Iterable[PulledDocument]) -> None:
    """Note of saves that were put aside that a supervisor has let them in since."""
    aside = {row.gid: row for row in put_aside_rows(store)}
    if aside:
        gids = {gid for one in pulled for gid in one.document.parts}
        write_rows(
            store, (row._replace(status="applied", code="") for gid, row in aside.items() if gid in gids)
        )
