"""Reviews: what supervisors decide about visits, written by the server and pulled by the rep's laptop."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.review_views import SignalComment
from fieldlog.domain.reviews import (
    APPROVE,
    UNREVIEWED,
    ReviewState,
    ThreadEntry,
    find_review_problems,
    review_state,
    review_thread,
    review_values,
)
from fieldlog.domain.saves import MAXIMUM_DOCUMENTS, DocumentWrites
from sync_server.core.dossiers import find_dossier
from sync_server.core.late_saves import note_decided
from sync_server.core.server_saves import new_document, write_saves
from sync_server.core.users import REP
from sync_server.database import documents
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts, visit_lists
from sync_server.database.figures.visit_lists import ListedVisit
from sync_server.database.people import Sight
from sync_server.database.users import User
from sync_server.errors import RefusalError


class VisitReview(NamedTuple):
    """How a visit stands, all that was said about it, and what the rep said to its signals."""

    state: ReviewState
    thread: tuple[ThreadEntry, ...]
    signal_comments: tuple[SignalComment, ...]


def read_review(connection: Connection, sight: Sight, visit: str) -> VisitReview:
    """Return the review of a visit within a sight; ``RefusalError``."""
    listed = _get_visit(connection, sight, visit)
    dossier = find_dossier(connection, sight, listed.customer)
    if dossier is None:
        raise RefusalError("visit-unknown")
    comments = dossier.signal_comments.get(visit, ())
    return VisitReview(review_state(dossier, visit), review_thread(dossier, visit), comments)


def decide(
    connection: Connection,
    user: User,
    sight: Sight,
    visit: str,
    decision: str,
    comment: str,
    now: datetime,
    seen: Sequence[str] | None = None,
) -> str:
    """Write a decision on a visit, and return the id of the review; ``RefusalError``, ``BadInputError``.

    ``seen`` are the ids of the reviews that the form showed, which this one stands over; ``None`` is all that
    there are. Nobody reviews his own visits.
    """
    require_reviewer(user)
    listed = _get_visit(connection, sight, visit)
    _require_not_own(user, listed)
    problems = tuple(find_review_problems(decision, comment))
    if problems:
        raise BadInputError(*problems)
    known = [entry.id for entry in read_review(connection, sight, visit).thread if entry.decision]
    named = known if seen is None else [one for one in known if one in set(seen)]
    (review,) = write_decisions(connection, user, [Decided(visit, decision, comment, named)], now, "review")
    return review


def approve_all(
    connection: Connection, user: User, sight: Sight, visits: Iterable[str], now: datetime
) -> tuple[str, ...]:
    """Approve those of these visits that nobody has looked at and no rule finds fault with; return them.

    Whatever else is among them is left as it is: the viewer's own visits, those with findings, excuses or a
    review, and what is not within the sight.
    """
    require_reviewer(user)
    named = list(dict.fromkeys(visits))
    excused = obligation_counts.excused_visits(connection, sight, named)
    chosen = [
        visit
        for visit in named
        if visit not in excused and _is_simple(visit_lists.find_visit(connection, sight, visit), user)
    ]
    decided = [Decided(visit, APPROVE, "", ()) for visit in chosen]
    write_decisions(connection, user, decided, now, "review")
    return tuple(chosen)


class Decided(NamedTuple):
    """A decision to be written: about which document, what, with which words, standing over which reviews."""

    subject: str
    decision: str
    comment: str
    stands_over: Sequence[str]


def write_decisions(
    connection: Connection, user: User, decisions: Sequence[Decided], now: datetime, deed: str
) -> list[str]:
    """Write decisions and what they are in the audit, and return the ids of the reviews; ``RefusalError``.

    What came late and is decided on waits for nobody's look any more.
    """
    scopes: dict[str, list[DocumentWrites]] = {}
    reviews, subjects = [], []
    for one in decisions:
        values = review_values(one.subject, one.decision, one.comment, user.name, now, one.stands_over)
        review = new_document(kinds.REVIEW, values)
        subjects.append(_find_subject(connection, one.subject))
        # Of a joined customer it is that customer's own scope.
        scopes.setdefault(subjects[-1].scope, []).append(review)
        reviews.append(review.doc_id)
    for start in range(0, max(map(len, scopes.values()), default=0), MAXIMUM_DOCUMENTS):
        part = {scope: found[start : start + MAXIMUM_DOCUMENTS] for scope, found in scopes.items()}
        write_saves(connection, user, {scope: found for scope, found in part.items() if found}, now)
    for one in decisions:
        add_deed(connection, Deed(to_text(now), user.name, deed, one.subject, one.decision))
    note_decided(connection, subjects, user.name, now)
    return reviews


def _is_simple(listed: ListedVisit | None, user: User) -> bool:
    return (
        listed is not None
        and listed.rep_id != user.user_id
        and not listed.findings
        and listed.review_state == UNREVIEWED
    )


def require_reviewer(user: User) -> None:
    """Refuse whoever reviews nothing; ``RefusalError``."""
    if user.role == REP:
        raise RefusalError("page-not-yours")


def _get_visit(connection: Connection, sight: Sight, visit: str) -> ListedVisit:
    listed = visit_lists.find_visit(connection, sight, visit)
    if listed is None:
        raise RefusalError("visit-unknown")
    return listed


def _require_not_own(user: User, listed: ListedVisit) -> None:
    if listed.rep_id == user.user_id:
        raise RefusalError("review-own")


def _find_subject(connection: Connection, subject: str) -> Document:
    stored = documents.find_document(connection, subject)
    if stored is None:
        raise RefusalError("not-found")
    return stored.document
