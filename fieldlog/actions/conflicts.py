"""Conflicts: listed, and settled by a person who has seen all values."""

import json

from fieldlog.actions.amendments import add_amendment, without_health
from fieldlog.actions.captures import is_health
from fieldlog.actions.consents import current_consent, find_consent_problem
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.conflicts import Conflict, find_conflicts
from fieldlog.domain.documents import Document
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import to_json
from fieldlog.domain.views import read_view

SETTLED = "conflict-settled"
"""The reason in the correction that a settled conflict of a visit or promise leaves behind."""
_FACTS = frozenset({kinds.VISIT, kinds.PROMISE})


def list_conflicts(workspace: Workspace) -> tuple[Conflict, ...]:
    """Return all fields with more than one distinct live value."""
    return tuple(
        conflict
        for document in workspace.store.conflicting_documents()
        for conflict in find_conflicts(document)
    )


def get_conflict(workspace: Workspace, words: str, field: str) -> Conflict:
    """Return the conflict of a field of the document with this id or unique prefix, or ``BadInputError``."""
    plain = words.strip().casefold()
    every = list_conflicts(workspace)
    found = {one.document for one in every if plain and one.document.startswith(plain)}
    if len(found) > 1:
        shown = tuple(sorted(one[:12] for one in found)[:6])
        arguments = {"words": words[:40], "count": len(found), "candidates": shown}
        raise BadInputError(Problem("document", "ambiguous", arguments))
    conflict = next((one for one in every if one.document in found and one.field == field), None)
    if conflict is None:
        raise BadInputError(Problem("field", "no-such-conflict", {"words": field[:40]}))
    return conflict


def keep_claim(workspace: Workspace, conflict: Conflict, number: int) -> None:
    """Let one of the values of a conflict stand, over all that its list showed."""
    claim = next((one for one in conflict.claims if one.number == number), None)
    if claim is None:
        arguments = {"number": number, "last": len(conflict.claims)}
        raise BadInputError(Problem("keep", "no-such-number", arguments))
    _settle(workspace, conflict, claim.value)


def write_value(workspace: Workspace, conflict: Conflict, text: str) -> None:
    """Write a new value over all that a conflict showed: words where words stood, JSON elsewhere."""
    _settle(workspace, conflict, _read_value(conflict, text))


def _read_value(conflict: Conflict, text: str) -> str:
    values = [json.loads(claim.value) for claim in conflict.claims]
    if all(isinstance(value, str) or value is None for value in values):
        return to_json(text)
    try:
        return to_json(json.loads(text))
    except (ValueError, RecursionError):
        raise BadInputError(Problem("value", "not-like-the-others", {"words": text[:40]})) from None


def _settle(workspace: Workspace, conflict: Conflict, value: str) -> None:
    with workspace.store.writing():
        document = workspace.store.find_document(conflict.document)
        if document is None:
            raise BadInputError(Problem("document", "not-found", {"words": conflict.document[:12]}))
        _check_health(workspace, conflict, value)
        builder = SaveBuilder(workspace, conflict.customer)
        builder.write_over(document, conflict.field, value, conflict.ops)
        if document.kind in _FACTS:
            _explain(builder, workspace, conflict, value)
        builder.commit()
        _check_readable(document, workspace.store.find_document(conflict.document))


def _check_health(workspace: Workspace, conflict: Conflict, value: str) -> None:
    if is_health(conflict.field) and value != "null":
        problem = find_consent_problem(current_consent(workspace, conflict.customer), None)
        if problem is not None:
            raise BadInputError(problem)


def _explain(builder: SaveBuilder, workspace: Workspace, conflict: Conflict, value: str) -> None:
    before = [json.loads(claim.value) for claim in conflict.claims]
    changes = {conflict.field: {"from": before, "to": json.loads(value)}}
    add_amendment(builder, workspace, conflict.document, SETTLED, without_health(changes))


def _check_readable(before: Document, after: Document | None) -> None:
    """Refuse a value after which the document could not be read any more; inside the save's transaction."""
    if after is None or (read_view(before) is not None and read_view(after) is None):
        raise BadInputError(Problem("value", "not-like-the-others", {"words": ""}))
