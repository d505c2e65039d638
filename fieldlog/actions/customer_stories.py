"""A customer as looked at before a visit: profile, last visits, open promises, possible duplicates."""

from typing import NamedTuple

from fieldlog.actions.customers import get_profile
from fieldlog.actions.duplicates import find_alike
from fieldlog.actions.promises import PromiseStory, open_stories
from fieldlog.actions.visit_stories import VisitStory, tell_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.views import Customer
from fieldlog.store.derived import read_customer
from fieldlog.store.freshness import refresh_all

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
    alike = find_alike(workspace, card["name"], card["phones"], card["address"], besides=card["id"])
    _, own = get_profile(workspace, card["id"])
    profile = dossier.customer or own
    return CustomerStory(
        profile, dossier, _last_visits(workspace, dossier), tuple(open_stories(workspace, dossier)), alike
    )


def _last_visits(workspace: Workspace, dossier: Dossier) -> tuple[VisitStory, ...]:
    newest = reversed(dossier.visits[-VISITS_SHOWN:])
    return tuple(tell_visit(workspace, visit, dossier) for visit in newest)
