"""A customer as looked at before a visit: profile, last visits, open promises, possible duplicates."""

from typing import NamedTuple

from fieldlog.actions.customers import get_profile
from fieldlog.actions.promises import PromiseStory
from fieldlog.actions.visit_stories import VisitStory, read_visit_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.duplicates import find_duplicates
from fieldlog.domain.promises import promise_state
from fieldlog.domain.views import Customer
from fieldlog.store.derived import read_customer
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import all_cards

VISITS_SHOWN = 3


class CustomerStory(NamedTuple):
    """A customer with what belongs to it; visits newest first, promises the first due first."""

    profile: Customer
    dossier: Dossier
    visits: tuple[VisitStory, ...]
    promises: tuple[PromiseStory, ...]
    possible_duplicates: tuple[Card, ...]


def read_customer_story(workspace: Workspace, card: Card) -> CustomerStory:
    """Return the story of the customer of a card."""
    refresh_all(workspace.store, workspace.now())
    dossier = read_customer(workspace.store, card["id"])
    others = [one for one in all_cards(workspace.store) if one["id"] != card["id"]]
    alike = find_duplicates(card["name"], card["phones"], card["address"], others)
    _, profile = get_profile(workspace, card["id"])
    return CustomerStory(
        profile, dossier, _last_visits(workspace, dossier), _open_promises(workspace, dossier), alike
    )


def _last_visits(workspace: Workspace, dossier: Dossier) -> tuple[VisitStory, ...]:
    newest = (visit.id for visit in reversed(dossier.visits[-VISITS_SHOWN:]))
    documents = map(workspace.store.find_document, newest)
    return tuple(read_visit_story(workspace, document) for document in documents if document is not None)


def _open_promises(workspace: Workspace, dossier: Dossier) -> tuple[PromiseStory, ...]:
    told = (PromiseStory(one, promise_state(dossier, one, workspace.zone)) for one in dossier.promises)
    return tuple(
        sorted((story for story in told if story.became.state == "open"), key=lambda one: one.became.due_at)
    )
