"""Reading the entries of a pull one by one: what this version cannot read is kept for one that can."""

from typing import NamedTuple

import msgspec

from fieldlog.domain.documents import Document, Part
from fieldlog.domain.exchange import DocumentEntry, DropEntry, Entry, EraseEntry, GrantEntry

_entries = msgspec.json.Decoder(Entry)
_parts = msgspec.json.Decoder(dict[str, Part])
_unreadable = (msgspec.DecodeError, UnicodeError, RecursionError)


class PulledDocument(NamedTuple):
    """A document as it was pulled, with its number, and the JSON text of its parts."""

    number: int
    document: Document
    parts: msgspec.Raw


class UnreadEntry(NamedTuple):
    """An entry that this version cannot read, byte for byte, and its scope where that can be told."""

    content: bytes
    scope: str


ReadEntry = PulledDocument | GrantEntry | DropEntry | EraseEntry | UnreadEntry


def read_entry(content: bytes) -> ReadEntry:
    """Return an entry, or what is to be kept of one that cannot be read."""
    try:
        entry: Entry = _entries.decode(content)
        if isinstance(entry, DocumentEntry):
            return _read_document(entry)
    except _unreadable:
        return UnreadEntry(content, _scope_in(content))
    return entry


def _read_document(entry: DocumentEntry) -> PulledDocument:
    parts = _parts.decode(entry.parts)
    document = Document(entry.doc_id, entry.scope, entry.kind, entry.schema, parts)
    return PulledDocument(entry.number, document, entry.parts)


def _scope_in(content: bytes) -> str:
    try:
        found = msgspec.json.decode(content)
    except _unreadable:
        return ""
    scope = found.get("scope") if isinstance(found, dict) else None
    return scope if isinstance(scope, str) else ""
