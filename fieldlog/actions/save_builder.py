"""Gathering what one action changes into a save."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from uuid import UUID

from fieldlog.actions.leaving import refuse_new_work
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document, live_ops, read_register
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.kinds import KINDS
from fieldlog.domain.problems import Problem
from fieldlog.domain.registers import ops_to_name
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, find_text_problems, texts_in, to_json
from fieldlog.store.store import Receipt


class SaveBuilder:
    """The documents and writes of one save in the scope of one customer; ``commit`` stores them together or
    not at all.
    """

    def __init__(self, workspace: Workspace, customer: str) -> None:
        self.customer = customer
        self._workspace = workspace
        self._documents: dict[str, DocumentWrites] = {}
        self._problems: list[Problem] = []

    def create(self, kind: str, values: Mapping[str, object], doc_id: str | None = None) -> str:
        """Add a new document with these fields and return its id; ``None`` values are left out."""
        doc_id = doc_id or new_document_id(self._workspace)
        fields = {name: self._write(name, value) for name, value in values.items() if value is not None}
        self._documents[doc_id] = DocumentWrites(doc_id, kind, KINDS[kind].schema, fields)
        return doc_id

    def change(
        self,
        document: Document,
        values: Mapping[str, object],
        seen: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Add writes to a stored document; ``seen`` holds by field the ops that the form was filled from
        (default: the live ones).
        """
        fields = {}
        for name, value in values.items():
            ops = live_ops(document, name) if seen is None else seen.get(name, ())
            fields[name] = self._write(name, value, ops_to_name(read_register(document, name), ops))
        known = self._documents.get(document.doc_id)
        merged = {**(known.fields if known else {}), **fields}
        self._documents[document.doc_id] = DocumentWrites(
            document.doc_id, document.kind, document.schema, merged
        )

    def write_over(self, document: Document, field: str, value: str, ops: Iterable[str]) -> None:
        """Add a write of a value as its JSON text, to the byte, that names all these ops."""
        over = ops_to_name(read_register(document, field), ops)
        fields = {field: FieldWrite(new_random_id(self._workspace), value, over)}
        for text in texts_in(json.loads(value)):
            self._problems += find_text_problems(field.partition(".")[0], text)
        self._documents[document.doc_id] = DocumentWrites(
            document.doc_id, document.kind, document.schema, fields
        )

    def _write(self, field: str, value: object, over: tuple[str, ...] = ()) -> FieldWrite:
        # An amendment repeats texts that are judged, or were once, under the name of their own field.
        for text in () if field == "changes" else texts_in(value):
            self._problems += find_text_problems(field.partition(".")[0], text)
        return FieldWrite(new_random_id(self._workspace), _json_text(value, self._problems), over)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be saved."""
        return not self._documents

    def commit(self, finished_drafts: Iterable[str] = ()) -> Receipt:
        """Store the save durably; raise ``BadInputError`` and store nothing when a text cannot be stored."""
        if self._problems:
            raise BadInputError(*self._problems)
        finished_drafts = tuple(finished_drafts)
        refuse_new_work(self._workspace, self.customer, finished_drafts)
        save = Save(
            gid=new_random_id(self._workspace),
            scope=f"customer:{self.customer}",
            at=to_text(self._workspace.now()),
            by=self._workspace.settings.rep,
            documents=tuple(self._documents.values()),
        )
        return self._workspace.store.save(save, finished_drafts)


def _json_text(value: object, problems: list[Problem]) -> str:
    # A text that cannot be stored has its problem already; it never reaches the store.
    return "null" if problems else to_json(value)


def new_random_id(workspace: Workspace) -> str:
    """Return 128 random bits as 22 characters."""
    return urlsafe_b64encode(workspace.random_bytes(16)).rstrip(b"=").decode()


def new_document_id(workspace: Workspace) -> str:
    """Return a new uuid4 as 32 hexadecimal digits."""
    return UUID(bytes=workspace.random_bytes(16), version=4).hex
