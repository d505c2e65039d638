"""Conflicts: fields that two people changed without knowing of each other. Both values stay until one of
them writes over both.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from fieldlog.domain.documents import Document, customer_of, field_names, read_register
from fieldlog.domain.merging import TEXTS_OF_ALL, each_once
from fieldlog.domain.registers import Write, distinct_values, is_conflict, live_writes
from fieldlog.domain.view import View
from fieldlog.domain.views import Customer, read_view


class Voice(NamedTuple):
    """Who wrote a value, and when by the clock of that laptop (UTC text)."""

    by: str
    at: str


class Claim(NamedTuple):
    """One of the values of a field in conflict: its number in the list (from 1), its JSON text, and who wrote
    it, the first one first. ``is_own``: it is on this laptop only.
    """

    number: int
    value: str
    voices: tuple[Voice, ...]
    is_own: bool


class Conflict(NamedTuple):
    """A field with more than one distinct live value. ``ops`` are the live writes, all of which a resolution
    names.
    """

    document: str
    kind: str
    scope: str
    field: str
    claims: tuple[Claim, ...]
    ops: tuple[str, ...]

    @property
    def customer(self) -> str:
        """The id of the customer; empty for a document of nobody."""
        return customer_of(self.scope) or ""


def find_conflicts(document: Document) -> tuple[Conflict, ...]:
    """Return the conflicts of a document by the names of their fields."""
    return tuple(
        _conflict(document, field, live_writes(register))
        for field in field_names(document)
        if is_conflict(register := read_register(document, field))
    )


def has_conflict(document: Document) -> bool:
    """Say whether any field has more than one distinct live value."""
    return len(document.parts) > 1 and any(
        is_conflict(read_register(document, field)) for field in field_names(document)
    )


def _conflict(document: Document, field: str, live: Iterable[Write]) -> Conflict:
    by_value: dict[str, list[Write]] = {}
    # By op after the clock: two laptops number the same values alike, whatever their clocks say.
    for write in sorted(live, key=lambda write: (write.at, write.op)):
        by_value.setdefault(write.value, []).append(write)
    claims = tuple(_claim(number, writes) for number, writes in enumerate(by_value.values(), 1))
    ops = tuple(sorted(write.op for writes in by_value.values() for write in writes))
    return Conflict(document.doc_id, document.kind, document.scope, field, claims, ops)


def _claim(number: int, writes: list[Write]) -> Claim:
    voices = tuple(Voice(write.by, write.at) for write in writes)
    return Claim(number, writes[0].value, voices, all(write.seq is None for write in writes))


def read_in_conflict(document: Document) -> View | None:
    """Return the view of a document; where two people changed the taboos or notes of a customer without
    knowing of each other, with the words of both: before a visit, nobody may miss one of them.
    """
    view = read_view(document)
    if not isinstance(view, Customer) or len(document.parts) < 2:
        return view
    told = {name: texts for name in TEXTS_OF_ALL if len(texts := _live_texts(document, name)) > 1}
    if not told:
        return view
    entries = {name: [getattr(view, name), *texts] for name, texts in told.items()}
    return msgspec.structs.replace(view, **{name: each_once(texts) for name, texts in entries.items()})


def _live_texts(document: Document, field: str) -> list[str]:
    values = map(json.loads, distinct_values(live_writes(read_register(document, field))))
    return [value for value in values if isinstance(value, str)]
