"""Visits as JSON, as a table, and as the sentences that follow a change."""

from collections.abc import Mapping, Sequence

from fieldlog.actions.visit_stories import Correction, VisitStory
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.fields import write_fields
from fieldlog.cli.promise_shapes import SHORT_ID, local_words, promise_json, promise_line
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.clock_marks import describe_shift
from fieldlog.domain.problems import N_
from fieldlog.domain.views import Visit
from fieldlog.locale import say, show_minutes, translate
from fieldlog.locale.sentences import GENERAL, show_change, show_finding, show_question
from fieldlog.locale.words import area_word, channel_word
from fieldlog.store.drafts import Draft


def visit_json(story: VisitStory, workspace: Workspace) -> Json:
    """Return the visit shape of the contract; ``health_hidden`` says why a health note is not shown."""
    visit = story.visit
    health = {} if story.hides_health else dict(visit.health)
    shape = {
        "id": visit.id,
        "customer": customer_json(visit.customer, workspace),
        "channel": visit.channel,
        "purpose": visit.purpose,
        "start": moment_json(visit.start, workspace),
        "end": moment_json(visit.end, workspace),
        "minutes": visit.minutes,
        "timed": visit.timed,
        "reached": visit.reached,
        "health": health_text(health),
        "note": visit.note,
        "promises": [promise_json(promise, workspace) for promise in story.promises],
        "findings": [
            {"rule": one.rule, "state": one.state, "detail": say(one.detail)} for one in story.findings
        ],
        **_extras(visit, workspace),
        "suggestions": [{"id": one.id, "text": one.text} for one in story.suggestions],
        "health_areas": health,
        "withdrawn": story.is_withdrawn,
    }
    return {**shape, "health_hidden": story.consent} if story.hides_health else shape


def _extras(visit: Visit, workspace: Workspace) -> Json:
    return {
        "zone": visit.zone,
        "not_reached_reason": visit.not_reached_reason,
        "brief_reason": visit.brief_reason,
        "questions": [
            {"text": one.text, "answer_by": one.answer_by or None, "answer": one.answer or None}
            for one in visit.question.values()
        ],
        "entered_at": moment_json(visit.entered_at, workspace),
        "clock_shift": visit.clock_shift,
    }


def health_text(health: Mapping[str, str]) -> str:
    """Return a health note as one text: the general part as typed, then "area: text" for each other."""
    lines = [health[GENERAL]] if GENERAL in health else []
    return "\n".join([*lines, *(f"{area}: {text}" for area, text in health.items() if area != GENERAL)])


def running_json(draft: Draft, workspace: Workspace) -> Json:
    """Return the visit shape of a visit that has not ended."""
    content = draft.content
    return {
        "id": content["visit"],
        "customer": customer_json(draft.customer, workspace),
        "channel": content["channel"],
        "purpose": content["purpose"],
        "start": moment_json(content["start"], workspace),
        "end": None,
        "minutes": None,
        "timed": True,
        "reached": None,
        "health": "",
        "note": "",
        "promises": [],
        "findings": [],
        "zone": content["zone"],
    }


def correction_json(correction: Correction, workspace: Workspace) -> Json:
    """Return one line of a visit's history."""
    return {
        "at": moment_json(correction.at, workspace),
        "by": correction.by,
        "reason": correction.reason,
        "changes": correction.changes,
        "withdraws": correction.withdraws,
    }


def write_saved(terminal: Terminal, story: VisitStory, workspace: Workspace) -> None:
    """Say that a visit was saved, how each promise in it was understood, and which rule it missed."""
    visit = story.visit
    arguments = {
        "channel": channel_word(visit.channel),
        "name": customer_json(visit.customer, workspace)["name"],
        "length": show_minutes(visit.minutes),
        "id": visit.id[:SHORT_ID],
    }
    terminal.write(translate(N_("Saved: {channel}, {name}, {length} ({id})"), **arguments))
    if visit.clock_shift:
        terminal.write(say(describe_shift(visit.clock_shift)))
    for promise in story.promises:
        terminal.write(promise_line(promise, workspace))
    for line in _finding_lines(story, ("missed",)):
        terminal.write(line)


def _finding_lines(story: VisitStory, states: Sequence[str]) -> list[str]:
    return [show_finding(one) for one in story.findings if one.state in states]


def write_visits(terminal: Terminal, stories: Sequence[VisitStory], workspace: Workspace) -> None:
    """Write visits as a table."""
    titles = (N_("Visit"), N_("Start"), N_("Customer"), N_("Channel"), N_("Length"), N_("Purpose"))
    rows = [
        (
            story.visit.id[:SHORT_ID],
            local_words(story.visit.start.isoformat(), workspace),
            str(customer_json(story.visit.customer, workspace)["name"]),
            channel_word(story.visit.channel),
            show_minutes(story.visit.minutes) if story.visit.reached else translate(N_("not reached")),
            story.visit.purpose,
        )
        for story in stories
    ]
    terminal.write_table([translate(title) for title in titles], rows)


def write_visit(terminal: Terminal, story: VisitStory, workspace: Workspace) -> None:
    """Write one visit with everything noted in it."""
    name = customer_json(story.visit.customer, workspace)["name"]
    terminal.write_heading(translate(N_("Visit to {name}"), name=name))
    if story.is_withdrawn:
        terminal.write(translate(N_("This visit was taken back.")))
    write_fields(terminal, _lines(story, workspace))
    for promise in story.promises:
        terminal.write(promise_line(promise, workspace))
    for line in _finding_lines(story, ("met", "missed", "open", "excused")):
        terminal.write(line)


def _lines(story: VisitStory, workspace: Workspace) -> list[tuple[str, str]]:
    visit, today = story.visit, workspace.today()
    timed = N_("by the timer") if visit.timed else N_("typed afterwards")
    return [
        (translate(N_("Start")), local_words(visit.start.isoformat(), workspace)),
        (
            translate(N_("Length")),
            translate(N_("{length}, {how}"), length=show_minutes(visit.minutes), how=translate(timed)),
        ),
        (translate(N_("Clock")), say(describe_shift(visit.clock_shift)) if visit.clock_shift else ""),
        (translate(N_("Channel")), channel_word(visit.channel)),
        (translate(N_("Purpose")), visit.purpose),
        (translate(N_("Reason not reached")), visit.not_reached_reason),
        (translate(N_("Reason for a brief visit")), visit.brief_reason),
        *_health_lines(story),
        (translate(N_("Note")), visit.note),
        *((translate(N_("Question")), show_question(one, today)) for one in visit.question.values()),
        *((translate(N_("Suggestion")), one.text) for one in story.suggestions),
        (translate(N_("Id")), visit.id),
    ]


def _health_lines(story: VisitStory) -> list[tuple[str, str]]:
    hidden = translate(N_("hidden: the customer does not allow health notes any more"))
    return [
        (translate(N_("Health: {area}"), area=area_word(area)), hidden if story.hides_health else text)
        for area, text in story.visit.health.items()
    ]


def write_history(terminal: Terminal, corrections: Sequence[Correction], workspace: Workspace) -> None:
    """Write the corrections of a visit, each with what it replaced."""
    if not corrections:
        return
    terminal.write_heading(translate(N_("Corrections")))
    for one in corrections:
        when = local_words(one.at, workspace)
        reason = say(one.undo) if one.undo else one.reason
        terminal.write(translate(N_("{time} {name}: {reason}"), time=when, name=one.by, reason=reason))
        for field, change in one.changes.items():
            terminal.write(f"  {show_change(field, change, workspace.zone)}")
