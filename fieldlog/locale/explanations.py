"""Sentences, problems and errors of the domain as a person reads them."""

from collections.abc import Mapping
from datetime import date, datetime

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.domain.problems import N_, SENTENCES, Problem, Said, Sentence
from fieldlog.locale.dates import show_date, show_day
from fieldlog.locale.labels import FIELD_LABELS
from fieldlog.locale.languages import current_language, show_list, translate


def say(sentence: tuple[str, Mapping[str, object]], today: date | None = None) -> str:
    """A template and its arguments in the current language.

    Dates among the arguments are shown too, with their year when today is given and has another one;
    a tuple is shown as a list.
    """
    template, arguments = sentence
    return translate(template, **{name: _say_value(value, today) for name, value in arguments.items()})


def explain(problem: Problem) -> str:
    """The field's label and the problem's sentence: "Due date: ..."; an unknown code stands for itself."""
    sentence = (
        say((SENTENCES[problem.code], problem.arguments)) if problem.code in SENTENCES else problem.code
    )
    return translate(N_("{label}: {sentence}"), label=show_label(problem.field), sentence=sentence)


def explain_error(error: FieldlogError) -> str:
    """What happened and what to do next; bad input has a line for each problem first."""
    sentences = [say((part, error.arguments)) for part in (error.message, error.hint) if part]
    if isinstance(error, BadInputError):
        return "\n".join([*map(explain, error.problems), *sentences])
    return _join(sentences)


def _say_value(value: object, today: date | None) -> object:
    if isinstance(value, Sentence):
        return say(value, today)
    if isinstance(value, Said):
        return value.zh if current_language() == "zh" else value.en
    if isinstance(value, tuple):
        return show_list(str(_say_value(one, today)) for one in value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return show_day(value, today) if today else show_date(value)
    return value


def _join(sentences: list[str]) -> str:
    if len(sentences) < 2:
        return "".join(sentences)
    first, second = sentences
    return translate(N_("{first} {second}"), first=first, second=second)


def show_label(field: str) -> str:
    """The label of a field; an element such as ``phone.<id>`` has its register's."""
    name = field if field in FIELD_LABELS else field.partition(".")[0]
    return translate(FIELD_LABELS[name]) if name in FIELD_LABELS else field
