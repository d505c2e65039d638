"""How promises, findings and corrections are said: word for word alike on screens and the command line."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import TYPE_CHECKING

from fieldlog.domain.days import from_text
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.locale.dates import show_day, show_due, show_time
from fieldlog.locale.explanations import say, show_label
from fieldlog.locale.languages import translate, translate_plural
from fieldlog.locale.words import area_word, channel_word, state_word

if TYPE_CHECKING:
    from fieldlog.domain.compliance import Finding
    from fieldlog.domain.promises import PromiseState
    from fieldlog.domain.views import PromiseMoved, Question

GENERAL = "general"
INSTANT_FIELDS = ("start", "end", "purpose_set_at")


def show_instant(moment: datetime | str, zone: tzinfo) -> str:
    """An instant (text: ISO 8601) in a zone, to be compared and copied: "2026-11-20 14:05"."""
    return _local(moment, zone).strftime("%Y-%m-%d %H:%M")


def show_moment(moment: datetime | str, zone: tzinfo, today: date) -> str:
    """An instant (text: ISO 8601) in a zone, as a rep says it: "Fri 20 Nov 14:05"."""
    local = _local(moment, zone)
    return f"{show_day(local.date(), today)} {show_time(local)}"


def _local(moment: datetime | str, zone: tzinfo) -> datetime:
    return (from_text(moment) if isinstance(moment, str) else moment).astimezone(zone)


def show_reading(due: str, today: date) -> str:
    """The reading of a stored due date from today: "Wed 2 Dec, in 9 days"; a past one is only named."""
    day = due_day(due)
    if day < today:
        return show_due(due, today)
    # Listing promises does not need the grammar of due phrases.
    from fieldlog.domain.due import DueReading, describe_due

    clock = due.partition("T")[2][:5]
    reading = DueReading(day, time.fromisoformat(clock) if clock else None, due)
    return say(describe_due(reading, today), today)


def show_promise_due(became: "PromiseState", today: date) -> str:
    """The due date of a promise: while it is open its reading from today, once it is closed the day alone."""
    return show_reading(became.due, today) if became.state == "open" else show_due(became.due, today)


def show_question(question: "Question", today: date) -> str:
    """A customer's question with its answer, or the day that was promised for it."""
    # Questions are rare; most commands show none.
    from fieldlog.domain.answered import says_what

    text, answer = question.text, question.answer
    if answer:
        template = N_("{question} - answered: {answer}") if says_what(answer) else N_("{question} - answered")
        return translate(template, question=text, answer=answer)
    if not question.answer_by:
        return text
    due = show_due(question.answer_by, today)
    return translate(N_("{question} - answer by {due}"), question=text, due=due)


def show_promise_state(state: str, days_late: int | None) -> str:
    """The state of a promise in words; with the days it is late, these instead: "3 days late"."""
    if days_late is None:
        return state_word(state)
    return translate_plural("{count} day late", "{count} days late", days_late, count=days_late)


def show_move(move: "PromiseMoved", today: date) -> str:
    """What a move of a promise was: to which day, why, and whether the customer agreed."""
    template = N_("moved to {due} ({reason}), the customer agreed")
    if not move.agreed:
        template = N_("moved to {due} ({reason}), without the customer's agreement")
    return translate(template, due=show_due(move.due, today), reason=move.reason)


def show_finding(finding: "Finding") -> str:
    """A finding with its rule, its state and its numbers."""
    from fieldlog.domain.rules import RULES

    titles = {rule.RULE: rule.TITLE for rule in RULES}
    return translate(
        N_("{rule}: {state}, {detail}"),
        rule=translate(titles.get(finding.rule, finding.rule)),
        state=state_word(finding.state),
        detail=say(finding.detail),
    )


def show_visit_field(field: str) -> str:
    """The label of a field of a visit; an area of health is named with its word."""
    name, _, area = field.partition(".")
    return translate(N_("Health: {area}"), area=area_word(area)) if name == "health" else show_label(field)


def show_visit_value(field: str, value: object, zone: tzinfo) -> str:
    """A value of a visit's field as a person reads it: local time, yes or no, the words for a channel."""
    if isinstance(value, bool):
        return translate(N_("yes")) if value else translate(N_("no"))
    if isinstance(value, Mapping):
        value = value.get("text")
    if field in INSTANT_FIELDS and value:
        return show_instant(str(value), zone)
    return channel_word(str(value)) if field == "channel" else " ".join(str(value or "-").split())


def show_change(field: str, change: Mapping[str, object], zone: tzinfo) -> str:
    """One change of a correction: the field, what stood there ("from") and what stands there now ("to")."""
    before, after = (show_visit_value(field, change.get(side), zone) for side in ("from", "to"))
    return translate(
        N_("{label}: {sentence}"), label=show_visit_field(field), sentence=f"{before} -> {after}"
    )


def show_days_ago(day: date, days: int) -> str:
    """A day that is over, so many days ago: "2026-11-18, 3 days ago"; no days ago is today."""
    if not days:
        return translate(N_("{day}, today"), day=day.isoformat())
    return translate_plural(
        "{day}, {days} day ago", "{day}, {days} days ago", days, day=day.isoformat(), days=days
    )
