"""One visit as a supervisor looks back at it: what was recorded, said, promised, corrected, and found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.compliance import Finding, describe_finding
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier, read_dossier
from fieldlog.domain.kinds import AMENDMENT
from fieldlog.domain.problems import Sentence
from fieldlog.domain.promises import PromiseState, promise_state
from fieldlog.domain.review_views import SignalComment
from fieldlog.domain.reviews import ReviewState, ThreadEntry, review_state, review_thread
from fieldlog.domain.signals import OVERLAP
from fieldlog.domain.standing import consent_state
from fieldlog.domain.undone import describe_undos
from fieldlog.domain.views import Amendment, Promise, Suggestion, Visit, read_view
from sync_server.core.figures.visit_log import NEWEST, OLDEST, VisitChoice, VisitPlace
from sync_server.core.figures.weeks import read_zone
from sync_server.database import evaluating
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts, visit_counts, visit_lists
from sync_server.database.figures.visit_lists import ListedVisit
from sync_server.database.people import Sight
from sync_server.errors import RefusalError

HEALTH = "health"


class Correction(NamedTuple):
    """One amendment of a visit: when (UTC text), by whom, why, and {field: {from, to}}.

    A change of a health note is empty where the note is not shown. ``undo`` says in place of the reason what
    undo did, ``None`` for a correction that a person explained.
    """

    at: str
    by: str
    reason: str
    changes: Mapping[str, Mapping[str, object]]
    undo: Sentence | None = None


class Neighbour(NamedTuple):
    """The visits before and after one; ``None`` where there is none within the sight."""

    previous: ListedVisit | None
    following: ListedVisit | None


class VisitStory(NamedTuple):
    """A visit with all that belongs to it.

    ``health`` holds the notes by area where the customer's consent stands, and is empty otherwise;
    ``has_health`` says whether any were taken. ``signals`` are amounts by kind, ``overlapped`` the
    visit that one of them is about, as far as it is within the sight.
    """

    listed: ListedVisit
    visit: Visit
    consent: str
    has_health: bool
    health: Mapping[str, str]
    corrections: tuple[Correction, ...]
    promises: tuple[tuple[Promise, PromiseState], ...]
    findings: tuple[Finding, ...]
    signals: Mapping[str, int]
    overlapped: ListedVisit | None
    comments: tuple[SignalComment, ...]
    state: ReviewState
    thread: tuple[ThreadEntry, ...]
    suggestions: tuple[Suggestion, ...]
    of_rep: Neighbour
    of_customer: Neighbour

    @property
    def shows_health(self) -> bool:
        """Say whether health notes are in here: whoever shows them writes that into the audit."""
        changed = (
            change
            for one in self.corrections
            for field, change in one.changes.items()
            if field.partition(".")[0] == HEALTH
        )
        return bool(self.health) or any(changed)


def read_story(connection: Connection, sight: Sight, visit: str, now: datetime) -> VisitStory:
    """Return the story of a visit within a sight; ``RefusalError``."""
    listed = visit_lists.find_visit(connection, sight, visit)
    if listed is None:
        raise RefusalError("visit-unknown")
    documents = _documents(connection, sight, listed.customer)
    dossier = read_dossier(listed.customer, documents)
    seen = next((one for one in dossier.visits if one.id == visit), None)
    if seen is None:
        raise RefusalError("visit-unknown")
    consent = consent_state(dossier)
    may_show = consent == "given"
    found, zone = obligation_counts.of_visit(connection, sight, visit), read_zone(connection)
    signals = visit_counts.signals_of(connection, sight, visit)
    return VisitStory(
        listed=listed,
        visit=seen,
        consent=consent,
        has_health=bool(seen.health),
        health=seen.health if may_show else {},
        corrections=tuple(_corrections(documents, dossier, visit, may_show)),
        promises=_promises(connection, dossier, visit),
        findings=tuple(describe_finding(one, now, zone) for one in found),
        signals=signals,
        overlapped=visit_lists.find_overlapped(connection, sight, listed) if OVERLAP in signals else None,
        comments=dossier.signal_comments.get(visit, ()),
        state=review_state(dossier, visit),
        thread=review_thread(dossier, visit),
        suggestions=tuple(one for one in dossier.suggestions if one.visit == visit),
        of_rep=_around(connection, sight, listed, VisitChoice(rep=listed.rep_id)),
        of_customer=_around(connection, sight, listed, VisitChoice(customer=listed.customer)),
    )


def _documents(connection: Connection, sight: Sight, customer: str) -> list[Document]:
    members = evaluating.members_within(connection, sight, customer)
    found = evaluating.documents_of(connection, members)
    return [one for documents in found.values() for one in documents]


def _corrections(
    documents: Sequence[Document], dossier: Dossier, visit: str, may_show: bool
) -> list[Correction]:
    """Return the corrections of a visit, oldest first."""
    found = [
        (view, next(iter(one.parts.values())).by)
        for one in documents
        if one.kind == AMENDMENT and isinstance(view := read_view(one), Amendment)
    ]
    undos = describe_undos(view for view, _ in found)
    mine = [(view, by) for view, by in found if view.target == visit and view.id not in dossier.withdrawn]
    return [
        Correction(to_text(view.at), by, view.reason, _changes(view, may_show), undos.get(view.id))
        for view, by in sorted(mine, key=lambda pair: (pair[0].at, pair[0].id))
    ]


def _changes(amendment: Amendment, may_show: bool) -> dict[str, Mapping[str, object]]:
    return {
        field: change if may_show or field.partition(".")[0] != HEALTH else {}
        for field, change in amendment.changes.items()
    }


def _promises(
    connection: Connection, dossier: Dossier, visit: str
) -> tuple[tuple[Promise, PromiseState], ...]:
    zone = read_zone(connection)
    found = [(one, promise_state(dossier, one, zone)) for one in dossier.promises if one.visit == visit]
    return tuple(sorted(found, key=lambda pair: (pair[1].due_at, pair[0].id)))


def _around(connection: Connection, sight: Sight, listed: ListedVisit, choice: VisitChoice) -> Neighbour:
    if not (choice.rep or choice.customer):
        # Nobody's laptop brought it: every visit would be its neighbour.
        return Neighbour(None, None)
    place = VisitPlace(listed.start, listed.visit)
    before, after = (
        visit_lists.list_visits(connection, sight, choice, sort, place, 1) for sort in (NEWEST, OLDEST)
    )
    return Neighbour(next(iter(before), None), next(iter(after), None))
