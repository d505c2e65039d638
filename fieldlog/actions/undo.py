"""Taking the last save back, as an amendment: what was new is withdrawn, what was changed gets its former
value.
"""

import json
from typing import NamedTuple

from fieldlog.actions.amendments import add_amendment, add_withdrawal, without_health
from fieldlog.actions.captures import is_health
from fieldlog.actions.consents import current_consent, find_consent_problem
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, read_register
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.registers import shown_write
from fieldlog.domain.saves import DocumentWrites
from fieldlog.domain.wire import thaw

REASON = "undo"


class Undone(NamedTuple):
    """What was taken back: the customer, when it was saved (UTC text), and the kinds of its documents."""

    customer: str
    at: str
    kinds: tuple[str, ...]


def undo_last_save(workspace: Workspace) -> Undone:
    """Take back the newest save of this laptop; doing it twice brings it back."""
    # One transaction, so that it is still the newest save when it is taken back, whatever another window
    # saves.
    with workspace.store.writing():
        row = workspace.store.last_outbox_row()
        if row is None:
            raise BadInputError(Problem("save", "nothing-to-undo"))
        save = thaw(row.frozen)
        customer = save.scope.partition(":")[2]
        builder = SaveBuilder(workspace, customer)
        brings_health = False
        for writes in save.documents:
            document = workspace.store.find_document(writes.doc_id)
            if document is not None:
                brings_health |= _take_back(builder, workspace, writes, document)
        builder.commit()
        # Asked last, because taking back may change the consent itself; a refusal undoes the whole.
        problem = find_consent_problem(current_consent(workspace, customer), None) if brings_health else None
        if problem is not None:
            raise BadInputError(problem)
    return Undone(customer, save.at, tuple(sorted({writes.kind for writes in save.documents})))


def _take_back(
    builder: SaveBuilder, workspace: Workspace, writes: DocumentWrites, document: Document
) -> bool:
    """Add what takes the writes to one document back; say whether that brings a health note back."""
    if _is_made_by(writes):
        if writes.kind == kinds.MERGE_LINK:
            builder.create(kinds.MERGE_LINK, {"undoes": document.doc_id})
        else:
            add_withdrawal(builder, workspace, document.doc_id, REASON)
        return False
    former = {name: _former_value(document, name, write.over) for name, write in writes.fields.items()}
    # Only what this save wrote is taken back, not what somebody else has written beside it since.
    builder.change(document, former, seen={name: (write.op,) for name, write in writes.fields.items()})
    changes = {
        name: {"from": json.loads(write.value), "to": former[name]} for name, write in writes.fields.items()
    }
    add_amendment(builder, workspace, document.doc_id, REASON, without_health(changes))
    return any(is_health(name) and value is not None for name, value in former.items())


def _is_made_by(writes: DocumentWrites) -> bool:
    kind = kinds.KINDS.get(writes.kind)
    if kind is None:
        raise BadInputError(Problem("save", "incomplete"))
    return kind.is_write_once or kind.made_with in writes.fields


def _former_value(document: Document, field: str, over: tuple[str, ...]) -> object:
    register = read_register(document, field)
    shown = shown_write({op: register[op] for op in over if op in register})
    return None if shown is None else json.loads(shown.value)
