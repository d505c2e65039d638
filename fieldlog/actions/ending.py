"""The end of a rep's account: the office has let the rep go, and takes work in for some days still."""

from datetime import datetime
from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text
from fieldlog.store.sync_state import SyncState, read_state

TIME_IS_OVER = "user-retired"
"""What the server says to a user whose time to hand in is over."""


class Ending(NamedTuple):
    """The account has ended; work may come in until an instant (``None``: no longer)."""

    until: datetime | None


def ending_of(state: SyncState) -> Ending | None:
    """Return how the account of a laptop's user has ended; ``None`` while it goes on."""
    if state.last_error == TIME_IS_OVER:
        return Ending(None)
    return Ending(from_text(state.leaves_at)) if state.leaves_at else None


def find_ending(workspace: Workspace) -> Ending | None:
    """Return how the rep's account has ended, as this laptop knows it."""
    return ending_of(read_state(workspace.store))
