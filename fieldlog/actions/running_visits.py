"""The visit that runs: which it is, how long it has been, and what has been typed into it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fieldlog.actions.captures import Capture, find_capture_problems, has_health
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.clock_marks import (
    ClockMark,
    RunningVisit,
    Span,
    mark_values,
    measure,
    measure_stopped,
    read_mark,
)
from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.drafts import VISIT_DRAFT, Draft
from fieldlog.store.reading import find_kept_card


def running_visit(workspace: Workspace) -> Draft | None:
    """Return the visit that was started and neither stopped nor discarded."""
    return workspace.store.find_draft(VISIT_DRAFT)


def get_running_visit(workspace: Workspace) -> Draft:
    """Return the running visit, or raise ``BadInputError`` when none is."""
    running = running_visit(workspace)
    if running is None:
        raise BadInputError(Problem("visit", "none-running"))
    return running


def running_length(workspace: Workspace) -> RunningVisit | None:
    """Return the running visit as a clock shows it, which needs no more of the store: its ``seconds`` go on
    with ``Workspace.mark``.
    """
    running = running_visit(workspace)
    if running is None:
        return None
    card, content = find_kept_card(workspace.store, running.customer), running.content
    name = card["name"] if card else ""
    return RunningVisit(
        running.customer,
        name,
        content["purpose"],
        content["channel"],
        begun(running),
        workspace.zone,
        frozen_end(running),
    )


def begun(running: Draft) -> ClockMark | datetime:
    """Return what both clocks showed when the running visit started; the wall clock alone, when no other was
    kept.
    """
    return read_mark(from_text(running.content["start"]), running.content.get("mark"))


def frozen_end(running: Draft) -> ClockMark | None:
    """Return what both clocks showed when the end of a running visit was frozen; ``None`` before."""
    stopped = running.content.get("stopped")
    return stopped and ClockMark(from_text(stopped["wall"]), stopped["steady"], stopped["boot"])


def span_until_now(workspace: Workspace, running: Draft) -> Span:
    """Return from when to when the running visit was, or has been until now."""
    stopped, now = frozen_end(running), workspace.mark()
    return measure_stopped(begun(running), stopped, now) if stopped else measure(begun(running), now)


def freeze_end(workspace: Workspace) -> None:
    """Keep this moment as the end of the running visit, durably: what is noted after it takes as long as it
    takes. One that was frozen before keeps its end.
    """
    mark = workspace.mark()
    with workspace.store.writing():
        running = get_running_visit(workspace)
        if "stopped" not in running.content:
            stopped = {"wall": to_text(mark.wall), **mark_values(mark)}
            workspace.store.write_draft(running._replace(content={**running.content, "stopped": stopped}))


def go_on(workspace: Workspace) -> None:
    """Let the clock of the running visit go on, as if its end had not been frozen."""
    with workspace.store.writing():
        running = get_running_visit(workspace)
        content = {name: value for name, value in running.content.items() if name != "stopped"}
        workspace.store.write_draft(running._replace(content=content))


def keep_typed(workspace: Workspace, capture: Capture) -> None:
    """Store what has been typed into the running visit, so that a crash or a refusal loses none of it."""
    with workspace.store.writing():
        running = running_visit(workspace)
        if running is not None:
            typed = {**running.content, "capture": capture._asdict()}
            workspace.store.write_draft(running._replace(content=typed, written_at=to_text(workspace.now())))


def keep_as_typed(workspace: Workspace, capture: Capture, minutes: str = "") -> None:
    """Keep a form about the running visit as it stands now, in place of what was typed before; ``minutes`` is
    its corrected length as typed. What cannot be stored, and a health note that the customer refused, is left
    out.
    """
    with workspace.store.writing():
        running = running_visit(workspace)
        if running is None:
            return
        if is_refused(workspace, running.customer, capture):
            capture = capture._replace(health={})
        typed = {**running.content, "capture": capture._asdict(), "minutes": minutes}
        if typed != running.content:
            workspace.store.write_draft(running._replace(content=typed, written_at=to_text(workspace.now())))


def typed_minutes(running: Draft) -> str:
    """Return the corrected length that was typed into a running visit, as typed."""
    return str(running.content.get("minutes", ""))


def typed_before(running: Draft) -> Capture:
    """Return what was typed into a running visit before."""
    typed: Mapping[str, Any] = running.content.get("capture", {})
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in typed.items()
    }
    return Capture(**values)


def add_typed(workspace: Workspace, capture: Capture) -> Capture:
    """Keep what is typed now in the running visit, with what was typed before, and return both together;
    raise ``BadInputError`` about what cannot be kept, when the rest is.
    """
    running = get_running_visit(workspace)
    problems = _unstorable(capture)
    if problems:
        raise BadInputError(*problems)
    before = typed_before(running)
    together = completed(capture, before)
    if is_refused(workspace, running.customer, together):
        # What the customer refused is not stored, not even in a draft.
        keep_typed(workspace, together._replace(health=before.health))
        raise BadInputError(*consent_problems(workspace, running.customer, together))
    keep_typed(workspace, together)
    return together


def completed(capture: Capture, before: Capture) -> Capture:
    """Return what was typed before together with what is typed now, which counts where both say something."""
    empty = Capture()
    given = {name: value for name, value in capture._asdict().items() if value != getattr(empty, name)}
    return before._replace(**given)


def is_refused(workspace: Workspace, customer: str, capture: Capture) -> bool:
    """Say whether a capture holds a health note that the customer does not allow."""
    return any(problem.field == "health" for problem in consent_problems(workspace, customer, capture))


def consent_problems(workspace: Workspace, customer: str, capture: Capture) -> list[Problem]:
    """Return what forbids keeping the health note of a capture."""
    if not has_health(capture):
        return []
    # Every start reads whether a visit runs; only one with a health note loads what consents need.
    from fieldlog.actions.consents import current_consent, find_consent_problem

    problem = find_consent_problem(current_consent(workspace, customer), capture.consent)
    return [] if problem is None else [problem]


def _unstorable(capture: Capture) -> list[Problem]:
    return [problem for problem in find_capture_problems(capture) if problem.code == "forbidden-character"]
