"""How screens speak of what was said about a visit, a pause or a suggestion: by the supervisor, by the rep,
and by signals.
"""

from collections.abc import Iterator
from datetime import date, tzinfo

from fieldlog.actions.matter_pages import MatterPage
from fieldlog.actions.visit_pages import VisitPage
from fieldlog.actions.visit_reviews import VisitReview
from fieldlog.domain.decisions import PRAISE
from fieldlog.domain.kinds import PAUSE, SUGGESTION, VISIT
from fieldlog.domain.matters import Matter
from fieldlog.domain.problems import N_
from fieldlog.domain.reviews import MATTER_STATES, ThreadEntry
from fieldlog.domain.signals import SIGNALS, describe_signal
from fieldlog.domain.views import Pause
from fieldlog.locale import say, show_day, translate
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import decision_word
from fieldlog.tui.widgets.facts import TITLE, Fact, heading

INDENTED = " "
_WAITS = N_("Waits for your answer: press {key}.")
_TITLES = {PAUSE: N_("Pause: {name}"), SUGGESTION: N_("Customer's suggestion: {name}")}
UNKNOWN = N_("the supervisor has looked at it")
"""How a matter stands after a decision of a newer version."""


def review_title() -> str:
    """Return the heading over what was said."""
    return translate(N_("Supervisor and answers"))


def review_facts(page: VisitPage, key: str) -> Iterator[Fact]:
    """Yield what was said about a visit in the order of time, then its signals; ``key`` answers."""
    review = page.review
    if review.thread:
        yield heading(review_title())
        if review.state.waiting:
            yield Fact(translate(_WAITS, key=key), tone="warn")
        waiting = frozenset(one.id for one in review.state.waiting)
        yield from thread_facts(review.thread, page.zone, page.today, waiting)
    yield from _signal_facts(review, page.zone, page.today, key)


def matter_facts(page: MatterPage, key: str) -> Iterator[Fact]:
    """Yield a pause or a suggestion: what was written down, how it stands, and who said what about it."""
    yield Fact(translate(_TITLES[page.kind], name=page.card["name"]), tone=TITLE)
    if page.is_withdrawn:
        yield Fact(f"! {translate(N_('This was taken back.'))}", tone="overdue")
    yield from _matter_lines(page.matter, page.today)
    written = translate(
        N_("{name}, {time}"), name=page.author, time=show_moment(page.written_at, page.zone, page.today)
    )
    yield Fact(written, translate(N_("Written by")))
    yield Fact(translate(MATTER_STATES[page.kind].get(page.state.state, UNKNOWN)), translate(N_("State")))
    if page.thread:
        yield heading(review_title())
        if page.state.waiting:
            yield Fact(translate(_WAITS, key=key), tone="warn")
        waiting = frozenset(one.id for one in page.state.waiting)
        yield from thread_facts(page.thread, page.zone, page.today, waiting, page.kind)


def _matter_lines(matter: Matter, today: date) -> Iterator[Fact]:
    if isinstance(matter, Pause):
        yield Fact(show_day(matter.start, today), translate(N_("From")))
        yield Fact(show_day(matter.until, today), translate(N_("Until")))
        yield Fact(matter.reason, translate(N_("Reason")))
    else:
        yield Fact(show_day(matter.made, today), translate(N_("Said on")))
        yield Fact(matter.text, translate(N_("Suggestion")))


def thread_facts(
    thread: tuple[ThreadEntry, ...],
    zone: tzinfo,
    today: date,
    waiting: frozenset[str] = frozenset(),
    kind: str = VISIT,
) -> Iterator[Fact]:
    """Yield who said what, each with its words below it; those of ``waiting`` stand out."""
    for one in thread:
        yield _said(
            one.at.astimezone(zone).isoformat(), one.author, decision_word(one.decision, kind), zone, today
        )
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
        for sentence in (describe_signal(one.kind, one.amount) for one in review.signals if one.kind == kind):
            if sentence is not None:
                yield Fact(say(sentence), INDENTED)
        if kind in SIGNALS:
            yield Fact(translate(SIGNALS[kind].explanation), INDENTED, "dim")
        for one in review.comments:
            if one.signal == kind:
                yield _said(one.at.isoformat(), one.author, decision_word(""), zone, today)
                yield Fact(one.text, INDENTED)
    if review.signals and not review.comments:
        yield Fact(translate(N_("If you want to say something to it: press {key}."), key=key), tone="dim")
