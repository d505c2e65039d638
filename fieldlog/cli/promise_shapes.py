"""Promises as JSON, as lines of a table, and as the sentence that follows a change."""

from collections.abc import Sequence
from datetime import date, time

from fieldlog.actions.promises import PromiseStory
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.fields import write_fields
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.days import from_text
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.locale import say, show_day, show_due, translate, translate_plural
from fieldlog.locale.words import state_word

SHORT_ID = 8
DAY_LENGTH = len("2026-12-02")


def promise_json(story: PromiseStory, workspace: Workspace) -> Json:
    """Return the promise shape of the contract; ``days_late`` is there while it is overdue."""
    promise, became = story
    moves = [
        {"at": moment_json(move.at, workspace), "due": move.due, "reason": move.reason, "agreed": move.agreed}
        for move in became.moves
    ]
    shape = {
        "id": promise.id,
        "customer": customer_json(promise.customer, workspace),
        "text": promise.text,
        "due": became.due,
        "state": became.state,
        "kept_at": moment_json(became.kept_at, workspace),
        "moves": moves,
        "made": promise.made.isoformat(),
        "planned": became.planned,
        "form": promise.form,
        "visit": promise.visit or None,
        "released_at": moment_json(became.released_at, workspace),
        "release_reason": became.release_reason,
    }
    late = days_late(story, workspace)
    return shape if late is None else {**shape, "days_late": late}


def days_late(story: PromiseStory, workspace: Workspace) -> int | None:
    """Return the calendar days since an open promise fell due; ``None`` when it is not overdue."""
    became = story.became
    if became.state != "open" or became.due_at >= workspace.now():
        return None
    return (workspace.today() - due_day(became.due)).days


def clock_of(due: str) -> str:
    """Return the time of day of a stored due date; empty when it has none."""
    return "" if len(due) == DAY_LENGTH else due[DAY_LENGTH + 1 : DAY_LENGTH + 6]


def reading_words(due: str, today: date) -> str:
    """Return the reading of a due date from today: "Wed 2 Dec, in 9 days"; a past one is only named."""
    day = due_day(due)
    if day < today:
        return show_due(due, today)
    from fieldlog.domain.due import DueReading, describe_due

    clock = clock_of(due)
    reading = DueReading(day, time.fromisoformat(clock) if clock else None, due)
    return say(describe_due(reading, today), today)


def promise_line(story: PromiseStory, workspace: Workspace) -> str:
    """Return the line that says how a promise was understood, with its due date and short id."""
    template = N_("promise: {text}, due {due} ({id})")
    if story.promise.form == "answer":
        template = N_("answer promised: {text}, due {due} ({id})")
    due = reading_words(story.became.due, workspace.today())
    return translate(template, text=story.promise.text, due=due, id=story.promise.id[:SHORT_ID])


def state_words(story: PromiseStory, workspace: Workspace) -> str:
    """Return the state of a promise in words, with the days it is late."""
    late = days_late(story, workspace)
    if late is None:
        return state_word(story.became.state)
    return translate_plural("{count} day late", "{count} days late", late, count=late)


def write_promises(terminal: Terminal, stories: Sequence[PromiseStory], workspace: Workspace) -> None:
    """Write promises as a table."""
    titles = (N_("Promise"), N_("Customer"), N_("What"), N_("Due"), N_("State"))
    rows = [
        (
            story.promise.id[:SHORT_ID],
            str(customer_json(story.promise.customer, workspace)["name"]),
            story.promise.text,
            show_due(story.became.due, workspace.today()),
            state_words(story, workspace),
        )
        for story in stories
    ]
    terminal.write_table([translate(title) for title in titles], rows)


def write_promise(terminal: Terminal, story: PromiseStory, workspace: Workspace) -> None:
    """Write one promise with what became of it."""
    promise, became = story
    today = workspace.today()
    name = customer_json(promise.customer, workspace)["name"]
    terminal.write_heading(translate(N_("Promise to {name}"), name=name))
    lines = [
        (N_("What"), promise.text),
        (N_("Due"), show_due(became.due, today)),
        (N_("State"), state_words(story, workspace)),
        (N_("Made"), show_day(promise.made, today)),
        (N_("Id"), promise.id),
    ]
    if became.kept_at is not None:
        lines.append((N_("Kept at"), local_words(became.kept_at.isoformat(), workspace)))
    if became.released_at is not None:
        lines.append((N_("Released"), became.release_reason))
    write_fields(terminal, [(translate(title), text) for title, text in lines])
    for move in became.moves:
        template = N_("moved to {due} ({reason}), the customer agreed")
        if not move.agreed:
            template = N_("moved to {due} ({reason}), without the customer's agreement")
        terminal.write(translate(template, due=show_due(move.due, today), reason=move.reason))


def local_words(moment: str, workspace: Workspace) -> str:
    """Return an instant (ISO 8601) as day and time in the organisation's zone."""
    return from_text(moment).astimezone(workspace.zone).strftime("%Y-%m-%d %H:%M")
