"""Correcting what was saved: the old version stays visible, with the reason."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.actions.captures import (
    CHANNELS,
    HEALTH_FIELD,
    Capture,
    Entries,
    add_suggestion,
    capture_values,
    has_health,
    is_health,
    read_entries,
)
from fieldlog.actions.captures import add_promises as add_promises_of_capture
from fieldlog.actions.consents import current_consent, find_consent_problem, may_keep_health
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.days import local_day, to_text
from fieldlog.domain.documents import Document, as_seen, shown_values
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.views import Visit, read_view
from fieldlog.domain.visit_times import find_minutes_problems, find_time_problems
from fieldlog.store.derived import read_customer

Changes = Mapping[str, Mapping[str, object]]
"""What a correction changes: ``{field: {"from", "to"}}``."""


class VisitCorrection(NamedTuple):
    """What to change of a visit; ``None`` leaves it. ``withdraw`` takes the whole visit back."""

    purpose: str | None = None
    start: datetime | None = None
    minutes: int | None = None
    channel: str | None = None
    capture: Capture = Capture()
    reached: bool | None = None
    withdraw: bool = False


def amend_visit(
    workspace: Workspace,
    document: Document,
    correction: VisitCorrection,
    reason: str,
    seen: Mapping[str, Iterable[str]] | None = None,
) -> None:
    """Change a stored visit with a reason; both versions stay in its history.

    ``seen`` is what a form was filled from (``seen_ops``): only what differs from that is changed, and what
    somebody else changed since stays beside it.
    """
    shown = document if seen is None else as_seen(document, seen)
    visit = read_view(shown)
    if not isinstance(visit, Visit):
        raise BadInputError(Problem("visit", "incomplete"))
    if not reason.strip():
        raise BadInputError(Problem("reason", "empty"))
    if visit.id in read_customer(workspace.store, visit.customer).withdrawn:
        raise BadInputError(Problem("visit", "withdrawn"))
    builder = SaveBuilder(workspace, visit.customer)
    with workspace.store.writing():
        if correction.withdraw:
            add_withdrawal(builder, workspace, document.doc_id, reason)
        else:
            form = _Form(document, shown, visit, seen)
            _add_changes(builder, workspace, form, correction, reason)
        builder.commit()


class _Form(NamedTuple):
    """A stored visit, the document and the view of it that a form showed, and the ops it was filled from."""

    document: Document
    shown: Document
    visit: Visit
    seen: Mapping[str, Iterable[str]] | None


def _add_changes(
    builder: SaveBuilder, workspace: Workspace, form: _Form, correction: VisitCorrection, reason: str
) -> None:
    document, shown, visit, seen = form
    made = local_day(visit.start, workspace.zone)
    entries = read_entries(correction.capture, made)
    values = {
        **_changed_times(workspace, visit, correction),
        **_changed_notes(workspace, visit, correction, entries),
    }
    before = {name: json.loads(text) for name, text in shown_values(shown).items()}
    values = {name: value for name, value in values.items() if before.get(name) != value}
    if not (values or entries.promises or (correction.capture.suggestion or "").strip()):
        raise BadInputError(Problem("visit", "nothing-to-change"))
    add_promises_of_capture(builder, workspace, entries, visit.id, values, made)
    add_suggestion(builder, correction.capture, visit.id, made)
    if not values:
        return
    builder.change(document, values, seen)
    changes: Changes = {name: {"from": before.get(name), "to": value} for name, value in values.items()}
    if not may_keep_health(current_consent(workspace, visit.customer), None):
        changes = without_health(changes)
    add_amendment(builder, workspace, document.doc_id, reason, changes)


def _changed_times(workspace: Workspace, visit: Visit, correction: VisitCorrection) -> dict[str, object]:
    values: dict[str, object] = {}
    if correction.purpose is not None:
        if not correction.purpose.strip():
            raise BadInputError(Problem("purpose", "empty"))
        values |= {"purpose": correction.purpose.strip(), "purpose_set_at": to_text(workspace.now())}
    if correction.channel is not None:
        if correction.channel not in CHANNELS:
            choices = tuple(CHANNELS)
            raise BadInputError(
                Problem("channel", "unknown-choice", {"words": correction.channel[:20], "choices": choices})
            )
        values["channel"] = correction.channel
    if correction.start is not None or correction.minutes is not None:
        problems = tuple(find_minutes_problems(correction.minutes))
        if problems:
            raise BadInputError(*problems)
        start = correction.start or visit.start
        length = (
            visit.end - visit.start if correction.minutes is None else timedelta(minutes=correction.minutes)
        )
        problems = tuple(find_time_problems(start, start + length, workspace.now()))
        if problems:
            raise BadInputError(*problems)
        # Once a person has typed a time, the timer no longer vouches for it.
        values |= {"start": to_text(start), "end": to_text(start + length), "timed": False}
    return values


def _changed_notes(
    workspace: Workspace, visit: Visit, correction: VisitCorrection, entries: Entries
) -> dict[str, object]:
    capture = correction.capture
    if has_health(capture):
        problem = find_consent_problem(current_consent(workspace, visit.customer), None)
        if problem is not None:
            raise BadInputError(problem)
    values = {**_emptied(capture, visit), **capture_values(workspace, capture, entries, with_health=True)}
    if correction.reached:
        values |= {"reached": True, "not_reached_reason": ""}
    return values


def _emptied(capture: Capture, visit: Visit) -> dict[str, object]:
    """Return the texts of a visit that a correction empties."""
    values: dict[str, object] = {}
    if capture.note == "":
        values["note"] = None
    if capture.brief_reason == "":
        values["brief_reason"] = None
    gone = [area for area, text in capture.health.items() if not text.strip() and area in visit.health]
    return values | {f"{HEALTH_FIELD}{area}": None for area in gone}


def without_health(changes: Changes) -> Changes:
    """Return the changes of a visit without the texts of health notes: a correction writes them out again,
    which takes the customer's consent as much as the note itself.
    """
    return {name: {} if is_health(name) else change for name, change in changes.items()}


def add_amendment(
    builder: SaveBuilder, workspace: Workspace, target: str, reason: str, changes: Changes
) -> None:
    """Add the amendment that explains the register writes of the same save."""
    values = {
        "target": target,
        "reason": reason.strip(),
        "at": to_text(workspace.now()),
        "changes": dict(changes),
    }
    builder.create(kinds.AMENDMENT, values)


def add_withdrawal(builder: SaveBuilder, workspace: Workspace, target: str, reason: str) -> None:
    """Add the amendment that takes a whole document back."""
    values = {"target": target, "reason": reason.strip(), "at": to_text(workspace.now()), "withdraws": True}
    builder.create(kinds.AMENDMENT, values)
