"""What has been typed and not saved yet: it never leaves the laptop and survives a crash.

A draft carries the ops that its form was filled from, so that a save made from it names exactly what its
author had in front of him.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

VISIT_DRAFT = "visit"
HELD_NOTE = "held-note"


class Draft(NamedTuple):
    """Unfinished work of one ``form`` for a customer: its content (JSON-like), the ops seen by field, and
    when it was last written (UTC text).
    """

    draft_id: str
    form: str
    customer: str
    content: Mapping[str, Any]
    seen: Mapping[str, list[str]]
    written_at: str


def draft_to_row(draft: Draft) -> dict[str, Any]:
    """Return the row of a draft."""
    row = draft._asdict()
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in row.items()}


def draft_from_row(row: Mapping[str, Any]) -> Draft:
    """Return the draft of a row."""
    return Draft(**{name: row[name] for name in Draft._fields})
