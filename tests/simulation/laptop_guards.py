"""What keeps everything on the laptop, switched off: each function says what is done instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from fieldlog.actions import save_builder
from fieldlog.domain import kinds, merging
from fieldlog.store import answers, dropping, erasure, exchange_steps, outgoing, pages, scopes, sync_state
from fieldlog.store.rows import OutboxRow
from fieldlog.store.store import Store
from fieldlog.store.sync_state import SyncState, read_state, write_state
from fieldlog.store.tinydb_sqlcipher.connection import Connection as LaptopConnection
from fieldlog.sync import engine
from tests.simulation.switching import Off, all_of, replaced


def answered_when_sent() -> Off:
    """A save counts as done when it was sent."""
    take = outgoing.take_batch

    def taken(store: Store, *limits: Any) -> tuple[OutboxRow, ...]:
        rows = take(store, *limits)
        if rows:
            state = read_state(store)
            write_state(store, state._replace(answered=rows[-1].dseq))
        return rows

    return replaced(engine, "take_batch", taken)


def no_lease() -> Off:
    """Nobody minds that somebody else syncs."""
    return all_of(
        replaced(engine, "take_lease", lambda *_: None),
        replaced(engine, "prolong_lease", lambda *_: None),
        replaced(engine, "give_lease_back", lambda *_: None),
    )


def no_overlay() -> Off:
    """What was pulled takes the place of what the laptop wrote itself."""
    return replaced(pages, "lay_over", lambda pulled, *_: pulled)


def drop_at_once() -> Off:
    """A customer goes although something of it waits."""
    return replaced(dropping, "rows_after", lambda *_: iter(()))


def drop_over_drafts() -> Off:
    """A customer goes although something was begun there."""

    class Hasty:
        """A store that does not know of drafts."""

        def __init__(self, store: Store) -> None:
            self._store = store

        def drafts(self) -> list[Any]:
            """Return nothing."""
            return []

        def __getattr__(self, name: str) -> Any:
            return getattr(self._store, name)

    settle = dropping.settle_drops
    hasty: Any = Hasty
    return replaced(exchange_steps, "settle_drops", lambda store: settle(hasty(store)))


def pull_first() -> Off:
    """The laptop pulls while its own saves wait."""
    push_all = engine.Engine._push_all

    def exchange(self: engine.Engine) -> None:
        self._finish_what_was_begun()
        self._pull_all()
        push_all(self)
        while not self._pull_all():
            push_all(self)
        self._step(lambda store: exchange_steps.note_full_sync(store, self._now()))

    return replaced(engine.Engine, "_exchange", exchange)


def journal_stays_home() -> Off:
    """A laptop that meets another feed does not send again what was answered."""
    return replaced(sync_state, "reopen_journal", lambda state: state)


def feed_not_looked_at() -> Off:
    """The laptop takes answers of whatever feed for those of its own."""

    def of_ours(found: Any, state: SyncState) -> Any:
        return msgspec.structs.replace(found, feed_id=state.feed_id)

    take_answer, take_page = exchange_steps.take_answer, exchange_steps.take_page
    return all_of(
        replaced(
            exchange_steps,
            "take_answer",
            lambda store, answer, now: take_answer(store, of_ours(answer, read_state(store)), now),
        ),
        replaced(
            exchange_steps,
            "take_page",
            lambda store, answer, request, now: take_page(
                store, of_ours(answer, read_state(store)), request, now
            ),
        ),
    )


def no_sweep() -> Off:
    """What a restored server no longer holds stays on the laptop."""
    return replaced(pages, "sweep", lambda *_: None)


def journal_not_erased() -> Off:
    """An erasure leaves the values in the journal."""
    return replaced(erasure, "_erase_in_journal", lambda *_: None)


def forms_not_erased() -> Off:
    """An erasure leaves the values in forms that were left."""
    return replaced(erasure, "_erase_in_draft", lambda *_: None)


def unread_not_erased() -> Off:
    """An erasure leaves the values in what could not be read."""
    return replaced(erasure, "_erase_unread", lambda *_: None)


def links_stay_for_ever() -> Off:
    """A link that was undone goes on joining two customers."""
    return replaced(merging, "find_taken_back", lambda _pairs: frozenset())


def links_reach_no_list() -> Off:
    """A link that was pulled changes only the customer in whose scope it lies."""
    return replaced(kinds, "REACHING_ALL_CUSTOMERS", frozenset())


def no_rinse() -> Off:
    """What was deleted stays on the pages of the file."""
    return replaced(
        engine, "rinse", lambda store: write_state(store, read_state(store)._replace(must_rinse=False))
    )


def grant_cancels_nothing() -> Off:
    """A customer that was given back is dropped all the same."""
    return replaced(scopes, "find_drop", lambda *_: None)


def everything_seen() -> Off:
    """A save writes over all that is live when it is made, not over what its form was filled from."""
    change = save_builder.SaveBuilder.change
    return replaced(
        save_builder.SaveBuilder,
        "change",
        lambda self, document, values, _seen=None: change(self, document, values),
    )


def own_overs_forgotten() -> Off:
    """A save does not name what the writer's own unpulled writes of the field had named."""
    return replaced(save_builder, "ops_to_name", lambda _register, seen: tuple(sorted(set(seen))))


def statement_by_statement() -> Off:
    """What belongs together is written one by one."""

    @contextmanager
    def writing(self: LaptopConnection) -> Iterator[None]:
        with self._lock:
            yield

    return replaced(LaptopConnection, "writing", writing)


def own_clock() -> Off:
    """The journal ages by the laptop's clock."""
    return replaced(exchange_steps, "_server_clock", lambda _state, now: now)


def put_aside_is_shown() -> Off:
    """What a put-aside save said is shown on."""
    return replaced(answers, "_take_out", lambda *_: None)
