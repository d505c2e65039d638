"""What a form answers while a due date is typed: the reading, or calmly what is missing."""

from datetime import date

from fieldlog.actions.captures import find_due_problem
from fieldlog.domain.due import DueReading, QuickEntry, describe_due, read_due, read_quick_entry
from fieldlog.domain.problems import N_, SENTENCES, Problem
from fieldlog.locale import say, translate
from fieldlog.tui.widgets.due_line import Reading


def read_promise_line(text: str, made: date) -> Reading:
    """Return how a promise with its due date is understood: "bring the report, Wed 2 Dec, in 9 days"."""
    entry = read_quick_entry(text, made)
    if isinstance(entry, QuickEntry):
        words, is_understood = _say_reading(entry.reading, made)
        if is_understood:
            return translate(N_("{text}, {due}"), text=entry.text, due=words), True
        return words, False
    if entry.code == "due-missing":
        return translate(N_("Until when? For example: next wednesday, in 3 days, end of month")), False
    return _calm(entry), False


def read_due_line(text: str, made: date) -> Reading:
    """Return how a due phrase is understood."""
    reading = read_due(text, made)
    return (_calm(reading), False) if isinstance(reading, Problem) else _say_reading(reading, made)


def _say_reading(reading: DueReading, made: date) -> Reading:
    problem = find_due_problem(reading, made)
    return (_calm(problem), False) if problem else (say(describe_due(reading, made), made), True)


def _calm(problem: Problem) -> str:
    return say((SENTENCES.get(problem.code, problem.code), problem.arguments))
