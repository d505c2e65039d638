"""Where a made-up year becomes saves of a rep's laptop."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from fieldlog.domain import kinds
from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.kinds import KINDS
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, to_json
from fieldlog.domain.territory.telling import Fresh


class ToldVisit(NamedTuple):
    """A visit that was told: what it is of, when it was over, and its seconds."""

    visit: str
    customer: str
    end: datetime
    seconds: float


class LineDesk:
    """Keeps what is told as saves in the name of a rep, in the order in which it is told.

    What is told of a customer after the instant in ``silences`` did not happen, and what was saved after
    ``last_sync`` is still on the laptop.
    """

    def __init__(self, author: str, chance: Random, last_sync: datetime) -> None:
        self.author = author
        self.chance = chance
        self.last_sync = last_sync
        self.silences: dict[str, datetime] = {}
        self.saves: list[Save] = []

    def new_document_id(self) -> str:
        """Return the id of a new document."""
        return UUID(bytes=self.chance.randbytes(16), version=4).hex

    def save(self, at: datetime, customer: str, documents: Sequence[Fresh]) -> None:
        """Keep new documents of a customer in one save."""
        writes = tuple(self.written(one) for one in documents)
        self.saves.append(Save(self.new_name(), f"customer:{customer}", to_text(at), self.author, writes))

    def hold(self, at: datetime, customer: str, visit: str, health: Mapping[str, str]) -> None:
        """Keep nothing: a held note never leaves its laptop."""

    def written(self, fresh: Fresh) -> DocumentWrites:
        """Return the writes of a new document."""
        doc_id = fresh.doc_id or self.new_document_id()
        return self.writes(doc_id, fresh.kind, fresh.values)

    def writes(self, doc_id: str, kind: str, values: Mapping[str, object]) -> DocumentWrites:
        """Return writes of fields that name no earlier ones; ``None`` values are left out."""
        fields = {
            name: FieldWrite(self.new_name(), to_json(value))
            for name, value in values.items()
            if value is not None
        }
        return DocumentWrites(doc_id, kind, KINDS[kind].schema, fields)

    def synced(self) -> list[Save]:
        """Return what has reached the server, in the order of time."""
        found = [save for save in self.saves if self._is_synced(save)]
        return sorted(found, key=lambda save: save.at)

    def visits(self) -> Iterator[ToldVisit]:
        """Yield the visits that have reached the server."""
        for save in self.synced():
            for one in save.documents:
                if one.kind == kinds.VISIT:
                    start, end = (from_text(_text(one, name)) for name in ("start", "end"))
                    yield ToldVisit(one.doc_id, save.scope[9:], end, (end - start).total_seconds())

    def _is_synced(self, save: Save) -> bool:
        at = from_text(save.at)
        silent = self.silences.get(save.scope[9:])
        return at <= self.last_sync and (silent is None or at <= silent)

    def new_name(self) -> str:
        """Return 128 random bits as 22 characters."""
        return urlsafe_b64encode(self.chance.randbytes(16)).rstrip(b"=").decode()


def _text(writes: DocumentWrites, field: str) -> Any:
    return writes.fields[field].value.strip('"')
