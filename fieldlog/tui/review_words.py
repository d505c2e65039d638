"""How screens speak of what was said about a visit: by the supervisor, by the rep, and by its signals."""

from collections.abc import Iterator
from datetime import date, tzinfo

from fieldlog.actions.visit_pages import VisitPage
from fieldlog.actions.visit_reviews import VisitReview
from fieldlog.domain.decisions import PRAISE
from fieldlog.domain.problems import N_
from fieldlog.domain.reviews import ThreadEntry
from fieldlog.domain.signals import SIGNALS
from fieldlog.locale import translate
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import decision_word
from fieldlog.tui.widgets.facts import Fact, heading

INDENTED = " "


def review_title() -> str:
    """Return the heading over what was said."""
    return translate(N_("Supervisor and answers"))


def review_facts(page: VisitPage, key: str) -> Iterator[Fact]:
    """Yield what was said about a visit in the order of time, then its signals; ``key`` answers."""
    review = page.review
    if review.thread:
        yield heading(review_title())
        if review.state.waiting:
            waits = N_("Waits for your answer: press {key}.")
            yield Fact(translate(waits, key=key), tone="warn")
        waiting = frozenset(one.id for one in review.state.waiting)
        yield from thread_facts(review.thread, page.zone, page.today, waiting)
    yield from _signal_facts(review, page.zone, page.today, key)


def thread_facts(
    thread: tuple[ThreadEntry, ...], zone: tzinfo, today: date, waiting: frozenset[str] = frozenset()
) -> Iterator[Fact]:
    """Yield who said what, each with its words below it; those of ``waiting`` stand out."""
    for one in thread:
        yield _said(one.at.astimezone(zone).isoformat(), one.author, decision_word(one.decision), zone, today)
        tone = "good" if one.decision == PRAISE else ""
        if one.text:
            yield Fact(one.text, INDENTED, "warn" if one.id in waiting else tone)


def _said(at: str, author: str, what: str, zone: tzinfo, today: date) -> Fact:
    words = N_("{time} {name} {what}")
    name = author or translate(N_("the supervisor"))
    return Fact(translate(words, time=show_moment(at, zone, today), name=name, what=what), tone="dim")


def signal_title(kind: str) -> str:
    """Return what a signal is called; one of a newer version stands for itself."""
    return translate(SIGNALS[kind].title) if kind in SIGNALS else kind


def _signal_facts(review: VisitReview, zone: tzinfo, today: date, key: str) -> Iterator[Fact]:
    kinds = dict.fromkeys((*(one.kind for one in review.signals), *(one.signal for one in review.comments)))
    if not kinds:
        return
    yield heading(translate(N_("Signals: no judgement, only worth a word")))
    for kind in kinds:
        yield Fact(signal_title(kind))
        if kind in SIGNALS:
            yield Fact(translate(SIGNALS[kind].explanation), INDENTED, "dim")
        for one in review.comments:
            if one.signal == kind:
                yield _said(one.at.isoformat(), one.author, decision_word(""), zone, today)
                yield Fact(one.text, INDENTED)
    if review.signals and not review.comments:
        yield Fact(translate(N_("If you want to say something to it: press {key}."), key=key), tone="dim")
