"""Reviews: what a supervisor decided about a visit, what the rep answered, and how the visit stands.

Pauses and customers' suggestions (``matters``) are reviewed in the same way; each of the three is the
*subject* of its reviews. Reviews and answers are write-once documents in the customer scope of the subject:
the thread stays with it and goes along when the customer is handed over. A review names in ``replaces`` the
reviews that its author had seen; of two made without knowledge of each other both stand, and then what waits
for the rep comes first: an unanswered send-back, then an unanswered question.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.decisions import (
    APPROVE,
    ASK,
    DECISIONS,
    NEED_WORDS,
    PRAISE,
    REPLY,
    SEND_BACK,
    WANT_AN_ANSWER,
)
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.kinds import PAUSE, SUGGESTION, VISIT
from fieldlog.domain.matters import review_subjects
from fieldlog.domain.problems import N_, Problem
from fieldlog.domain.review_views import Review
from fieldlog.domain.saves import find_text_problems

__all__ = [
    "ANSWERED",
    "APPROVE",
    "APPROVED",
    "ASK",
    "ASKED",
    "DECISIONS",
    "MATTER_STATES",
    "PRAISE",
    "PRAISED",
    "REPLIED",
    "REPLY",
    "SEND_BACK",
    "SENT_BACK",
    "STATES",
    "UNREVIEWED",
    "WAITING_FOR_SUPERVISOR",
    "WANT_AN_ANSWER",
    "ReviewState",
    "ThreadEntry",
    "answer_values",
    "find_answer_problems",
    "find_review_problems",
    "open_to_answers",
    "review_state",
    "review_thread",
    "review_values",
    "signal_comment_values",
    "standing_reviews",
    "waiting_reviews",
]

UNREVIEWED, APPROVED, PRAISED, REPLIED = "unreviewed", "approved", "praised", "replied"
SENT_BACK, ASKED, ANSWERED = "sent-back", "asked", "answered"
STATES: dict[str, str] = {
    UNREVIEWED: N_("not reviewed yet"),
    SENT_BACK: N_("sent back, waits for the rep"),
    ASKED: N_("asked, waits for the rep"),
    ANSWERED: N_("answered, waits for the supervisor"),
    APPROVED: N_("approved"),
    PRAISED: N_("praised"),
}
"""How a visit can stand, with what that is called."""
MATTER_STATES: dict[str, dict[str, str]] = {
    PAUSE: {
        UNREVIEWED: N_("to be countersigned"),
        ASKED: N_("asked, waits for the rep"),
        ANSWERED: N_("answered, waits for the supervisor"),
        APPROVED: N_("countersigned"),
    },
    SUGGESTION: {
        UNREVIEWED: N_("waits for the supervisor's reply"),
        ASKED: N_("asked, waits for the rep"),
        ANSWERED: N_("answered, waits for the supervisor"),
        REPLIED: N_("replied to"),
    },
}
"""How a matter can stand, by its kind."""
WAITING_FOR_SUPERVISOR = (UNREVIEWED, ANSWERED)


class ReviewState(NamedTuple):
    """How a visit or a matter stands.

    ``state`` is one of ``STATES`` or ``MATTER_STATES``. ``waiting`` are the send-backs and questions that the
    rep has not answered, oldest first. ``since`` is when the last thing was said, ``None`` before that.
    """

    state: str
    waiting: tuple[Review, ...]
    since: datetime | None


class ThreadEntry(NamedTuple):
    """One thing said about a subject: ``decision`` of a review, empty for an answer; ``id`` is its document,
    ``answers`` the review that it answers.
    """

    id: str
    at: datetime
    author: str
    decision: str
    text: str
    answers: str = ""


def standing_reviews(dossier: Dossier, subject: str) -> tuple[Review, ...]:
    """Return the reviews of a subject that no later one, made by somebody who saw them, stands over."""
    found = dossier.reviews.get(subject, ())
    replaced = {name for review in found for name in review.replaces if name != review.id}
    # Reviews that name each other in a circle can only be forged; then all of them stand.
    return tuple(review for review in found if review.id not in replaced) or found


def review_state(dossier: Dossier, subject: str) -> ReviewState:
    """Return how a subject stands; what waits for the rep comes before every approval made apart from it."""
    standing = standing_reviews(dossier, subject)
    asked = [one for one in standing if one.decision in WANT_AN_ANSWER]
    waiting = tuple(one for one in asked if one.id not in dossier.answers)
    said = [entry.at for entry in review_thread(dossier, subject)]
    return ReviewState(_state(standing, waiting), waiting, max(said, default=None))


def _state(standing: Sequence[Review], waiting: Sequence[Review]) -> str:
    if not standing:
        return UNREVIEWED
    open_decisions = {one.decision for one in waiting}
    if open_decisions:
        return SENT_BACK if SEND_BACK in open_decisions else ASKED
    decisions = {one.decision for one in standing}
    if PRAISE in decisions:
        return PRAISED
    if REPLY in decisions:
        return REPLIED
    # A decision of a newer version asks for nothing that this one could wait for.
    return ANSWERED if decisions & set(WANT_AN_ANSWER) and APPROVE not in decisions else APPROVED


def waiting_reviews(dossier: Dossier) -> tuple[Review, ...]:
    """Return all send-backs and questions of a customer that wait for the rep, oldest first: what *Today*
    shows. Those of a subject that was taken back wait no more.
    """
    subjects = review_subjects(dossier)
    found = [
        one
        for subject in dossier.reviews
        if subject in subjects
        for one in review_state(dossier, subject).waiting
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def review_thread(dossier: Dossier, subject: str) -> tuple[ThreadEntry, ...]:
    """Return all that was said about a subject, in the order of time; each answer behind its review."""
    return tuple(
        sorted(_entries(dossier, subject), key=lambda entry: (entry.at, bool(entry.answers), entry.id))
    )


def open_to_answers(state: ReviewState, thread: Sequence[ThreadEntry]) -> tuple[ThreadEntry, ...]:
    """Return what can be answered: what waits for that; where nothing does, the last decision."""
    decisions = [entry for entry in thread if entry.decision]
    waiting = {one.id for one in state.waiting}
    return tuple(entry for entry in decisions if entry.id in waiting) or tuple(decisions[-1:])


def _entries(dossier: Dossier, subject: str) -> Iterator[ThreadEntry]:
    for review in dossier.reviews.get(subject, ()):
        yield ThreadEntry(review.id, review.at, review.author, review.decision, review.comment)
        for answer in dossier.answers.get(review.id, ()):
            yield ThreadEntry(answer.id, answer.at, answer.author, "", answer.text, review.id)


def find_review_problems(decision: str, comment: str, kind: str = VISIT) -> Iterator[Problem]:
    """Yield what forbids a decision about a kind of subject: an unknown one, one that needs words without
    any, or a text that cannot be stored.
    """
    if decision not in DECISIONS[kind]:
        yield Problem("decision", "unknown-choice", {"words": decision[:20], "choices": DECISIONS[kind]})
    if decision in NEED_WORDS and not comment.strip():
        yield Problem("comment", "empty")
    yield from find_text_problems("comment", comment)


def find_answer_problems(text: str) -> Iterator[Problem]:
    """Yield what forbids an answer, or a comment on a signal: nothing in it, or what cannot be stored."""
    if not text.strip():
        yield Problem("text", "empty")
    yield from find_text_problems("text", text)


def review_values(
    subject: str, decision: str, comment: str, author: str, at: datetime, seen: Sequence[str]
) -> dict[str, object]:
    """Return the fields of a ``review``; ``seen`` are the ids of its reviews that the author saw."""
    values: dict[str, object] = {"target": subject, "decision": decision, "author": author, "at": to_text(at)}
    if comment.strip():
        values["comment"] = comment.strip()
    return values | ({"replaces": sorted(seen)} if seen else {})


def answer_values(review: str, text: str, author: str, at: datetime) -> dict[str, object]:
    """Return the fields of a ``review-answer`` to a review."""
    return {"target": review, "text": text.strip(), "author": author, "at": to_text(at)}


def signal_comment_values(visit: str, signal: str, text: str, author: str, at: datetime) -> dict[str, object]:
    """Return the fields of a ``signal-comment``: what a rep says to a signal at a visit."""
    return {"target": visit, "signal": signal, "text": text.strip(), "author": author, "at": to_text(at)}
