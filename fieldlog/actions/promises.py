"""Promises: made, kept, moved, released, listed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from fieldlog.actions.captures import add_promise, due_text, find_due_problem
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card
from fieldlog.domain.days import end_of_day, start_of_day, to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.due import DueReading, QuickEntry, read_due, read_quick_entry
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.problems import Problem
from fieldlog.domain.promises import PromiseState, promise_state
from fieldlog.domain.views import Promise, read_view
from fieldlog.domain.visit_times import CLOCK_TOLERANCE, EARLIEST_YEAR
from fieldlog.store.derived import read_customer
from fieldlog.store.freshness import refresh_promises
from fieldlog.store.reading import open_obligations, promise_obligations


class PromiseStory(NamedTuple):
    """A promise and what became of it."""

    promise: Promise
    became: PromiseState


def make_promise(workspace: Workspace, card: Card, text: str, due: str, made: date | None = None) -> str:
    """Save a promise to a customer, due by a phrase counted from the day it was made (default: today); return
    its id.
    """
    made = made or workspace.today()
    reading = read_due(due, made)
    problems = [Problem("promise", "empty")] if not text.strip() else []
    problems += [*_made_problems(workspace, made), *_due_problems(reading, made)]
    if problems or isinstance(reading, Problem):
        raise BadInputError(*problems)
    return _save_promise(workspace, card, QuickEntry(text.strip(), reading), made)


def note_promise(workspace: Workspace, card: Card, line: str, made: date | None = None) -> str:
    """Save a promise that was typed in one line with its due date; else as ``make_promise``."""
    made = made or workspace.today()
    entry = read_quick_entry(line, made)
    problems = _made_problems(workspace, made)
    problems += [entry] if isinstance(entry, Problem) else _due_problems(entry.reading, made)
    if problems or isinstance(entry, Problem):
        raise BadInputError(*problems)
    return _save_promise(workspace, card, entry, made)


def _save_promise(workspace: Workspace, card: Card, entry: QuickEntry, made: date) -> str:
    builder = SaveBuilder(workspace, card["id"])
    promise = add_promise(builder, workspace, entry, made)
    builder.commit()
    return promise


def _made_problems(workspace: Workspace, made: date) -> list[Problem]:
    problems = []
    if made > workspace.today():
        problems.append(Problem("made", "made-in-the-future", {"day": made.isoformat()}))
    if made.year < EARLIEST_YEAR:
        problems.append(Problem("made", "too-early", {"year": EARLIEST_YEAR}))
    return problems


def _due_problems(reading: DueReading | Problem, made: date) -> list[Problem]:
    problem = reading if isinstance(reading, Problem) else find_due_problem(reading, made)
    return [] if problem is None else [problem]


def read_story(workspace: Workspace, document: Document) -> PromiseStory:
    """Return a promise and what became of it."""
    promise = read_view(document)
    if not isinstance(promise, Promise):
        raise BadInputError(Problem("promise", "incomplete"))
    dossier = read_customer(workspace.store, promise.customer)
    if promise.id in dossier.withdrawn:
        raise BadInputError(Problem("promise", "withdrawn"))
    return PromiseStory(promise, promise_state(dossier, promise, workspace.zone))


def read_stories(workspace: Workspace, obligations: Iterable[Obligation]) -> list[PromiseStory]:
    """Return the promises of these obligations with what became of them, in the same order."""
    wanted = list(obligations)
    told: dict[str, PromiseStory] = {}
    for customer in {one.customer for one in wanted}:
        dossier = read_customer(workspace.store, customer)
        told |= {
            one.id: PromiseStory(one, promise_state(dossier, one, workspace.zone)) for one in dossier.promises
        }
    return [told[one.subject] for one in wanted if one.subject in told]


def open_stories(workspace: Workspace, dossier: Dossier) -> list[PromiseStory]:
    """Return what is still open for a customer, by due date."""
    told = (PromiseStory(one, promise_state(dossier, one, workspace.zone)) for one in dossier.promises)
    return sorted(
        (story for story in told if story.became.state == "open"), key=lambda one: one.became.due_at
    )


def keep_promise(workspace: Workspace, document: Document, at: datetime | None = None) -> None:
    """Record that a promise was done, now or at an earlier time."""
    story = _open_story(workspace, document)
    at = at or workspace.now()
    problems = []
    if at > workspace.now() + CLOCK_TOLERANCE:
        problems.append(Problem("at", "in-the-future", {"time": to_text(at)}))
    if at < start_of_day(story.promise.made, workspace.zone):
        problems.append(Problem("at", "before-made", {"day": story.promise.made.isoformat()}))
    if problems:
        raise BadInputError(*problems)
    _add_event(workspace, story, kinds.PROMISE_KEPT, {"at": to_text(at)})


def move_promise(workspace: Workspace, document: Document, due: str, reason: str, agreed: bool) -> DueReading:
    """Give a promise another due date; it counts if set before it was due, with the customer's agreement."""
    story = _open_story(workspace, document)
    reading = read_due(due, workspace.today())
    problems = [] if reason.strip() else [Problem("reason", "empty")]
    for problem in _due_problems(reading, workspace.today()):
        in_the_past = problem.code == "due-in-the-past"
        problems.append(problem._replace(code="moved-to-the-past") if in_the_past else problem)
    if problems or isinstance(reading, Problem):
        raise BadInputError(*problems)
    # Moves are told in the order of their times, so no two of them may share a second, whatever the clock
    # says.
    at = max([workspace.now(), *(move.at + timedelta(seconds=1) for move in story.became.moves)])
    values = {
        "at": to_text(at),
        "due": due_text(reading, workspace),
        "reason": reason.strip(),
        "agreed": agreed,
    }
    _add_event(workspace, story, kinds.PROMISE_MOVED, values)
    return reading


