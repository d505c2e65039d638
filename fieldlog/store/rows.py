"""How documents lie in the store: one JSON row each, with the few members that are searched for."""

from collections.abc import Mapping
from typing import Any

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, Part, customer_of, shown_values

PARTS = "parts"


def document_to_row(document: Document) -> dict[str, Any]:
    """Return the row of a document; ``id``, ``customer``, ``kind``, ``on`` (a visit's start) are indexed."""
    row: dict[str, Any] = {
        "id": document.doc_id,
        "scope": document.scope,
        "customer": customer_of(document.scope) or "",
        "kind": document.kind,
        "schema": document.schema,
        PARTS: {gid: list(part) for gid, part in document.parts.items()},
    }
    if document.kind == kinds.VISIT:
        row["on"] = shown_values(document).get("start", '""').strip('"')
    return row


def row_to_document(row: Mapping[str, Any]) -> Document:
    """Return the document of a row."""
    parts = {gid: Part(*part) for gid, part in row[PARTS].items()}
    return Document(row["id"], row["scope"], row["kind"], row["schema"], parts)
