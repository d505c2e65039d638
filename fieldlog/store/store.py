"""The open store: typed reads, and the one transaction that saves.

A save is reported only after its documents, its outbox row and the removal of its drafts are on the disk
together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from tinydb import where

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, customer_of
from fieldlog.domain.errors import BadInputError
from fieldlog.store import tables
from fieldlog.store.drafts import Draft, draft_from_row, draft_to_row
from fieldlog.store.rows import (
    CONFLICT,
    OutboxRow,
    document_to_row,
    outbox_to_row,
    pulled_members,
    row_to_document,
    row_to_outbox,
)
from fieldlog.store.settings import Progress, Settings, progress_from, settings_from
from fieldlog.store.tinydb_sqlcipher import SQLCipherTable, SQLCipherTinyDB
from fieldlog.store.translation import translated

if TYPE_CHECKING:
    from fieldlog.domain.saves import Save

SETTINGS_ID, PROGRESS_ID = "settings", "progress"


class Receipt(NamedTuple):
    """A save that is on the disk: its ``dseq``, without gaps on this laptop, and its ``gid``."""

    dseq: int
    gid: str


class Store:
    """One open store of a laptop. Use it from one thread at a time; several processes may have it open."""

    def __init__(self, database: SQLCipherTinyDB, home: Path) -> None:
        self.home = home
        self.database = database

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; everything that was reported is in it already."""
        self.database.close()

    def table(self, name: str) -> SQLCipherTable:
        """Return a TinyDB table of the store."""
        return self.database.table(name)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Join all writes inside into one durable transaction; a failure undoes them all and is raised as a
        ``StoreError``.
        """
        with translated(self.home), self.database.transaction():
            yield

    # What the store is

    def settings(self) -> Settings:
        """Return who and what this store belongs to."""
        with translated(self.home):
            return settings_from(self._get_row(tables.SETTINGS, SETTINGS_ID))

    def progress(self) -> Progress:
        """Return how far this store has come."""
        with translated(self.home):
            return progress_from(self._get_row(tables.SETTINGS, PROGRESS_ID))

    def write_progress(self, progress: Progress) -> None:
        """Store how far this store has come; inside ``writing``."""
        self.table(tables.SETTINGS).update(progress._asdict(), doc_ids=[PROGRESS_ID])

    def _get_row(self, table: str, row_id: str) -> dict[str, Any]:
        row = self.find_row(table, row_id)
        if row is None:
            raise LookupError(f"{table}/{row_id}")
        return row

    def find_row(self, table: str, row_id: str) -> dict[str, Any] | None:
        """Return a row by its id, or ``None``."""
        found = self.table(table).get(doc_id=row_id)
        return found if isinstance(found, dict) else None

    # Documents

    def find_document(self, doc_id: str) -> Document | None:
        """Return a document by its id, or ``None``."""
        with translated(self.home):
            row = self.find_row(tables.DOCUMENTS, doc_id)
        return None if row is None else row_to_document(row)

    def documents_of(self, customer: str, only: Sequence[str] = ()) -> list[Document]:
        """Return the documents in the scope of a customer, in the order they were first stored.

        With ``only`` those of some kinds, without decoding the rest.
        """
        query = where("customer") == customer
        if only:
            query &= where("kind").one_of(list(only))
        with translated(self.home):
            rows = self.table(tables.DOCUMENTS).search(query)
        return [row_to_document(row) for row in rows]

    def documents_of_kind(self, kind: str) -> list[Document]:
        """Return all documents of a kind, in the order they were first stored."""
        with translated(self.home):
            rows = self.table(tables.DOCUMENTS).search(where("kind") == kind)
        return [row_to_document(row) for row in rows]

    def count_documents(self, kind: str) -> int:
        """Return how many documents of a kind there are."""
        with translated(self.home):
            return self.table(tables.DOCUMENTS).count(where("kind") == kind)

    def conflicting_documents(self) -> list[Document]:
        """Return the documents with a field in conflict, in the order they were first stored."""
        with translated(self.home):
            rows = self.table(tables.DOCUMENTS).search(where(CONFLICT) == 1)
        return [row_to_document(row) for row in rows]

    def find_by_prefix(self, kind: str, prefix: str) -> list[Document]:
        """Return the documents of a kind whose id begins so; at most two dozen."""
        if not prefix.isascii():
            # No id begins so, and some texts are none that the file could be asked for.
            return []
        with translated(self.home):
            rows = self.table(tables.DOCUMENTS).between(prefix, prefix + "g")
        return [row_to_document(row) for row in rows if row["kind"] == kind][:24]

    def visits_between(self, start: str, end: str) -> list[Document]:
        """Return the visits that started in [start, end), both UTC texts, oldest first."""
        query = (where("on") >= start) & (where("on") < end)
        with translated(self.home):
            rows = self.table(tables.DOCUMENTS).search(query)
        return [row_to_document(row) for row in sorted(rows, key=lambda row: (row["on"], row["id"]))]

    # Saving

    def save(self, save: "Save", finished_drafts: Iterable[str] = ()) -> Receipt:
        """Store a save with its outbox row and remove the drafts it came from, durably and together."""
        # Only a command that saves loads what saving needs.
        from fieldlog.domain.saves import find_save_problems, freeze

        frozen = freeze(save)
        problems = tuple(find_save_problems(save, len(frozen)))
        if problems:
            raise BadInputError(*problems)
        with self.writing():
            progress = progress_from(self._get_row(tables.SETTINGS, PROGRESS_ID))
            dseq = progress.dseq + 1
            self._write_documents(save)
            outbox = OutboxRow(dseq, save.gid, frozen, sha256_of(frozen), save.scope)
            self.table(tables.OUTBOX).insert(tables.named_row(outbox_to_row(outbox), dseq))
            self.write_progress(
                progress._replace(dseq=dseq, last_saved_at=max(progress.last_saved_at, save.at))
            )
            for draft_id in finished_drafts:
                self.table(tables.DRAFTS).remove(doc_ids=[draft_id])
        return Receipt(dseq, save.gid)

    def _write_documents(self, save: "Save") -> None:
        from fieldlog.domain.saves import apply_save

        known = {}
        for writes in save.documents:
            row = self.find_row(tables.DOCUMENTS, writes.doc_id)
            if row is not None:
                known[writes.doc_id] = row
        before = {doc_id: row_to_document(row) for doc_id, row in known.items()}
        for document in apply_save(before, save):
            found = known.get(document.doc_id)
            self.write_document(document, None if found is None else pulled_members(found))
        reaches_all = any(writes.kind in kinds.REACHING_ALL_CUSTOMERS for writes in save.documents)
        self.mark_dirty("" if reaches_all else customer_of(save.scope) or "")

    def write_document(self, document: Document, pulled: Mapping[str, Any] | None) -> None:
        """Store a document; ``pulled`` is what its row says of where it came from, ``None`` for a new one.

        Inside ``writing``.
        """
        row, table = document_to_row(document), self.table(tables.DOCUMENTS)
        if pulled is None:
            table.insert(tables.named_row(row, document.doc_id))
            return

        def replace(stored: Any) -> None:
            stored.clear()
            stored.update({**row, **pulled})

        table.update(replace, doc_ids=[document.doc_id])

    def mark_dirty(self, customer: str) -> None:
        """Note that what is derived from a customer's documents must be computed anew; empty: for every
        customer.
        """
        self.mark_all_dirty([customer])

    def mark_all_dirty(self, customers: Sequence[str]) -> None:
        """Note that of many customers at once."""
        table = self.table(tables.DIRTY)
        marked = {row.doc_id for row in table.get(doc_ids=customers)} if customers else set()
        missing = [customer for customer in customers if customer not in marked]
        if missing:
            table.insert_multiple(tables.named_row({}, customer) for customer in missing)

    def outbox_rows(self, after: int = 0) -> list[OutboxRow]:
        """Return the saves with a ``dseq`` above ``after``, in their order."""
        with translated(self.home):
            rows = [row for row in self.table(tables.OUTBOX) if row.doc_id > after]
        return [row_to_outbox(row.doc_id, row) for row in rows]

    def last_outbox_row(self) -> OutboxRow | None:
        """Return the newest save of this laptop."""
        dseq = self.progress().dseq
        with translated(self.home):
            row = self.table(tables.OUTBOX).get(doc_id=dseq)
        return None if row is None else row_to_outbox(dseq, row)

    # Drafts

    def write_draft(self, draft: Draft) -> None:
        """Store unfinished work durably, in place of an older state of it."""
        with self.writing():
            self.table(tables.DRAFTS).upsert(tables.named_row(draft_to_row(draft), draft.draft_id))

    def find_draft(self, draft_id: str) -> Draft | None:
        """Return a draft by its id."""
        with translated(self.home):
            row = self.find_row(tables.DRAFTS, draft_id)
        return None if row is None else draft_from_row(row)

    def drafts(self) -> list[Draft]:
        """Return all drafts, in the order they were begun."""
        with translated(self.home):
            return [draft_from_row(row) for row in self.table(tables.DRAFTS)]

    def remove_draft(self, draft_id: str) -> None:
        """Forget a draft."""
        with self.writing():
            self.table(tables.DRAFTS).remove(doc_ids=[draft_id])


def sha256_of(frozen: bytes) -> str:
    """Return the SHA-256 of the frozen bytes of a save, as 64 hexadecimal digits."""
    # Loading OpenSSL takes some milliseconds, which a command that only reads need not pay.
    from hashlib import sha256

    return sha256(frozen).hexdigest()
