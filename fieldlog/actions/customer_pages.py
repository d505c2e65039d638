"""All that a person wants to see of one customer: the brief, what happened, what is promised."""

from datetime import date, tzinfo
from typing import NamedTuple

from fieldlog.actions.briefs import Brief, read_brief
from fieldlog.actions.cards import get_card
from fieldlog.actions.customers import get_profile
from fieldlog.actions.duplicates import find_alike
from fieldlog.actions.promises import PromiseStory
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.promises import promise_state
from fieldlog.domain.timeline import TimelineEntry, tell_timeline
from fieldlog.domain.views import Customer
from fieldlog.store.derived import read_customer


class CustomerPage(NamedTuple):
    """A customer as of ``today``; of one that was joined to another, the one it is read under.

    The timeline is newest first; promises are the open ones by due date, then the others, the last due first.
    """

    card: Card
    brief: Brief
    profile: Customer
    dossier: Dossier
    timeline: tuple[TimelineEntry, ...]
    promises: tuple[PromiseStory, ...]
    zone: tzinfo
    today: date


def read_customer_page(workspace: Workspace, customer: str) -> CustomerPage:
    """Return the page of a customer."""
    card = get_card(workspace, customer)
    dossier = read_customer(workspace.store, card["id"])
    _, own = get_profile(workspace, card["id"])
    return CustomerPage(
        card,
        read_brief(workspace, card),
        dossier.customer or own,
        dossier,
        tell_timeline(dossier, workspace.zone),
        _promises(workspace, dossier),
        workspace.zone,
        workspace.today(),
    )


def _promises(workspace: Workspace, dossier: Dossier) -> tuple[PromiseStory, ...]:
    told = [PromiseStory(one, promise_state(dossier, one, workspace.zone)) for one in dossier.promises]
    told.sort(key=lambda story: story.became.due_at)
    opened = [story for story in told if story.became.state == "open"]
    closed = [story for story in reversed(told) if story.became.state != "open"]
    return (*opened, *closed)


def possible_duplicates_of(workspace: Workspace, customer: str) -> tuple[Card, ...]:
    """Return the cards of others that may be the same person as a customer."""
    card = get_card(workspace, customer)
    return find_alike(workspace, card["name"], card["phones"], card["address"], besides=card["id"])
