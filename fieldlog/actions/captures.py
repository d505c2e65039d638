"""What is noted after a visit: validation, and turning it into the fields of a visit and its promises."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from fieldlog.actions.save_builder import SaveBuilder, new_document_id, new_random_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_text_problems

if TYPE_CHECKING:
    # Reading phrases costs a start some time; the day's list needs none.
    from fieldlog.domain.answered import AnsweredQuestion
    from fieldlog.domain.due import DueReading, QuickEntry

HEALTH_AREAS = ("body", "diet", "rest", "living", "family", "mood", "general")
HEALTH_FIELD = "health."
MOST_YEARS_AHEAD = 20
CHANNELS = ("home", "phone", "store", "event", "message")


class Capture(NamedTuple):
    """What a person notes: all optional. ``health`` is by area; questions and promises are quick entries with
    their day in words; ``suggestion`` is what the customer suggests to the company.

    ``consent`` is ``given``, ``refused``, ``not-asked`` or ``None`` (as recorded before).
    """

    not_reached_reason: str | None = None
    health: Mapping[str, str] = {}
    note: str | None = None
    brief_reason: str | None = None
    questions: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    consent: str | None = None
    consent_how: str = "spoken"
    suggestion: str | None = None


def has_health(capture: Capture) -> bool:
    """Say whether a capture holds a health note."""
    return any(text.strip() for text in capture.health.values())


def is_health(field: str) -> bool:
    """Say whether a field of a visit holds a health note."""
    return field.startswith(HEALTH_FIELD)


class Entries(NamedTuple):
    """The questions and promises of a capture as they were read."""

    questions: "tuple[QuickEntry | AnsweredQuestion, ...]"
    promises: "tuple[QuickEntry, ...]"


def read_entries(capture: Capture, made: date) -> Entries:
    """Return the questions and promises with their days; raise ``BadInputError`` with every one that cannot
    be read.
    """
    questions = [read_question(text, made) for text in capture.questions]
    promises = [read_promise(text, made) for text in capture.promises]
    problems = [one for one in (*questions, *promises) if isinstance(one, Problem)]
    problems += find_capture_problems(capture)
    if problems:
        raise BadInputError(*problems)
    return Entries(
        tuple(one for one in questions if not isinstance(one, Problem)),
        tuple(one for one in promises if not isinstance(one, Problem)),
    )


def read_promise(text: str, made: date) -> "QuickEntry | Problem":
    """Return one line with a promise, as it is understood when it is made on a day."""
    return _near_enough(_read_entry(text, made), made)


def read_question(text: str, made: date) -> "QuickEntry | AnsweredQuestion | Problem":
    """Return one line with a question, as it is understood when asked on a day: that it was answered, or the
    day for its answer.
    """
    from fieldlog.domain.answered import read_answered

    answered = read_answered(text)
    if answered is not None:
        return answered
    entry = _near_enough(_read_entry(text, made), made)
    if isinstance(entry, Problem):
        code = "answer-by-missing" if entry.code == "due-missing" else entry.code
        return Problem("question", code, entry.arguments)
    return entry


def _read_entry(text: str, made: date) -> "QuickEntry | Problem":
    from fieldlog.domain.due import read_quick_entry

    return read_quick_entry(text, made)


def _near_enough(entry: "QuickEntry | Problem", made: date) -> "QuickEntry | Problem":
    if isinstance(entry, Problem):
        return entry
    return find_due_problem(entry.reading, made) or entry


def find_due_problem(reading: "DueReading", made: date) -> Problem | None:
    """Return the problem of a due date so far ahead that its year is a typing mistake."""
    if reading.due.year <= made.year + MOST_YEARS_AHEAD:
        return None
    return Problem("due", "due-too-far", {"phrase": reading.phrase[:40], "years": MOST_YEARS_AHEAD})


def find_capture_problems(capture: Capture) -> list[Problem]:
    """Return what is wrong with the texts of a capture."""
    problems: list[Problem] = []
    texts = [
        ("note", capture.note),
        ("brief", capture.brief_reason),
        ("not_reached", capture.not_reached_reason),
        ("consent", capture.consent_how),
        ("suggestion", capture.suggestion),
    ]
    texts += [("health", text) for text in capture.health.values()]
    texts += [("promise", text) for text in capture.promises] + [
        ("question", text) for text in capture.questions
    ]
    for field, text in texts:
        problems += find_text_problems(field, text or "")
    if capture.not_reached_reason is not None and not capture.not_reached_reason.strip():
        problems.append(Problem("not_reached", "empty"))
    problems += [
        Problem("health", "unknown-choice", {"words": area, "choices": tuple(HEALTH_AREAS)})
        for area in capture.health
        if area not in HEALTH_AREAS
    ]
    return problems


def capture_values(
    workspace: Workspace, capture: Capture, entries: Entries, with_health: bool
) -> dict[str, object]:
    """Return the visit's fields of a capture; questions carry their answer, or the day promised for it."""
    values: dict[str, object] = {}
    if capture.not_reached_reason is not None:
        values |= {"reached": False, "not_reached_reason": capture.not_reached_reason.strip()}
    if capture.note:
        values["note"] = capture.note
    if capture.brief_reason:
        values["brief_reason"] = capture.brief_reason.strip()
    if with_health:
        values |= {f"{HEALTH_FIELD}{area}": text for area, text in capture.health.items() if text.strip()}
    for question in entries.questions:
        values[f"question.{new_random_id(workspace)[:8]}"] = _question_value(workspace, question)
    return values


