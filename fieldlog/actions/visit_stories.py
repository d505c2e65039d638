"""Visits as they are looked back at: with their promises, their findings and their corrections."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from fieldlog.actions.captures import is_health
from fieldlog.actions.promises import PromiseStory
from fieldlog.actions.service_check import visit_findings
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.compliance import Finding
from fieldlog.domain.days import start_of_day, to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.kinds import AMENDMENT
from fieldlog.domain.problems import Problem, Sentence
from fieldlog.domain.promises import promise_state
from fieldlog.domain.standing import consent_state
from fieldlog.domain.undone import describe_undos
from fieldlog.domain.views import Amendment, Suggestion, Visit, read_view
from fieldlog.domain.visit_times import EARLIEST_YEAR
from fieldlog.store.derived import read_customer

HIDING_CONSENTS = ("refused", "withdrawn")
LAST_START = "9999"


class Correction(NamedTuple):
    """One amendment of a visit: when (UTC text), by whom, why, and {field: {from, to}}.

    ``withdraws`` takes the whole visit back. ``undo`` says in place of the reason what undo did, ``None`` for
    a correction that a person explained.
    """

    at: str
    by: str
    reason: str
    changes: Mapping[str, Mapping[str, Any]]
    withdraws: bool
    undo: Sentence | None = None


class VisitStory(NamedTuple):
    """A visit with what belongs to it; ``consent`` is the customer's present answer about health notes."""

    visit: Visit
    promises: tuple[PromiseStory, ...]
    findings: tuple[Finding, ...]
    consent: str
    is_withdrawn: bool
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def hides_health(self) -> bool:
        """Say whether the customer does not allow the health note any more."""
        return self.consent in HIDING_CONSENTS


def read_visit_story(workspace: Workspace, document: Document) -> VisitStory:
    """Return the story of a stored visit, also of one that was taken back."""
    visit = read_view(document)
    if not isinstance(visit, Visit):
        raise BadInputError(Problem("visit", "incomplete"))
    return tell_visit(workspace, visit, read_customer(workspace.store, visit.customer))


def tell_visit(workspace: Workspace, visit: Visit, dossier: Dossier) -> VisitStory:
    """Return the story of a visit out of its customer's dossier."""
    told = (
        PromiseStory(promise, promise_state(dossier, promise, workspace.zone))
        for promise in dossier.promises
        if promise.visit == visit.id
    )
    promises = tuple(sorted(told, key=lambda one: (one.became.due_at, one.promise.id)))
    is_withdrawn = visit.id in dossier.withdrawn
    findings = () if is_withdrawn else tuple(visit_findings(workspace, visit))
    suggestions = tuple(one for one in dossier.suggestions if one.visit == visit.id)
    return VisitStory(visit, promises, findings, consent_state(dossier), is_withdrawn, suggestions)


def read_history(workspace: Workspace, story: VisitStory) -> list[Correction]:
    """Return the corrections of a visit, oldest first, without values that must not be shown any more."""
    amendments = [
        (amendment, next(iter(document.parts.values())).by)
        for document in workspace.store.documents_of(story.visit.customer)
        if document.kind == AMENDMENT and isinstance(amendment := read_view(document), Amendment)
    ]
    undos = describe_undos(one for one, _ in amendments)
    # Corrections of one second keep the order in which they were stored.
    found = sorted((pair for pair in amendments if pair[0].target == story.visit.id), key=_moment)
    return [
        Correction(
            to_text(one.at),
            by,
            one.reason,
            _shown_changes(one, story.hides_health),
            one.withdraws,
            undos.get(one.id),
        )
        for one, by in found
    ]


def _moment(found: tuple[Amendment, str]) -> datetime:
    return found[0].at


def _shown_changes(amendment: Amendment, hides_health: bool) -> dict[str, dict[str, object]]:
    return {
        field: {} if hides_health and is_health(field) else change
        for field, change in amendment.changes.items()
    }


def list_visits(workspace: Workspace, since: date, card: Card | None = None) -> list[VisitStory]:
    """Return the visits since a day, newest first, of all customers or of one with those joined to it.

    Visits that were taken back are left out.
    """
    first = max(since, date(EARLIEST_YEAR, 1, 1))
    start = to_text(start_of_day(first, workspace.zone))
    documents = workspace.store.visits_between(start, LAST_START)
    wanted = None if card is None else {card["id"], *card["joined"]}
    visits = [
        visit
        for document in reversed(documents)
        if isinstance(visit := read_view(document), Visit) and (wanted is None or visit.customer in wanted)
    ]
    dossiers = _dossiers(workspace, {visit.customer for visit in visits})
    told = (tell_visit(workspace, visit, dossiers[visit.customer]) for visit in visits)
    return [story for story in told if not story.is_withdrawn]


def _dossiers(workspace: Workspace, customers: Iterable[str]) -> dict[str, Dossier]:
    return {customer: read_customer(workspace.store, customer) for customer in customers}
