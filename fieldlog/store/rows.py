"""How documents and saves lie in the store: one JSON row each, with the few members that are searched for."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, Part, customer_of, shown_values

PARTS = "parts"
NUMBER, GENERATION, CONFLICT = "number", "generation", "conflict"
"""Members of a document that was pulled: its number, and the feed that counted it (1, 2 ... on this laptop);
whether a field of it is in conflict (only where more than one save wrote)."""


class OutboxRow(NamedTuple):
    """A save of this laptop: its frozen bytes and their SHA-256, and what the server has answered.

    ``status`` is empty while there is no answer, which came ``answered_at`` by the server's clock; ``code``
    says why the server put it aside. ``erased``: values in the bytes were blanked since; they are empty where
    the whole customer was dropped. What the server has put aside keeps then of which ``kinds`` it was and
    when it was saved (``saved_at``, a UTC text), so that its author can ask for it.
    """

    dseq: int
    gid: str
    frozen: bytes
    hash: str
    scope: str = ""
    status: str = ""
    seq: int | None = None
    code: str = ""
    answered_at: str = ""
    erased: bool = False
    kinds: tuple[str, ...] = ()
    saved_at: str = ""

    @property
    def is_gone(self) -> bool:
        """Say whether nothing of the save is left here but its number."""
        return self.erased and not self.frozen


def document_to_row(document: Document) -> dict[str, Any]:
    """Return the row of a document; ``customer``, ``kind``, ``on`` (a visit's start) and ``conflict`` are
    indexed.
    """
    row: dict[str, Any] = {
        "id": document.doc_id,
        "scope": document.scope,
        "customer": customer_of(document.scope) or "",
        "kind": document.kind,
        "schema": document.schema,
        PARTS: {gid: list(part) for gid, part in document.parts.items()},
    }
    if document.kind == kinds.VISIT:
        row["on"] = _start_of(document).strip('"')
    if len(document.parts) > 1:
        from fieldlog.domain.conflicts import has_conflict

        row[CONFLICT] = int(has_conflict(document))
    return row


def _start_of(visit: Document) -> str:
    if len(visit.parts) == 1:
        (part,) = visit.parts.values()
        return part.writes["start"][1] if "start" in part.writes else ""
    return shown_values(visit).get("start", "")


def row_to_document(row: Mapping[str, Any]) -> Document:
    """Return the document of a row."""
    parts = {gid: Part(*part) for gid, part in row[PARTS].items()}
    return Document(row["id"], row["scope"], row["kind"], row["schema"], parts)


def pulled_members(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says beside its document of where it came from."""
    return {name: row[name] for name in (NUMBER, GENERATION) if name in row}


_LATER = ("status", "seq", "code", "answered_at", "erased", "kinds", "saved_at")


def outbox_to_row(one: OutboxRow) -> dict[str, Any]:
    """Return the row of a save; what is not known yet is left out."""
    row: dict[str, Any] = {
        "gid": one.gid,
        "hash": one.hash,
        "scope": one.scope,
        "frozen": one.frozen.decode(),
    }
    later = {name: getattr(one, name) for name in _LATER}
    return row | {name: value for name, value in later.items() if value not in ("", None, False, ())}


def row_to_outbox(dseq: int, row: Mapping[str, Any]) -> OutboxRow:
    """Return the save of a row."""
    known = {name: row[name] for name in OutboxRow._fields if name in row and name != "frozen"}
    known["kinds"] = tuple(known.get("kinds", ()))
    return OutboxRow(dseq=dseq, frozen=row["frozen"].encode(), **known)
