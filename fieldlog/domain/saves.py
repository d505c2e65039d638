"""A save: the atomic unit that is stored, pushed and answered as one.

Its bytes are frozen when it is made: they hold ``gid``, ``scope``, ``at``, ``by`` and the documents, but
neither the laptop's running number nor its device name, so that the same bytes mean the same save for ever.
Their SHA-256 is stored beside them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fieldlog.domain.documents import Document, Part, merge_documents
from fieldlog.domain.problems import Problem

# json.dumps would make a new encoder for every value.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_FORBIDDEN = re.compile("[\0\ud800-\udfff]")

MAXIMUM_DOCUMENTS = 64
MAXIMUM_BYTES = 1024 * 1024
MAXIMUM_TEXT = 10_000


class FieldWrite(NamedTuple):
    """A new write: its ``op``, its value as JSON text, and the ops that its form was filled from."""

    op: str
    value: str
    over: tuple[str, ...] = ()


class DocumentWrites(NamedTuple):
    """The writes of a save to one document, new or known."""

    doc_id: str
    kind: str
    schema: int
    fields: Mapping[str, FieldWrite]


class Save(NamedTuple):
    """All that one action of a person changes, in one scope: ``at`` is the laptop's clock (UTC, ISO 8601),
    for people only.
    """

    gid: str
    scope: str
    at: str
    by: str
    documents: tuple[DocumentWrites, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its documents, each once, in the order of their names."""
        return tuple(sorted({writes.kind for writes in self.documents}))


def to_json(value: object) -> str:
    """Return the one JSON text that fieldlog writes for a value: sorted keys, no spaces, characters as
    themselves.
    """
    return _ENCODER.encode(value)


def freeze(save: Save) -> bytes:
    """Return the bytes of a save (UTF-8 JSON), with every value's text exactly as it was written."""
    documents = ",".join(_document_text(document) for document in save.documents)
    head = ",".join(
        f'"{name}":{to_json(value)}' for name, value in zip(Save._fields[:4], save[:4], strict=True)
    )
    return f'{{{head},"documents":[{documents}]}}'.encode()


def _document_text(document: DocumentWrites) -> str:
    fields = ",".join(
        f'{to_json(name)}:{{"op":{to_json(write.op)},"value":{write.value},"over":{to_json(list(write.over))}}}'
        for name, write in document.fields.items()
    )
    return (
        f'{{"id":{to_json(document.doc_id)},"kind":{to_json(document.kind)},'
        f'"schema":{document.schema},"fields":{{{fields}}}}}'
    )


def apply_save(known: Mapping[str, Document], save: Save, seq: int | None = None) -> tuple[Document, ...]:
    """Return the documents of a save as they are after it; ``known`` holds those that existed before."""
    after: dict[str, Document] = {}
    for writes in save.documents:
        before = after.get(writes.doc_id) or known.get(writes.doc_id)
        after[writes.doc_id] = _apply_writes(before, writes, save, seq)
    return tuple(after.values())


def _apply_writes(known: Document | None, writes: DocumentWrites, save: Save, seq: int | None) -> Document:
    part = Part(save.at, save.by, seq, writes.fields)
    document = Document(writes.doc_id, save.scope, writes.kind, writes.schema, {save.gid: part})
    return document if known is None else merge_documents(known, document)


def find_text_problems(field: str, text: str) -> Iterator[Problem]:
    """Yield what forbids storing a text: too long, NUL, or half of a surrogate pair."""
    if len(text) > MAXIMUM_TEXT:
        yield Problem(field, "too-long", {"length": len(text), "limit": MAXIMUM_TEXT})
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        yield Problem(field, "forbidden-character", {"position": forbidden.start() + 1})


def find_line_problems(field: str, text: str, limit: int) -> Iterator[Problem]:
    """Yield what forbids a text of one line, such as a name: too long, or a character that is no writing."""
    if len(text) > limit:
        yield Problem(field, "too-long", {"length": len(text), "limit": limit})
    for position, character in enumerate(text, 1):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\r\n":
            yield Problem(field, "forbidden-character", {"position": position})
            return


def find_save_problems(save: Save, size: int) -> Iterator[Problem]:
    """Yield what forbids a save as a whole: nothing in it, a document twice, too many documents, too many
    bytes.
    """
    if not save.documents:
        yield Problem("save", "empty-save")
    if len({document.doc_id for document in save.documents}) < len(save.documents):
        yield Problem("save", "document-twice")
    if len(save.documents) > MAXIMUM_DOCUMENTS:
        yield Problem(
            "save", "too-many-documents", {"count": len(save.documents), "limit": MAXIMUM_DOCUMENTS}
        )
    if size > MAXIMUM_BYTES:
        yield Problem("save", "too-many-bytes", {"size": size, "limit": MAXIMUM_BYTES})


def texts_in(value: object) -> Iterable[str]:
    """Yield every text inside a JSON-like value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_in(key)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
