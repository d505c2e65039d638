"""Which customers have left the laptop. Their names are read before they go and are kept nowhere: afterwards
the store knows how many went, and when the last one did.
"""

import json
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.documents import shown_values
from fieldlog.store.reading import find_kept_card
from fieldlog.store.scopes import Drop
from fieldlog.store.store import Store
from fieldlog.store.sync_state import read_state, write_state


class Left(NamedTuple):
    """A customer that has left the laptop: its id and name, and the name of who has it now (empty: nobody
    yet).
    """

    customer: str
    name: str
    to_user: str


def describe_leaving(store: Store, drop: Drop) -> Left:
    """Return whom a drop takes away and to whom, as long as the name is there."""
    return Left(drop.customer, read_name(store, drop.customer), drop.to_user)


def read_name(store: Store, customer: str) -> str:
    """Return how a customer is called; a card that is not made yet need not be waited for."""
    if card := find_kept_card(store, customer):
        return str(card["name"])
    document = store.find_document(customer) if customer else None
    name = None if document is None else json.loads(shown_values(document).get("name", "null"))
    return name if isinstance(name, str) else ""


def count_left(store: Store, count: int, now: datetime) -> None:
    """Count customers that have left. Inside ``writing``."""
    state = read_state(store)
    write_state(store, state._replace(left_ever=state.left_ever + count, left_at=to_text(now)))
