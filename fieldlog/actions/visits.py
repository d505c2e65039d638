"""Visits: timed from start to stop, typed afterwards, discarded."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from fieldlog.actions.amendments import add_withdrawal
from fieldlog.actions.captures import (
    CHANNELS,
    Capture,
    add_promises,
    add_suggestion,
    capture_values,
    read_entries,
)
from fieldlog.actions.consents import (
    GIVEN,
    REFUSED,
    add_consent,
    may_keep_health,
    read_consents,
    settle_held_notes,
)
from fieldlog.actions.held_notes import hold_note
from fieldlog.actions.leaving import refuse_new_work
from fieldlog.actions.running_visits import (
    add_typed,
    consent_problems,
    get_running_visit,
    running_visit,
    span_until_now,
)
from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card
from fieldlog.domain.clock_marks import (
    mark_values,
)
from fieldlog.domain.days import from_text, local_day, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_text_problems
from fieldlog.domain.standing import consent_state
from fieldlog.domain.visit_times import (
    LONGEST_VISIT,
    MOST_MINUTES,
    find_clock_problem,
    find_minutes_problems,
    find_time_problems,
    read_minutes,
)
from fieldlog.store.drafts import VISIT_DRAFT, Draft
from fieldlog.store.reading import find_kept_card


class Times(NamedTuple):
    """When a visit was and how that is known; ``clock_shift`` is as in ``domain.views.Visit``."""

    start: datetime
    end: datetime
    timed: bool
    purpose: str
    purpose_set_at: datetime
    channel: str
    zone: str
    clock_shift: int = 0


class Contact(NamedTuple):
    """Whom a visit was with, the id of its document, and when it was."""

    customer: str
    visit: str
    times: Times


def start_visit(
    workspace: Workspace,
    card: Card,
    purpose: str,
    channel: str = "home",
    zone: str = "",
    accept_clock: bool = False,
) -> Draft:
    """Start the clock of a visit, durably; one at a time, and its purpose comes first."""
    mark = workspace.mark()
    now = mark.wall
    problems = [*_purpose_problems(purpose), *_channel_problems(channel)]
    clock = None if accept_clock else find_clock_problem(now, _last_saved(workspace))
    if clock is not None:
        problems.append(clock)
    if problems:
        raise BadInputError(*problems)
    content = {
        "visit": new_document_id(workspace),
        "channel": channel,
        "purpose": purpose.strip(),
        "start": to_text(now),
        "mark": mark_values(mark),
        "zone": zone or workspace.settings.zone,
    }
    draft = Draft(VISIT_DRAFT, VISIT_DRAFT, card["id"], content, {}, to_text(now))
    with workspace.store.writing():
        refuse_new_work(workspace, card["id"])
        running = running_visit(workspace)
        if running is not None:
            raise BadInputError(_already_running(workspace, running))
        if accept_clock:
            # Otherwise one save under a clock far ahead would make every later visit ask again.
            progress = workspace.store.progress()
            workspace.store.write_progress(progress._replace(last_saved_at=to_text(now)))
        workspace.store.write_draft(draft)
    return draft


def _already_running(workspace: Workspace, running: Draft) -> Problem:
    start = from_text(running.content["start"]).astimezone(workspace.zone)
    card = find_kept_card(workspace.store, running.customer)
    arguments = {
        "name": card["name"] if card else running.customer,
        "time": start.strftime("%Y-%m-%d %H:%M"),
        "purpose": running.content["purpose"],
    }
    return Problem("visit", "already-running", arguments)


def _last_saved(workspace: Workspace) -> datetime | None:
    text = workspace.store.progress().last_saved_at
    return from_text(text) if text else None


def _purpose_problems(purpose: str) -> list[Problem]:
    if not purpose.strip():
        return [Problem("purpose", "empty")]
    return list(find_text_problems("purpose", purpose))


def _channel_problems(channel: str) -> list[Problem]:
    if channel in CHANNELS:
        return []
    return [Problem("channel", "unknown-choice", {"words": channel[:20], "choices": tuple(CHANNELS)})]


def stop_visit(
    workspace: Workspace, capture: Capture, minutes: int | None = None, confirm_removal: bool = False
) -> str:
    """Stop the running visit and save it with what was noted; return its id. An end that was frozen stays.

    Where the laptop's clock was set in between, the steady clock says how long it was. ``minutes`` corrects
    the length, when the stop was forgotten; the visit is then marked as typed. What is refused stays in the
    draft of the visit. ``confirm_removal`` agrees that a refused consent removes waiting notes.
    """
    capture = add_typed(workspace, capture)
    problems = tuple(find_minutes_problems(minutes))
    if problems:
        raise BadInputError(*problems)
    with workspace.store.writing():
        # Another window may have stopped the visit since it was read.
        running = get_running_visit(workspace)
        times = _times_until_now(workspace, running)
        if minutes is not None:
            times = times._replace(end=times.start + timedelta(minutes=minutes), timed=False)
        contact = Contact(running.customer, running.content["visit"], times)
        return _save_visit(workspace, contact, capture, (VISIT_DRAFT,), confirm_removal)


def find_stop_problems(workspace: Workspace, capture: Capture, minutes: str) -> list[Problem]:
    """Return all that would hinder ``stop_visit`` at this moment; ``minutes`` is the corrected length as it
    was typed, or empty. BadInputError when no visit runs.
    """
    running = get_running_visit(workspace)
    times = _times_until_now(workspace, running)
    try:
        problems = list(_length_problems(workspace, times, minutes))
    except BadInputError as error:
        problems = list(error.problems)
    made = local_day(times.start, workspace.zone)
    return problems + find_noting_problems(workspace, running.customer, capture, made)


def _length_problems(workspace: Workspace, times: Times, typed: str) -> Iterator[Problem]:
    minutes = read_minutes(typed) if typed.strip() else None
    yield from find_minutes_problems(minutes)
    if minutes is not None and abs(minutes) <= MOST_MINUTES:
        times = times._replace(end=times.start + timedelta(minutes=minutes))
    yield from find_time_problems(times.start, times.end, workspace.now())


def _times_until_now(workspace: Workspace, running: Draft) -> Times:
    content, (start, end, shift) = running.content, span_until_now(workspace, running)
    return Times(start, end, True, content["purpose"], start, content["channel"], content["zone"], shift)


def discard_visit(workspace: Workspace, reason: str) -> str:
    """Take the running visit back with a reason; its start and purpose stay in the history, what was typed
    into it goes.
    """
    if not reason.strip():
        raise BadInputError(Problem("reason", "empty"))
    with workspace.store.writing():
        running = get_running_visit(workspace)
        visit = str(running.content["visit"])
        times = _times_until_now(workspace, running)
        end = max(times.start, min(times.end, times.start + LONGEST_VISIT))
        builder = SaveBuilder(workspace, running.customer)
        builder.create(kinds.VISIT, _time_values(workspace, times._replace(end=end)), visit)
        add_withdrawal(builder, workspace, visit, reason)
        builder.commit(finished_drafts=(VISIT_DRAFT,))
    return visit


def add_visit(
    workspace: Workspace,
    card: Card,
    purpose: str,
    start: datetime,
    minutes: int,
    channel: str = "home",
    capture: Capture = Capture(),  # noqa: B008 - an immutable default
    confirm_removal: bool = False,
) -> str:
    """Save a visit typed afterwards, and marked so; return its id."""
    problems = [*_purpose_problems(purpose), *_channel_problems(channel), *find_minutes_problems(minutes)]
    if problems:
        made = local_day(start, workspace.zone)
        raise BadInputError(*problems, *find_noting_problems(workspace, card["id"], capture, made))
    end = start + timedelta(minutes=minutes)
    times = Times(start, end, False, purpose.strip(), workspace.now(), channel, workspace.settings.zone)
    contact = Contact(card["id"], new_document_id(workspace), times)
    with workspace.store.writing():
        return _save_visit(workspace, contact, capture, (), confirm_removal)


def _save_visit(
    workspace: Workspace, contact: Contact, capture: Capture, drafts: tuple[str, ...], confirm_removal: bool
) -> str:
    """Save a visit as the customer's consent stands; inside ``writing``, so that it stands still."""
    customer, visit, times = contact
    made = local_day(times.start, workspace.zone)
    problems = [
        *find_time_problems(times.start, times.end, workspace.now()),
        *find_noting_problems(workspace, customer, capture, made),
    ]
    if problems:
        raise BadInputError(*problems)
    entries = read_entries(capture, made)
    dossier = read_consents(workspace, customer)
    health = {area: text for area, text in capture.health.items() if text.strip()}
    state = consent_state(dossier)
    may_keep = may_keep_health(state, capture.consent)
    values = {**_time_values(workspace, times), **capture_values(workspace, capture, entries, may_keep)}
    builder = SaveBuilder(workspace, customer)
    builder.create(kinds.VISIT, values, visit)
    add_promises(builder, workspace, entries, visit, values, made)
    add_suggestion(builder, capture, visit, made)
    if capture.consent in (GIVEN, REFUSED) and capture.consent != state:
        add_consent(builder, workspace, dossier, capture.consent, capture.consent_how)
        drafts += settle_held_notes(builder, workspace, customer, capture.consent, confirm_removal)
    if health and not may_keep:
        hold_note(workspace, customer, visit, health)
    builder.commit(finished_drafts=drafts)
    return visit


def find_noting_problems(workspace: Workspace, customer: str, capture: Capture, made: date) -> list[Problem]:
    """Return all that hinders saving what was noted of a visit on a day; when it was is judged apart."""
    problems: list[Problem] = []
    if capture.consent == GIVEN and not capture.consent_how.strip():
        problems.append(Problem("consent", "consent-how-missing"))
    try:
        read_entries(capture, made)
    except BadInputError as error:
        problems += error.problems
    return problems + consent_problems(workspace, customer, capture)


def _time_values(workspace: Workspace, times: Times) -> dict[str, object]:
    return {
        "channel": times.channel,
        "purpose": times.purpose,
        "purpose_set_at": to_text(times.purpose_set_at),
        "start": to_text(times.start),
        "end": to_text(times.end),
        "zone": times.zone,
        "timed": times.timed,
        "entered_at": to_text(workspace.now()),
        "clock_shift": times.clock_shift or None,
    }
