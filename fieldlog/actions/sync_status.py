"""What is known about the exchange with the server: what waits, what is stored, what needs a person."""

from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.actions.ending import Ending, ending_of
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.conflicts import find_conflicts
from fieldlog.domain.days import from_text
from fieldlog.store.outbox import count_put_aside, oldest_waiting
from fieldlog.store.scopes import pending_drops
from fieldlog.store.sync_state import read_state

CLOCK_TOLERANCE = timedelta(minutes=2)
"""A clock that is off by less is not worth a word."""


class SyncStatus(NamedTuple):
    """The state of the exchange; instants are UTC. ``waiting`` counts saves without an answer, ``conflicts``
    fields with more than one value, each of which a person settles, ``put_aside`` saves in quarantine,
    ``leaving`` customers handed over that are still here. ``clock_offset``: by how many seconds the server's
    clock is ahead. ``error`` is the code of what hindered the last sync. ``left`` customers have left this
    laptop at the last sync, ``left_ever`` in all. ``ending``: the user has left the organisation.
    """

    is_enrolled: bool
    server: str
    user: str
    device: str
    waiting: int
    oldest_waiting: datetime | None
    conflicts: int
    put_aside: int
    leaving: int
    last_contact: datetime | None
    last_full: datetime | None
    clock_offset: int | None
    error: str
    error_at: datetime | None
    sent: int
    stored: int
    received: int
    left: int
    left_ever: int
    left_at: datetime | None
    ending: Ending | None

    @property
    def has_doubtful_clock(self) -> bool:
        """Say whether this laptop's clock is off by more than is worth a word."""
        return self.clock_offset is not None and abs(self.clock_offset) > CLOCK_TOLERANCE.total_seconds()

    @property
    def is_all_stored(self) -> bool:
        """Say whether the server has everything, and the laptop too, as of the last sync."""
        return self.is_enrolled and not self.waiting and self.last_full is not None and not self.error


def read_sync_status(workspace: Workspace) -> SyncStatus:
    """Return the state of the exchange as this laptop knows it; asks nobody."""
    store = workspace.store
    state = read_state(store)
    waiting = store.progress().dseq - state.answered
    return SyncStatus(
        state.is_enrolled,
        state.server,
        state.user,
        state.device or workspace.settings.device,
        waiting,
        oldest_waiting(store, state.answered) if waiting else None,
        sum(len(find_conflicts(document)) for document in store.conflicting_documents()),
        count_put_aside(store),
        len(pending_drops(store)),
        _instant(state.last_contact_at),
        _instant(state.last_full_at),
        state.clock_offset,
        state.last_error,
        _instant(state.last_error_at),
        state.last_sent,
        state.last_stored,
        state.last_received,
        state.last_left,
        state.left_ever,
        _instant(state.left_at),
        ending_of(state),
    )


def _instant(text: str) -> datetime | None:
    return from_text(text) if text else None
