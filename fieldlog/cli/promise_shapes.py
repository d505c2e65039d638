"""Promises as JSON, as lines of a table, and as the sentence that follows a change."""

from collections.abc import Sequence

from fieldlog.actions.promises import PromiseStory
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.fields import write_fields
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain import promises
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, show_due, translate
from fieldlog.locale.sentences import show_instant, show_move, show_promise_due, show_promise_state

SHORT_ID = 8


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
    return promises.days_late(story.became, workspace.now(), workspace.today())


def promise_line(story: PromiseStory, workspace: Workspace) -> str:
    """Return the line that says how a promise was understood, with its due date and short id."""
    template = N_("promise: {text}, due {due} ({id})")
    if story.promise.form == "answer":
        template = N_("answer promised: {text}, due {due} ({id})")
    due = show_promise_due(story.became, workspace.today())
    return translate(template, text=story.promise.text, due=due, id=story.promise.id[:SHORT_ID])


def state_words(story: PromiseStory, workspace: Workspace) -> str:
    """Return the state of a promise in words, with the days it is late."""
    return show_promise_state(story.became.state, days_late(story, workspace))


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
        terminal.write(show_move(move, today))


def local_words(moment: str, workspace: Workspace) -> str:
    """Return an instant (ISO 8601) as day and time in the organisation's zone."""
    return show_instant(moment, workspace.zone)