def release_promise(workspace: Workspace, document: Document, reason: str) -> None:
    """Record that the customer no longer wants what was promised."""
    story = _open_story(workspace, document)
    if not reason.strip():
        raise BadInputError(Problem("reason", "empty"))
    _add_event(
        workspace, story, kinds.PROMISE_RELEASED, {"at": to_text(workspace.now()), "reason": reason.strip()}
    )


def _open_story(workspace: Workspace, document: Document) -> PromiseStory:
    story = read_story(workspace, document)
    if story.became.state != "open":
        raise BadInputError(Problem("promise", "not-open", {"state": story.became.state}))
    return story


def _add_event(workspace: Workspace, story: PromiseStory, kind: str, values: dict[str, object]) -> None:
    builder = SaveBuilder(workspace, story.promise.customer)
    builder.create(kind, {"target": story.promise.id, **values})
    builder.commit()


def list_promises(
    workspace: Workspace, which: str = "all", within_days: int | None = None
) -> list[Obligation]:
    """Return promises by due date: ``all``, ``open``, ``overdue``, or the open ones due within some days."""
    now = workspace.now()
    refresh_promises(workspace.store, now)
    if within_days is not None and within_days < 0:
        raise BadInputError(Problem("within", "too-few-days", {"days": within_days}))
    if which == "all" and within_days is None:
        found = promise_obligations(workspace.store)
    else:
        found = open_obligations(workspace.store, PROMISE_RULE, _last_due(workspace, which, within_days))
    kept = [one for one in found if one.rule == PROMISE_RULE and (which != "overdue" or one.due < now)]
    return sorted(kept, key=lambda one: (one.due, one.subject))


def _last_due(workspace: Workspace, which: str, within_days: int | None) -> datetime:
    if which == "overdue":
        return workspace.now()
    if within_days is None:
        return end_of_day(date(9998, 12, 30), workspace.zone)
    try:
        return end_of_day(workspace.today() + timedelta(days=within_days), workspace.zone)
    except OverflowError:
        raise BadInputError(Problem("within", "too-many-days", {"days": within_days})) from None
