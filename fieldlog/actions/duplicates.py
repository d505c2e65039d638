"""Customers that may be the same person, found without reading everybody's card."""

from collections.abc import Iterable

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.duplicates import find_duplicates
from fieldlog.store.freshness import refresh_all
from fieldlog.store.listing import find_customer_ids
from fieldlog.store.reading import cards_by_id


def find_alike(
    workspace: Workspace, name: str, phones: Iterable[str], address: str, besides: str = ""
) -> tuple[Card, ...]:
    """Return the cards of customers that may be this person, in the order of lists, without ``besides``."""
    refresh_all(workspace.store, workspace.now())
    phones = tuple(phones)
    # Whoever shares name, phone or address is found by a search for just that.
    wanted = [text for text in (name, *phones, address) if text.strip()]
    ids = dict.fromkeys(
        one
        for text in wanted
        for one in find_customer_ids(workspace.store, CustomerFilter(text), workspace.today())
        if one != besides
    )
    cards = cards_by_id(workspace.store, ids)
    return find_duplicates(name, phones, address, (cards[one] for one in ids if one in cards))
