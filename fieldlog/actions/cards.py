"""The card of a customer whose id is known."""

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_kept_card


def get_card(workspace: Workspace, customer: str) -> Card:
    """Return the card of a customer by its id; of one that was joined to another, that other's."""
    refresh_all(workspace.store, workspace.now())
    card = find_kept_card(workspace.store, customer)
    if card is None:
        raise BadInputError(Problem("customer", "not-found", {"words": customer[:8]}))
    return card
