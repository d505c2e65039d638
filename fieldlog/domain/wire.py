"""Reading the frozen bytes of a save back, with every value's text as it was written, known or not."""

import msgspec

from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save


class _Write(msgspec.Struct, gc=False):
    op: str
    value: msgspec.Raw
    over: tuple[str, ...] = ()


class _Document(msgspec.Struct, gc=False):
    id: str
    kind: str
    schema: int
    fields: dict[str, _Write]


class _Save(msgspec.Struct, gc=False):
    gid: str
    scope: str
    at: str
    by: str
    documents: tuple[_Document, ...]


_decoder = msgspec.json.Decoder(_Save)


class UnreadableSaveError(ValueError):
    """These bytes are not a save."""


def thaw(frozen: bytes) -> Save:
    """Return the save in these bytes; raise ``UnreadableSaveError`` when there is none."""
    try:
        save = _decoder.decode(frozen)
        documents = tuple(map(_read_document, save.documents))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableSaveError(str(error)) from error
    return Save(save.gid, save.scope, save.at, save.by, documents)


def _read_document(document: _Document) -> DocumentWrites:
    # A push brings two thousand of them: made this way they cost half as much.
    make = FieldWrite._make
    fields = {name: make((w.op, str(w.value, "utf-8"), w.over)) for name, w in document.fields.items()}
    return DocumentWrites(document.id, document.kind, document.schema, fields)