def _question_value(workspace: Workspace, question: "QuickEntry | AnsweredQuestion") -> dict[str, str]:
    from fieldlog.domain.answered import AnsweredQuestion

    if isinstance(question, AnsweredQuestion):
        return {"text": question.text, "answer": question.answer}
    return {"text": question.text, "answer_by": due_text(question.reading, workspace)}


def due_text(reading: "DueReading", workspace: Workspace) -> str:
    """Return a due date as it is stored: its local day, or its instant with offset if a time was said."""
    if reading.time is None:
        return reading.due.isoformat()
    return datetime.combine(reading.due, reading.time, workspace.zone).isoformat(timespec="seconds")


def add_promise(
    builder: SaveBuilder,
    workspace: Workspace,
    entry: "QuickEntry",
    made: date,
    visit: str = "",
    question: str = "",
) -> str:
    """Add a promise document to a save and return its id."""
    values = {
        "text": entry.text,
        "due": due_text(entry.reading, workspace),
        "made": made.isoformat(),
        "form": "answer" if question else "promise",
        "visit": visit or None,
        "question": question or None,
    }
    return builder.create(kinds.PROMISE, values, new_document_id(workspace))


def add_suggestion(builder: SaveBuilder, capture: Capture, visit: str, made: date) -> None:
    """Add what the customer suggested in a visit, for the supervisor to answer, to its save."""
    text = (capture.suggestion or "").strip()
    if text:
        builder.create(kinds.SUGGESTION, {"text": text, "made": made.isoformat(), "visit": visit})


def add_promises(
    builder: SaveBuilder,
    workspace: Workspace,
    entries: Entries,
    visit: str,
    values: Iterable[str],
    made: date,
) -> None:
    """Add the promises of a visit, and for each question that is open the promise to answer it; ``values``
    are the visit's field names.
    """
    from fieldlog.domain.answered import AnsweredQuestion

    for entry in entries.promises:
        add_promise(builder, workspace, entry, made, visit)
    names = [name.partition(".")[2] for name in values if name.startswith("question.")]
    for name, question in zip(names, entries.questions, strict=True):
        if not isinstance(question, AnsweredQuestion):
            add_promise(builder, workspace, question, made, visit, question=name)
