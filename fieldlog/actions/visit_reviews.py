"""What was said about a visit, and what the rep says to it, to a question about a pause or a suggestion
(``matter_pages``), or to a signal.
"""

from typing import NamedTuple

from fieldlog.actions.finding import SHORT_ID, get_visit
from fieldlog.actions.heard_reviews import list_reviews
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.visit_stories import VisitStory
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.agenda import REVIEW_RULE, entry_id
from fieldlog.domain.days import local_day, monday_of, to_text, week_bounds
from fieldlog.domain.documents import Document, customer_of
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.matters import MATTERS
from fieldlog.domain.problems import Problem
from fieldlog.domain.review_views import Review, SignalComment
from fieldlog.domain.reviews import (
    ReviewState,
    ThreadEntry,
    answer_values,
    find_answer_problems,
    open_to_answers,
    review_state,
    review_thread,
    signal_comment_values,
)
from fieldlog.domain.signals import NotedVisit, Signal, find_signals
from fieldlog.domain.views import Visit, read_view
from fieldlog.store.derived import read_customer


class VisitReview(NamedTuple):
    """How a visit stands, all that was said about it, the signals at it, and what the rep said to those."""

    state: ReviewState
    thread: tuple[ThreadEntry, ...]
    signals: tuple[Signal, ...]
    comments: tuple[SignalComment, ...]

    @property
    def takes_words(self) -> bool:
        """Whether there is anything that the rep can say something to."""
        return bool(self.thread or self.signals)

    @property
    def open_to_answers(self) -> tuple[ThreadEntry, ...]:
        """What can be answered: what waits for that; where nothing does, the last decision."""
        return open_to_answers(self.state, self.thread)


def read_visit_review(workspace: Workspace, story: VisitStory) -> VisitReview:
    """Return what was said about a visit, one that was taken back too."""
    visit = story.visit
    dossier = read_customer(workspace.store, visit.customer)
    return VisitReview(
        review_state(dossier, visit.id),
        review_thread(dossier, visit.id),
        () if story.is_withdrawn else _signals_at(workspace, visit),
        dossier.signal_comments.get(visit.id, ()),
    )


# Signals


def _signals_at(workspace: Workspace, visit: Visit) -> tuple[Signal, ...]:
    """Return the signals at a visit of this laptop's rep, among the visits of the same week."""
    visits = _visits_of_the_week(workspace, visit)
    found = _find_at(workspace, visits, visit)
    if not found:
        return ()
    # Signals among visits that were taken back are none; looked up only where there is something to lose.
    taken_back = {
        one
        for customer in {other.customer for other in visits}
        for one in read_customer(workspace.store, customer, (kinds.AMENDMENT,)).withdrawn
    }
    return _find_at(workspace, [one for one in visits if one.id not in taken_back], visit)


def _visits_of_the_week(workspace: Workspace, visit: Visit) -> list[Visit]:
    first, last = week_bounds(monday_of(local_day(visit.start, workspace.zone)), workspace.zone)
    documents = workspace.store.visits_between(to_text(first), to_text(last))
    mine = (one for one in documents if _writer(one) == workspace.settings.rep)
    return [found for one in mine if isinstance(found := read_view(one), Visit)]


def _writer(document: Document) -> str:
    return next(iter(document.parts.values())).by


def _find_at(workspace: Workspace, visits: list[Visit], visit: Visit) -> tuple[Signal, ...]:
    noted = [
        NotedVisit(one.id, one.start, one.end, one.entered_at, one.timed, one.note, one.clock_shift)
        for one in visits
    ]
    return tuple(one for one in find_signals(noted, workspace.zone) if one.visit == visit.id)


# What the rep says


class ToAnswer(NamedTuple):
    """A stored visit, pause or suggestion, and which of its reviews was named; empty: it alone was."""

    subject: Document
    review: str = ""


def get_to_answer(workspace: Workspace, words: str) -> ToAnswer:
    """Return the visit, pause or suggestion, or the review of one, meant by an id or a unique prefix, or by
    its line on *Today*; else ``BadInputError``.
    """
    plain = words.strip().casefold()
    if plain and not workspace.store.find_by_prefix(kinds.VISIT, plain):
        found = [one for kind in _NOT_VISITS for one in workspace.store.find_by_prefix(kind, plain)]
        found = found or _on_today(workspace, plain)
        if len(found) == 1:
            return _named(workspace, found[0])
    return ToAnswer(get_visit(workspace, words))


def _on_today(workspace: Workspace, plain: str) -> list[Document]:
    """Return the reviews that wait for an answer on lines of the day's list whose id begins so."""
    found = (
        workspace.store.find_document(one.review.review)
        for one in list_reviews(workspace).waiting
        if entry_id(REVIEW_RULE, one.review.review, one.card["id"]).startswith(plain)
    )
    return [one for one in found if one is not None]


_NOT_VISITS = (*MATTERS, kinds.REVIEW)


def _named(workspace: Workspace, document: Document) -> ToAnswer:
    if document.kind != kinds.REVIEW:
        return ToAnswer(document)
    review = read_view(document)
    subject = workspace.store.find_document(review.target) if isinstance(review, Review) else None
    if review is None or subject is None:
        raise BadInputError(Problem("visit", "incomplete"))
    return ToAnswer(subject, review.id)


def answer_review(workspace: Workspace, subject: Document, text: str, review: str = "") -> str:
    """Save an answer to a review of a visit, pause or suggestion, and return the answer's id; without
    ``review`` to the one that waits, or to the last one where none does. ``BadInputError`` where several
    wait.
    """
    problems = tuple(find_answer_problems(text))
    if problems:
        raise BadInputError(*problems)
    target = review or _the_one_to_answer(workspace, subject)
    builder = _builder(workspace, subject)
    values = answer_values(target, text, workspace.settings.rep, workspace.now())
    answer = builder.create(kinds.REVIEW_ANSWER, values)
    builder.commit()
    return answer


def _the_one_to_answer(workspace: Workspace, subject: Document) -> str:
    dossier = read_customer(workspace.store, customer_of(subject.scope) or "")
    thread = review_thread(dossier, subject.doc_id)
    found = open_to_answers(review_state(dossier, subject.doc_id), thread)
    if not found:
        raise BadInputError(Problem("visit", "not-reviewed"))
    if len(found) > 1:
        candidates = tuple(f"{one.author} {one.id[:SHORT_ID]}" for one in found)
        words = {"words": subject.doc_id[:SHORT_ID], "count": len(found), "candidates": candidates}
        raise BadInputError(Problem("review", "ambiguous", words))
    return found[0].id


def comment_on_signal(workspace: Workspace, visit: Document, signal: str, text: str) -> str:
    """Save what the rep says to a signal at a visit, and return its id; ``BadInputError``."""
    problems = list(find_answer_problems(text))
    view = read_view(visit)
    found = [one.kind for one in _signals_at(workspace, view)] if isinstance(view, Visit) else []
    if signal not in found:
        problems.append(Problem("signal", "no-such-signal", {"words": signal[:40], "choices": tuple(found)}))
    if problems:
        raise BadInputError(*problems)
    builder = _builder(workspace, visit)
    author, now = workspace.settings.rep, workspace.now()
    comment = builder.create(
        kinds.SIGNAL_COMMENT, signal_comment_values(visit.doc_id, signal, text, author, now)
    )
    builder.commit()
    return comment


def _builder(workspace: Workspace, subject: Document) -> SaveBuilder:
    return SaveBuilder(workspace, customer_of(subject.scope) or "")
