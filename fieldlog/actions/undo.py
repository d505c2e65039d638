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
from fieldlog.domain.saves import DocumentWrites, Save
from fieldlog.domain.undone import UNDO
from fieldlog.domain.views import Amendment, Customer, MergeLink, read_view
from fieldlog.domain.wire import thaw
from fieldlog.store.reading import find_kept_card


class Undone(NamedTuple):
    """What was taken back: the customer, when it was saved (UTC text), and the kinds of its documents.

    ``name`` is the customer's, also of one who was taken back; empty where a save is about none.
    ``about`` are the kinds of what a person had saved, seen through any number of undos; ``brings_back`` says
    that they stand again.
    """

    customer: str
    at: str
    kinds: tuple[str, ...]
    name: str
    about: tuple[str, ...] = ()
    brings_back: bool = False


class LastSave(NamedTuple):
    """The newest save of this laptop: its id, when it was made (UTC text), and what undoing it would do."""

    gid: str
    undone: Undone


def find_last_save(workspace: Workspace) -> LastSave | None:
    """Return the newest save of this laptop, ``None`` before the first."""
    row = workspace.store.last_outbox_row()
    return None if row is None else LastSave(row.gid, _describe(workspace, thaw(row.frozen)))


def _describe(workspace: Workspace, save: Save) -> Undone:
    customer = save.scope.partition(":")[2]
    roots = {_root(workspace, writes) for writes in save.documents}
    deepest = max((depth for _, depth in roots), default=0)
    return Undone(
        customer,
        save.at,
        kinds=tuple(sorted({writes.kind for writes in save.documents})),
        name=_name_of(workspace, customer),
        about=tuple(sorted({kind for kind, depth in roots if depth == deepest})),
        brings_back=deepest % 2 == 1,
    )


def _name_of(workspace: Workspace, customer: str) -> str:
    card = find_kept_card(workspace.store, customer)
    if card is not None:
        return str(card["name"])
    # One who was just added or taken back has no card; the profile is still there.
    document = workspace.store.find_document(customer)
    profile = None if document is None else read_view(document)
    return profile.name if isinstance(profile, Customer) else ""


def _root(workspace: Workspace, writes: DocumentWrites) -> tuple[str, int]:
    """Return the kind of what a person had saved, and how many undos lie between."""
    kind, target, depth = writes.kind, writes.doc_id, 0
    # A circle can only be forged.
    seen: set[str] = set()
    while target not in seen and (document := workspace.store.find_document(target)) is not None:
        seen.add(target)
        kind = document.kind
        taken_back = _taken_back_by(document)
        if not taken_back:
            break
        target, depth = taken_back, depth + 1
    return kind, depth


def _taken_back_by(document: Document) -> str:
    """Return the id of what an undo, or the parting of customers, takes back; empty for anything else."""
    view = read_view(document)
    if isinstance(view, MergeLink):
        return view.undoes
    return view.target if isinstance(view, Amendment) and view.reason == UNDO else ""


def undo_last_save(workspace: Workspace, gid: str | None = None) -> Undone:
    """Take back the newest save of this laptop; doing it twice brings it back.

    ``gid`` is the save that was looked at; ``BadInputError`` when another one came after it.
    """
    # One transaction, so that it is still the newest save when it is taken back, whatever another window
    # saves.
    with workspace.store.writing():
        row = workspace.store.last_outbox_row()
        if row is None:
            raise BadInputError(Problem("save", "nothing-to-undo"))
        if gid is not None and row.gid != gid:
            raise BadInputError(Problem("save", "another-save-since"))
        save = thaw(row.frozen)
        undone = _describe(workspace, save)
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
    return undone


def _take_back(
    builder: SaveBuilder, workspace: Workspace, writes: DocumentWrites, document: Document
) -> bool:
    """Add what takes the writes to one document back; say whether that brings a health note back."""
    if _is_made_by(writes):
        if writes.kind == kinds.MERGE_LINK:
            builder.create(kinds.MERGE_LINK, {"undoes": document.doc_id})
        else:
            add_withdrawal(builder, workspace, document.doc_id, UNDO)
        return False
    former = {name: _former_value(document, name, write.over) for name, write in writes.fields.items()}
    # Only what this save wrote is taken back, not what somebody else has written beside it since.
    builder.change(document, former, seen={name: (write.op,) for name, write in writes.fields.items()})
    changes = {
        name: {"from": json.loads(write.value), "to": former[name]} for name, write in writes.fields.items()
    }
    add_amendment(builder, workspace, document.doc_id, UNDO, without_health(changes))
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
