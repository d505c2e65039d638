"""How screens speak of a saved visit: what was recorded, what the rules say, what was corrected."""

from collections.abc import Iterator, Sequence
from datetime import date, tzinfo

from fieldlog.actions.visit_stories import Correction, VisitStory
from fieldlog.domain.clock_marks import describe_shift
from fieldlog.domain.compliance import Finding
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_minutes, translate
from fieldlog.locale.sentences import (
    show_change,
    show_finding,
    show_moment,
    show_promise_due,
    show_question,
)
from fieldlog.locale.words import area_word, channel_word, source_words, state_word
from fieldlog.tui.widgets.facts import TITLE, Fact, heading

TONES = {"met": "good", "missed": "overdue", "open": "warn", "excused": "dim"}
ALL_STATES = ("missed", "open", "excused", "met")


def visit_title(story: VisitStory, name: str) -> str:
    """Return what kind of contact it was, with whom, and how long: "home visit, 李明朗, 42 min"."""
    visit = story.visit
    length = show_minutes(visit.minutes) if visit.reached else translate(N_("not reached"))
    template = N_("{channel}, {name}, {length}")
    return translate(template, channel=channel_word(visit.channel), name=name, length=length)


def saved_facts(story: VisitStory, name: str, today: date) -> Iterator[Fact]:
    """Yield what to know right after a visit was saved: each promise as understood, and what was missed."""
    yield Fact(visit_title(story, name), tone=TITLE)
    if story.visit.clock_shift:
        yield Fact(say(describe_shift(story.visit.clock_shift)), tone="warn")
    yield from promise_facts(story, today)
    yield from finding_facts(story.findings, ("missed",))


def promise_facts(story: VisitStory, today: date) -> Iterator[Fact]:
    """Yield the promises of a visit, the first due first."""
    for promise, became in story.promises:
        label = N_("Answer") if promise.form == "answer" else N_("Promise")
        due = show_promise_due(became, today)
        words = translate(N_("{text}, {due}"), text=promise.text, due=due)
        if became.state != "open":
            words = translate(N_("{what}: {state}"), what=words, state=state_word(became.state))
        yield Fact(words, translate(label))


def finding_facts(findings: Sequence[Finding], states: Sequence[str]) -> Iterator[Fact]:
    """Yield what the rules say, with the numbers and the source of each."""
    for state in states:
        for finding in findings:
            if finding.state == state:
                mark = "! " if state == "missed" else ""
                source = source_words(finding.source)
                words = translate(N_("{finding} ({source})"), finding=show_finding(finding), source=source)
                yield Fact(mark + words, tone=TONES[state])


def visit_facts(story: VisitStory, name: str, zone: tzinfo, today: date) -> Iterator[Fact]:
    """Yield everything that was recorded of a visit."""
    visit = story.visit
    yield Fact(visit_title(story, name), tone=TITLE)
    if story.is_withdrawn:
        yield Fact(f"! {translate(N_('This visit was taken back.'))}", tone="overdue")
    timed = N_("by the timer") if visit.timed else N_("typed afterwards")
    length = translate(N_("{length}, {how}"), length=show_minutes(visit.minutes), how=translate(timed))
    facts = (
        (N_("Start"), show_moment(visit.start, zone, today)),
        (N_("Length"), length),
        (N_("Clock"), say(describe_shift(visit.clock_shift)) if visit.clock_shift else ""),
        (N_("Purpose"), visit.purpose),
        (N_("Reason not reached"), visit.not_reached_reason),
        (N_("Why so short"), visit.brief_reason),
    )
    said = (
        (N_("Note"), visit.note),
        *((N_("Question"), show_question(one, today)) for one in visit.question.values()),
        *((N_("Suggestion"), one.text) for one in story.suggestions),
    )
    for label, text in (*facts, *said):
        if text:
            yield Fact(text, translate(label))
    yield from _health_facts(story)


def _health_facts(story: VisitStory) -> Iterator[Fact]:
    if not story.visit.health:
        return
    yield heading(translate(N_("Health")))
    if story.hides_health:
        yield Fact(translate(N_("hidden: the customer does not allow health notes any more")), tone="dim")
        return
    for area, text in story.visit.health.items():
        yield Fact(text, translate(N_("In general")) if area == "general" else area_word(area))


def history_facts(history: Sequence[Correction], zone: tzinfo, today: date) -> Iterator[Fact]:
    """Yield the corrections of a visit, oldest first, each with what it replaced."""
    if history:
        yield heading(translate(N_("Corrections")))
    for one in history:
        when = show_moment(one.at, zone, today)
        reason = say(one.undo) if one.undo else one.reason
        yield Fact(translate(N_("{time} {name}: {reason}"), time=when, name=one.by, reason=reason))
        for field, change in one.changes.items():
            yield Fact(f"  {show_change(field, change, zone)}", tone="dim")


def page_facts(
    story: VisitStory, history: Sequence[Correction], name: str, zone: tzinfo, today: date
) -> Iterator[Fact]:
    """Yield a visit as it is looked back at."""
    yield from visit_facts(story, name, zone, today)
    if story.promises:
        yield heading(translate(N_("Promised")))
        yield from promise_facts(story, today)
    if story.findings:
        yield heading(translate(N_("Service rules")))
        yield from finding_facts(story.findings, ALL_STATES)
    yield from history_facts(history, zone, today)
