"""Health notes that wait on this laptop until the customer has been asked."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text, local_day, to_text
from fieldlog.domain.packs import pack_on
from fieldlog.store.drafts import HELD_NOTE, Draft
from fieldlog.store.packs import rule_packs


class HeldHealth(NamedTuple):
    """A health note kept as a draft: of which visit, by area, and the last day it is kept."""

    draft_id: str
    customer: str
    visit: str
    health: Mapping[str, str]
    keep_until: date


def hold_note(workspace: Workspace, customer: str, visit: str, health: Mapping[str, str]) -> None:
    """Keep a health note on this laptop until the customer has been asked."""
    draft = Draft(
        f"{HELD_NOTE}-{visit}",
        HELD_NOTE,
        customer,
        {"visit": visit, "health": dict(health)},
        {},
        to_text(workspace.now()),
    )
    workspace.store.write_draft(draft)


def held_notes(workspace: Workspace) -> list[HeldHealth]:
    """Return the health notes that wait for consent, the first to be removed first."""
    drafts = [draft for draft in workspace.store.drafts() if draft.form == HELD_NOTE]
    if not drafts:
        return []
    days = pack_on(rule_packs(workspace.store), workspace.today()).held_note_days
    notes = [
        HeldHealth(
            draft.draft_id,
            draft.customer,
            draft.content["visit"],
            draft.content["health"],
            local_day(from_text(draft.written_at), workspace.zone) + timedelta(days=days),
        )
        for draft in drafts
    ]
    return sorted(notes, key=lambda note: (note.keep_until, note.draft_id))


def remove_expired_notes(workspace: Workspace) -> list[HeldHealth]:
    """Remove the held notes whose time is over and return them, so that the caller can say so.

    It is over when a save was made after it, too: a clock that only stands far ahead removes nothing.
    """
    with workspace.store.writing():
        last_saved = workspace.store.progress().last_saved_at
        if not last_saved:
            return []
        day = min(workspace.today(), local_day(from_text(last_saved), workspace.zone))
        expired = [note for note in held_notes(workspace) if note.keep_until < day]
        for note in expired:
            workspace.store.remove_draft(note.draft_id)
    return expired
