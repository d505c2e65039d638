"""What a laptop knows of its server: whose it is, how far it has come, and what went wrong last."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fieldlog.domain.exchange import Cursor
from fieldlog.store import tables
from fieldlog.store.store import Store
from fieldlog.store.translation import translated

STATE_ID = "state"


class SyncState(NamedTuple):
    """One row of the store; all times are UTC texts of this laptop's clock, empty: never.

    ``server`` is the address, empty before the enrolment; ``device`` and ``token`` are what the laptop signs
    in with (``former_token``: a server that was restored may know no other), ``user`` and ``user_id`` whom it
    belongs to there. ``next_device`` is the identity that a fork asks for. ``feed_id`` names the feed that
    ``cursor_seq`` and ``cursor_doc`` stand in (-1: at its beginning), and ``generation`` counts the feeds
    that were met; up to ``swept`` nothing of an older one is left.

    Saves up to ``answered`` have an answer, up to ``sent`` they were handed to the network once; the journal
    begins at ``first``. ``erased`` are erasures done that the server has not been told. ``must_rinse``: what
    was erased may still lie in the log of the file. ``clock_offset`` is by how many seconds the server's
    clock is ahead, ``server_time`` what it said last. Those that begin with ``last_`` tell of the last sync:
    its counts, and the code of what hindered it. ``left_ever`` customers have left this laptop, the last one
    ``left_at``. ``leaves_at``: the user has left, and until then work may be handed in.
    """

    server: str = ""
    device: str = ""
    token: str = ""
    token_since: str = ""
    former_token: str = ""
    next_device: str = ""
    user: str = ""
    user_id: str = ""
    role: str = ""
    feed_id: str = ""
    generation: int = 0
    swept: int = 0
    cursor_seq: int = -1
    cursor_doc: str = ""
    answered: int = 0
    sent: int = 0
    first: int = 1
    erased: tuple[str, ...] = ()
    told_holding: tuple[str, ...] = ()
    must_rinse: bool = False
    clock_offset: int | None = None
    server_time: str = ""
    last_contact_at: str = ""
    last_full_at: str = ""
    last_sent: int = 0
    last_stored: int = 0
    last_received: int = 0
    last_left: int = 0
    left_ever: int = 0
    left_at: str = ""
    leaves_at: str = ""
    last_error: str = ""
    last_error_at: str = ""

    def __repr__(self) -> str:
        return f"SyncState({self.server}, device={self.device}, feed={self.feed_id}, at={self.cursor_seq})"

    @property
    def is_enrolled(self) -> bool:
        """Say whether the store belongs to a server."""
        return bool(self.server)

    @property
    def cursor(self) -> Cursor | None:
        """Where the next page begins; ``None``: at the beginning."""
        return None if self.cursor_seq < 0 else Cursor(self.feed_id, self.cursor_seq, self.cursor_doc)

    def at(self, cursor: Cursor | None) -> "SyncState":
        """Return the state at a place of its feed."""
        if cursor is None:
            return self._replace(cursor_seq=-1, cursor_doc="")
        return self._replace(cursor_seq=cursor.seq, cursor_doc=cursor.doc_id)


def read_state(store: Store) -> SyncState:
    """Return what a store knows of its server; what was never said has its default."""
    with translated(store.home):
        row = store.find_row(tables.SYNC, STATE_ID) or {}
    return SyncState(**{name: _loaded(row[name]) for name in SyncState._fields if name in row})


def _loaded(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def write_state(store: Store, state: SyncState) -> None:
    """Store what is known of the server; members that a newer fieldlog has added stay as they are."""
    members: Mapping[str, Any] = state._asdict()
    with store.writing():
        store.table(tables.SYNC).upsert(tables.named_row(members, STATE_ID))


def reopen_journal(state: SyncState) -> SyncState:
    """Return a state in which everything that the journal holds is to be sent again, and as it was sent once:
    ``sent`` stays, and with it the bytes of those saves.
    """
    return state._replace(answered=state.first - 1)


def begin_feed(state: SyncState, feed_id: str) -> SyncState:
    """Return a state at the beginning of another feed: the server was restored, or is met the first time."""
    generation = state.generation + 1
    fresh = state._replace(feed_id=feed_id, generation=generation).at(None)
    # Before the first feed nothing was pulled that could be out of date.
    return reopen_journal(fresh) if state.feed_id else fresh._replace(swept=generation)
