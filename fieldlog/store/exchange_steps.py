"""The steps of a sync on the store, each for one transaction: what to ask, and what to make of the answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.exchange import PROTOCOL, PullAnswer, PullRequest, PushAnswer
from fieldlog.domain.problems import Problem
from fieldlog.store.answers import Answered, store_answers
from fieldlog.store.dropping import Dropped, settle_drops
from fieldlog.store.left import count_left
from fieldlog.store.outbox import read_rows, remove_old
from fieldlog.store.pages import Applied, apply_page
from fieldlog.store.scopes import pending_drops
from fieldlog.store.store import Store
from fieldlog.store.sync_state import SyncState, begin_feed, read_state, write_state


class Pull(NamedTuple):
    """A pull to be asked for, and the state it is asked from."""

    request: PullRequest
    state: SyncState


def get_enrolled(store: Store) -> SyncState:
    """Return the state of a store that belongs to a server; ``BadInputError`` where it belongs to none."""
    state = read_state(store)
    if not state.is_enrolled:
        raise BadInputError(Problem("server", "not-enrolled"))
    return state


def take_answer(store: Store, answer: PushAnswer, now: datetime) -> Answered | None:
    """Store the answers to saves; ``None`` when they come from another feed: all is to be sent again."""
    state = _in_contact(read_state(store), answer.server_time, now)
    if answer.feed_id != state.feed_id:
        write_state(store, begin_feed(state, answer.feed_id))
        return None
    write_state(store, state)
    return store_answers(store, answer.results, _server_clock(state, now))


def go_back_to(store: Store, expected: int) -> bool:
    """Go on with the save that the server expects next; False when the journal no longer holds it."""
    state = read_state(store)
    if expected > state.answered or not any(not row.is_gone for row in read_rows(store, expected, expected)):
        return False
    write_state(store, state._replace(answered=expected - 1))
    return True


def make_pull(store: Store, limit: int) -> Pull | None:
    """Return the next pull; ``None`` while a save that was sent has no answer."""
    state = read_state(store)
    if state.answered < min(state.sent, store.progress().dseq):
        return None
    holding = tuple(sorted(drop.scope for drop in pending_drops(store)))
    return Pull(PullRequest(PROTOCOL, state.cursor, limit, holding, state.erased), state)


def take_page(store: Store, answer: PullAnswer, request: PullRequest, now: datetime) -> Applied | None:
    """Apply a page; ``None`` when it cannot be applied, and the sync is to begin again."""
    state = _in_contact(read_state(store), answer.server_time, now)
    if answer.feed_id != state.feed_id:
        write_state(store, begin_feed(state, answer.feed_id))
        return None
    write_state(store, state._replace(told_holding=request.holding, leaves_at=answer.leaves_at))
    return apply_page(store, answer, request.cursor, request.erased)


def settle(store: Store, now: datetime) -> tuple[Dropped, bool]:
    """Carry out the drops that nothing hinders; return what went, and whether the server is to be told of it
    or of erasures.
    """
    dropped = settle_drops(store)
    if dropped.left:
        count_left(store, len(dropped.left), now)
    state = read_state(store)
    holding = tuple(sorted(drop.scope for drop in pending_drops(store)))
    return dropped, bool(state.erased) or holding != state.told_holding


def note_full_sync(store: Store, now: datetime) -> None:
    """Note that nothing waits and all was received, and let go what the journal need not keep any longer.

    The age of what was answered counts by the server's clock: one of this laptop that is years ahead, or was
    years behind, would take away what a restored server still needs.
    """
    state = read_state(store)
    if state.answered == store.progress().dseq:
        state = state._replace(last_full_at=to_text(now))
    first = remove_old(store, state.first, state.answered, state.cursor_seq, _server_clock(state, now))
    write_state(store, state._replace(first=first))


def note_outcome(store: Store, counts: Sequence[int], error: str, now: datetime) -> None:
    """Note what a sync did, and the code of what hindered it; empty: nothing."""
    with store.writing():
        state = read_state(store)
        if state.is_enrolled:
            sent, stored, _, _, received, left = counts
            at = to_text(now) if error else ""
            counted = state._replace(
                last_sent=sent, last_stored=stored, last_received=received, last_left=left
            )
            write_state(store, counted._replace(last_error=error, last_error_at=at))


def _in_contact(state: SyncState, server_time: str, now: datetime) -> SyncState:
    state = state._replace(last_contact_at=to_text(now))
    try:
        offset = round((from_text(server_time) - now).total_seconds())
    except ValueError:
        return state
    return state._replace(clock_offset=offset, server_time=server_time)


def _server_clock(state: SyncState, now: datetime) -> datetime:
    """Return what the server last said the time is; until it has said one, this laptop's."""
    return from_text(state.server_time) if state.server_time else now
