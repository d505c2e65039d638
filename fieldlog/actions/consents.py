"""Consent to health notes, and the notes that wait for it on this laptop."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fieldlog.actions.captures import HEALTH_FIELD
from fieldlog.actions.form_texts import remove_health_from_forms
from fieldlog.actions.held_notes import HeldHealth, held_notes
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.merging import kept_customer
from fieldlog.domain.problems import Problem
from fieldlog.domain.standing import HEALTH_NOTES, HEALTH_WORDING, consent_state
from fieldlog.store.derived import joined_customers, read_customer

if TYPE_CHECKING:
    from fieldlog.domain.cards import Card

GIVEN, REFUSED, WITHDRAWN, NOT_ASKED = "given", "refused", "withdrawn", "not-asked"


def record_consent(
    workspace: Workspace, card: "Card", state: str, how: str = "", confirm_removal: bool = False
) -> None:
    """Record what the customer said; ``given`` brings the held notes into their visits, ``refused`` removes
    them once that is confirmed.
    """
    if state == GIVEN and not how.strip():
        raise BadInputError(Problem("consent", "consent-how-missing"))
    builder = SaveBuilder(workspace, card["id"])
    with workspace.store.writing():
        add_consent(builder, workspace, read_consents(workspace, card["id"]), state, how)
        builder.commit(settle_held_notes(builder, workspace, card["id"], state, confirm_removal))


def settle_held_notes(
    builder: SaveBuilder, workspace: Workspace, customer: str, state: str, confirm_removal: bool
) -> tuple[str, ...]:
    """Bring a customer's waiting notes into their visits, or remove them once that is confirmed; return the
    drafts that the save of the builder finishes. Inside ``writing``.
    """
    held = held_notes_of(workspace, customer)
    if state != GIVEN:
        if held and not confirm_removal:
            raise BadInputError(Problem("consent", "held-notes-to-remove", {"count": len(held)}))
        remove_health_from_forms(workspace.store, _joined_with(workspace, customer))
        return tuple(note.draft_id for note in held)
    for other in sorted({note.customer for note in held} - {customer}):
        # A save has one scope: the visits of a joined customer get one of their own.
        beside = SaveBuilder(workspace, other)
        beside.commit(_bring_in(workspace, beside, (note for note in held if note.customer == other)))
    return _bring_in(workspace, builder, (note for note in held if note.customer == customer))


def read_consents(workspace: Workspace, customer: str) -> Dossier:
    """Return a dossier with a customer's consents alone, so that a long history costs a save nothing."""
    return read_customer(workspace.store, customer, (kinds.CONSENT, kinds.AMENDMENT))


def add_consent(builder: SaveBuilder, workspace: Workspace, dossier: Dossier, state: str, how: str) -> None:
    """Add a consent document, made in knowledge of those before it, to a save."""
    values = {
        "purpose": HEALTH_NOTES,
        "wording": HEALTH_WORDING,
        "state": state,
        "at": to_text(workspace.now()),
        "how": how.strip() or None,
        "replaces": [one.id for one in dossier.consents] or None,
    }
    builder.create(kinds.CONSENT, values)


def _bring_in(workspace: Workspace, builder: SaveBuilder, held: Iterable[HeldHealth]) -> tuple[str, ...]:
    """Add the notes to the save of their visits, in whose transaction they were held; return their drafts."""
    finished = []
    for note in held:
        document = workspace.store.find_document(note.visit)
        if document is not None:
            builder.change(
                document, {f"{HEALTH_FIELD}{area}": text for area, text in note.health.items()}, seen={}
            )
            finished.append(note.draft_id)
    return tuple(finished)


def _joined_with(workspace: Workspace, customer: str) -> frozenset[str]:
    """Return a customer and all that were joined with it."""
    joined = joined_customers(workspace.store)
    kept = kept_customer(joined, customer)
    return frozenset({customer, kept, *(one for one in joined if kept_customer(joined, one) == kept)})


def held_notes_of(workspace: Workspace, customer: str) -> list[HeldHealth]:
    """Return the waiting notes of a customer and of those joined with it."""
    joined = joined_customers(workspace.store)
    kept = kept_customer(joined, customer)
    return [note for note in held_notes(workspace) if kept_customer(joined, note.customer) == kept]


def may_keep_health(state: str, answer: str | None) -> bool:
    """Say whether a health note may be saved, given the recorded state and the answer at capture; not having
    asked again takes nothing back.
    """
    return answer == GIVEN or (answer in (None, NOT_ASKED) and state == GIVEN)


def find_consent_problem(state: str, answer: str | None) -> Problem | None:
    """Return what forbids keeping a health note, given the recorded state and the answer at capture; ``None``
    when it may be kept or held.
    """
    if may_keep_health(state, answer):
        return None
    if answer == REFUSED:
        return Problem("health", "consent-refused")
    if state in (REFUSED, WITHDRAWN):
        return Problem("health", "consent-refused-before", {"state": state})
    return None if answer == NOT_ASKED else Problem("consent", "consent-missing")


def current_consent(workspace: Workspace, customer: str) -> str:
    """Return the recorded consent state of a customer."""
    return consent_state(read_consents(workspace, customer))
