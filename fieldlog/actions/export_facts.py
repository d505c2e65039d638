"""What an export is made from: every customer with the facts that have not been withdrawn."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from fieldlog.actions.consents import may_keep_health
from fieldlog.actions.promises import PromiseStory
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.promises import due_day, promise_state
from fieldlog.domain.standing import consent_state
from fieldlog.domain.views import Visit
from fieldlog.store.derived import read_customer
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import all_cards


class Portrait(NamedTuple):
    """A customer with all facts; ``shows_health`` says whether health notes may be shown."""

    card: Card
    dossier: Dossier
    shows_health: bool


class VisitFacts(NamedTuple):
    """A visit, the customer it was to, and what the customer suggested in it."""

    card: Card
    visit: Visit
    shows_health: bool
    suggestions: tuple[str, ...]


class PromiseFacts(NamedTuple):
    """A promise with what became of it, and the customer it was made to."""

    card: Card
    story: PromiseStory


class ExportFacts(NamedTuple):
    """Customers by district and name, visits by start, promises by due date."""

    customers: tuple[Portrait, ...]
    visits: tuple[VisitFacts, ...]
    promises: tuple[PromiseFacts, ...]


def read_export_facts(workspace: Workspace, with_health: bool) -> ExportFacts:
    """Return everything to export; health notes only if wanted, and of customers who allow them."""
    refresh_all(workspace.store, workspace.now())
    customers = sorted(
        _portraits(workspace, with_health),
        key=lambda one: (one.card["district"], one.card["name"], one.card["id"]),
    )
    visits = [
        VisitFacts(one.card, visit, one.shows_health, _suggested_in(one.dossier, visit))
        for one in customers
        for visit in one.dossier.visits
    ]
    promises = [
        PromiseFacts(one.card, PromiseStory(promise, promise_state(one.dossier, promise, workspace.zone)))
        for one in customers
        for promise in one.dossier.promises
    ]
    return ExportFacts(
        tuple(customers),
        tuple(sorted(visits, key=lambda one: (one.visit.start, one.visit.id))),
        tuple(sorted(promises, key=lambda one: (one.story.became.due_at, one.story.promise.id))),
    )


def _suggested_in(dossier: Dossier, visit: Visit) -> tuple[str, ...]:
    return tuple(one.text for one in dossier.suggestions if one.visit == visit.id)


def _portraits(workspace: Workspace, with_health: bool) -> Iterator[Portrait]:
    for card in all_cards(workspace.store):
        dossier = read_customer(workspace.store, card["id"])
        yield Portrait(card, dossier, with_health and may_keep_health(consent_state(dossier), None))


def calendar_due(due: str) -> date:
    """Return a stored due date as a day, or as the instant that was said."""
    day = due_day(due)
    return day if due == day.isoformat() else datetime.fromisoformat(due)
