"""Comparing answers so that 1, 1.0 and True differ."""

import json
from typing import Any

from tinydb.table import Document


def as_text(answer: Any) -> Any:
    """Return an answer of a table with every document as its id and JSON text."""
    if isinstance(answer, Document):
        return answer.doc_id, json.dumps(answer)
    if isinstance(answer, list):
        return list(map(as_text, answer))
    return answer
