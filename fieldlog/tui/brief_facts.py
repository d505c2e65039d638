"""The brief before a visit in words: how to address the customer, what to mind, what was promised."""

from collections.abc import Iterator
from datetime import date

from fieldlog.actions.briefs import Brief, BriefPromise, BriefVisit
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, show_minutes, translate
from fieldlog.locale.words import area_word, channel_word
from fieldlog.tui.customer_words import (
    birthday_words,
    class_words,
    due_words,
    family_words,
    last_contact_words,
    opt_out_words,
    pause_words,
    spaced,
)
from fieldlog.tui.widgets.facts import TITLE, Fact, heading

CAUTION, POINT = "!", "-"


def brief_facts(brief: Brief, today: date) -> tuple[Fact, ...]:
    """Return the brief: whom one meets, what to mind, what is owed, what was talked about."""
    return (
        *address_facts(brief),
        *caution_facts(brief, today),
        *person_facts(brief, today),
        *_promised(brief, today),
        *_visited(brief, today),
    )


def address_facts(brief: Brief) -> Iterator[Fact]:
    """Yield the form of address, and who that is."""
    yield Fact(spaced(brief.addressed), tone=TITLE)
    name = brief.name if brief.name != brief.addressed else ""
    about = "  ".join(part for part in (name, class_words(brief.letter, brief.key), brief.district) if part)
    if about:
        yield Fact(about)


def caution_facts(brief: Brief, today: date) -> Iterator[Fact]:
    """Yield what must not be overlooked."""
    if brief.taboos:
        yield Fact(translate(N_("Do not mention: {text}"), text=brief.taboos), CAUTION, "overdue")
    for words in (opt_out_words(brief, today), pause_words(brief, today)):
        if words:
            yield Fact(words, CAUTION, "warn")


def person_facts(brief: Brief, today: date) -> Iterator[Fact]:
    """Yield what helps in talking with the customer."""
    facts = (
        (N_("Last contact"), last_contact_words(brief.days_since_contact)),
        (N_("Character"), brief.character),
        (N_("Family"), family_words(brief.family)),
        (N_("Birthday"), birthday_words(brief.birthday, today)),
        (N_("Agreed hours"), brief.agreed_hours),
        (N_("Notes"), brief.notes),
    )
    yield heading(translate(N_("Who it is")))
    for label, text in facts:
        if text:
            yield Fact(text, translate(label))


def _promised(brief: Brief, today: date) -> Iterator[Fact]:
    yield heading(translate(N_("Promised")))
    if not brief.promises:
        yield Fact(translate(N_("nothing is open")), tone="dim")
    for promise in brief.promises:
        yield _promise(promise, today)


def _promise(promise: BriefPromise, today: date) -> Fact:
    words = translate(N_("answer: {text}"), text=promise.text) if promise.form == "answer" else promise.text
    mark, tone = (CAUTION, "overdue") if promise.is_late else (POINT, "" if promise.days else "warn")
    return Fact(f"{words}\n{due_words(promise.due, today)}", mark, tone)


def _visited(brief: Brief, today: date) -> Iterator[Fact]:
    yield heading(translate(N_("Last visits")))
    if not brief.visits:
        yield Fact(translate(N_("none yet")), tone="dim")
    for visit in brief.visits:
        yield Fact(_visit_words(visit, today), POINT)
        if told := _told(visit):
            yield Fact(told, " ", "dim")


def _visit_words(visit: BriefVisit, today: date) -> str:
    parts = [show_day(visit.start.date(), today), channel_word(visit.channel)]
    if not visit.reached:
        parts.append(translate(N_("not reached")))
    elif visit.minutes:
        parts.append(show_minutes(visit.minutes))
    return "  ".join([*parts, visit.purpose]).rstrip()


def _told(visit: BriefVisit) -> str:
    health = (
        translate(N_("{name}: {text}"), name=area_word(area), text=text)
        for area, text in visit.health.items()
    )
    return "\n".join(part for part in (visit.note, *health) if part)
