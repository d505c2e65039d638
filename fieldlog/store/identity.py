"""Which server, user and device a store belongs to: enrolled once, and a new device identity after a fork."""

from datetime import datetime

from fieldlog.domain.days import to_text
from fieldlog.domain.errors import ServerRefusedError
from fieldlog.domain.exchange import EnrolAnswer, TokenAnswer
from fieldlog.domain.problems import N_
from fieldlog.store import tables
from fieldlog.store.outbox import all_rows, renumber
from fieldlog.store.store import SETTINGS_ID, Store
from fieldlog.store.sync_state import SyncState, begin_feed, read_state, write_state


def belong_to(store: Store, server: str, answer: EnrolAnswer, now: datetime) -> SyncState:
    """Note whom the store belongs to at a server, and return the state.

    ``ServerRefusedError`` when it belongs to another server or user. A laptop that enrols again under another
    device id is a new one: it sends its journal again.
    """
    with store.writing():
        state = read_state(store)
        if state.is_enrolled:
            refuse_another(state, server)
            if answer.user_id != state.user_id:
                raise another_owner(state)
        was_enrolled = state.is_enrolled
        state = state._replace(
            server=server, user=answer.user, user_id=answer.user_id, role=answer.role, last_error=""
        )
        if was_enrolled and answer.device != state.device:
            state = _number_anew(store, state)
        state = _with_token(state, answer.device, answer.token, now)
        if answer.feed_id != state.feed_id:
            state = begin_feed(state, answer.feed_id)
        write_state(store, state)
        _adopt(store, zone=answer.zone, rep=answer.user)
    return state


def refuse_another(state: SyncState, server: str) -> None:
    """Raise ``ServerRefusedError`` when a store belongs to another server than this one."""
    if state.is_enrolled and state.server != server:
        raise another_owner(state)


def another_owner(state: SyncState) -> ServerRefusedError:
    """Return the error of a store that belongs to somebody else."""
    return ServerRefusedError(
        "another-owner",
        N_("This store belongs to {user} at {server}."),
        N_("Nothing was changed. Make a store of your own in another folder: fieldlog --home DIR init"),
        user=state.user,
        server=state.server,
    )


def _adopt(store: Store, **known: str) -> None:
    """Count days as the organisation does, and sign what is saved from now on as the office knows the rep:
    who reads a conflict or a visit must find one name for one person.
    """
    settings = store.settings()._asdict()
    new = {name: value for name, value in known.items() if value and settings[name] != value}
    if new:
        store.table(tables.SETTINGS).update(new, doc_ids=[SETTINGS_ID])
        store.mark_dirty("")


def wish_identity(store: Store, device: str) -> SyncState:
    """Keep the new device id that is going to be asked for, or the one that was asked for before, durably;
    inside ``writing``.
    """
    state = read_state(store)
    if not state.next_device:
        state = state._replace(next_device=device)
        write_state(store, state)
    return state


def become(store: Store, answer: TokenAnswer, now: datetime) -> None:
    """Be another device from now on: what the journal holds is numbered from 1 and sent again, and the names
    of the saves make that exact. Inside ``writing``.
    """
    state = _number_anew(store, read_state(store))
    write_state(store, _with_token(state, answer.device, answer.token, now))


def _number_anew(store: Store, state: SyncState) -> SyncState:
    kept = [row for row in all_rows(store) if not row.is_gone]
    renumber(store, kept)
    return state._replace(answered=0, sent=sum(row.dseq <= state.sent for row in kept), first=1)


def renew_token(store: Store, answer: TokenAnswer, now: datetime) -> None:
    """Sign in with a new token from now on; inside ``writing``."""
    state = read_state(store)
    renewed = _with_token(state, state.device, answer.token, now)
    write_state(store, renewed._replace(former_token=state.token))


def take_former_token(store: Store) -> bool:
    """Sign in with the token from before the last renewal, if there is one: a server that was restored may
    know no other. Inside ``writing``.
    """
    state = read_state(store)
    if state.former_token:
        write_state(store, state._replace(token=state.former_token, former_token=""))
    return bool(state.former_token)


def _with_token(state: SyncState, device: str, token: str, now: datetime) -> SyncState:
    return state._replace(
        device=device, token=token, token_since=to_text(now), next_device="", former_token=""
    )
