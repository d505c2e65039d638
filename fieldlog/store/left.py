"""Which customers have left the laptop. Their names are read before they go and are kept nowhere: afterwards
the store knows how many went, and when the last one did.
"""

from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.store.reading import read_name
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


def count_left(store: Store, count: int, now: datetime) -> None:
    """Count customers that have left. Inside ``writing``."""
    state = read_state(store)
    write_state(store, state._replace(left_ever=state.left_ever + count, left_at=to_text(now)))
