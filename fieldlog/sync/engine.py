"""The order of a sync, which is what keeps everything: push until nothing waits, then pull until nothing is
left, then let go what was handed over. It may be broken off anywhere and begun anew.

The engine owns no clock, no chance, no network and no thread: all of them are handed in. Every step on the
store is one short transaction that makes sure of the lease first.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.errors import FieldlogError, ServerRefusedError
from fieldlog.domain.exchange import (
    MOST_SAVES,
    USUAL_PUSH_BYTES,
    PullAnswer,
    PullRequest,
    PushAnswer,
)
from fieldlog.domain.problems import N_
from fieldlog.store import exchange_steps as steps
from fieldlog.store.dropping import rinse
from fieldlog.store.identity import become, renew_token, take_former_token, wish_identity
from fieldlog.store.lease import Holder, give_lease_back, is_process_alive, prolong_lease, take_lease
from fieldlog.store.left import Left
from fieldlog.store.outgoing import take_batch
from fieldlog.store.pages import Applied, read_again
from fieldlog.store.rows import OutboxRow
from fieldlog.store.store import Store
from fieldlog.store.sync_state import SyncState, read_state
from fieldlog.sync.garbage import rare_collections
from fieldlog.sync.ports import Desk, Progress, Tell, Transport, tell_nobody
from fieldlog.sync.server import CONFLICT, TOO_LARGE, Server
from fieldlog.sync.troubles import Refused, refusal

PAGE_ENTRIES = 500
MOST_ROUNDS = 6
"""After so many new beginnings in one sync (another feed or identity), the server is at fault."""
TOKEN_DAYS = 30
NOT_SIGNED_IN = "not-signed-in"
Result = TypeVar("Result")


class Surroundings(NamedTuple):
    """The clock, chance and process of a laptop; a simulation hands in its own."""

    clock: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    process: int
    is_alive: Callable[[int], bool] = is_process_alive


class Limits(NamedTuple):
    """How much goes into one request."""

    saves: int = MOST_SAVES
    push_bytes: int = USUAL_PUSH_BYTES
    entries: int = PAGE_ENTRIES


class Outcome(NamedTuple):
    """What a sync did: saves sent, stored, in conflict and put aside; entries received; scopes that left, and
    the customers among them by name, which are kept nowhere else.
    """

    sent: int = 0
    stored: int = 0
    conflicts: int = 0
    put_aside: int = 0
    received: int = 0
    dropped: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """The first five, and how many customers have left."""
        return (*self[:5], len(self.left))


class Engine:
    """One sync of one store with its server. ``run`` is the whole order."""

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        surroundings: Surroundings,
        tell: Tell = tell_nobody,
        limits: Limits = Limits(),  # noqa: B008 - an immutable default
    ) -> None:
        self._desk = desk
        self._transport = transport
        self._around = surroundings
        self._tell = tell
        self._limits = limits
        self._holder = Holder(_name(surroundings.random_bytes), surroundings.process)
        self._outcome = Outcome()
        self._beginnings = 0

    def run(self) -> Outcome:
        """Sync, and return what was done; raise ``ServerUnreachableError``, ``ServerRefusedError`` or
        ``StoreBusyError`` (somebody else syncs), and keep what was done until then.
        """
        with self._lease(), rare_collections():
            try:
                self._exchange()
            except ServerRefusedError as error:
                if error.code != NOT_SIGNED_IN or not self._step(take_former_token):
                    raise
                self._exchange()
        return self._outcome

    def _exchange(self) -> None:
        self._finish_what_was_begun()
        while True:
            self._push_all()
            if self._pull_all():
                break
            self._begin_again()
        self._renew_token()
        self._step(lambda store: steps.note_full_sync(store, self._now()))

    # Steps on the store

    def _now(self) -> datetime:
        return self._around.clock()

    def _step(self, work: Callable[[Store], Result]) -> Result:
        """Run a step on the store in one transaction, as the one who syncs."""

        def leased(store: Store) -> Result:
            with store.writing():
                prolong_lease(store, self._holder, self._now())
                return work(store)

        return self._desk(leased)

    @contextmanager
    def _lease(self) -> Iterator[None]:
        now, alive = self._now(), self._around.is_alive
        self._desk(lambda store: take_lease(store, self._holder, now, alive))
        try:
            yield
            self._desk(lambda store: steps.note_outcome(store, self._outcome.counts, "", self._now()))
        except FieldlogError as error:
            code = error.code if isinstance(error, ServerRefusedError) else getattr(error, "reason", "store")
            self._desk(lambda store: steps.note_outcome(store, self._outcome.counts, code, self._now()))
            raise
        finally:
            self._desk(lambda store: give_lease_back(store, self._holder))

    def _finish_what_was_begun(self) -> None:
        """Go on where an earlier sync was broken off: entries kept unread, a fork, the log to be rinsed."""
        self._step(read_again)
        self._step(steps.get_enrolled)
        if self._step(read_state).next_device:
            self._fork()
        self._rinse()

    def _server(self, state: SyncState) -> Server:
        return Server(self._transport, state.server, state.token)

    # Push

    def _push_all(self) -> None:
        """Send saves until none waits for an answer."""
        saves, size = self._limits.saves, self._limits.push_bytes
        while batch := self._step(partial(self._take, saves, size)):
            answer = self._server(batch.state).push(batch.state.feed_id, to_text(self._now()), batch.rows)
            if isinstance(answer, PushAnswer):
                self._store_answers(batch, answer)
            elif answer.status == TOO_LARGE and len(batch.rows) > 1:
                saves = max(1, len(batch.rows) // 2)
                size //= 2
            elif answer.status == CONFLICT:
                self._settle_break(answer)
            else:
                raise refusal(answer, batch.state.server)

    def _take(self, saves: int, size: int, store: Store) -> "_Batch | None":
        rows = take_batch(store, saves, size, self._now())
        return _Batch(rows, read_state(store), store.progress().dseq) if rows else None

    def _store_answers(self, batch: "_Batch", answer: PushAnswer) -> None:
        now = self._now()
        answered = self._step(lambda store: steps.take_answer(store, answer, now))
        if answered is None:
            # A server that was restored: everything is sent again.
            self._begin_again()
            return
        if not answered.stored:
            raise _endless()
        before = self._outcome
        self._outcome = before._replace(
            sent=before.sent + len(batch.rows),
            stored=before.stored + answered.stored,
            conflicts=before.conflicts + answered.conflicts,
            put_aside=before.put_aside + answered.put_aside,
        )
        self._tell(Progress("push", batch.rows[-1].dseq - batch.state.first + 1, batch.last))

    def _settle_break(self, answer: Refused) -> None:
        """Go on where the server expects it; become a device of our own when that cannot be."""
        self._begin_again()
        if answer.code == "fork" or answer.expected is None:
            self._fork()
            return
        expected = answer.expected
        if not self._step(lambda store: steps.go_back_to(store, expected)):
            self._fork()

    def _fork(self) -> None:
        wished = UUID(bytes=self._around.random_bytes(16), version=4).hex
        state = self._step(lambda store: wish_identity(store, wished))
        answer = self._server(state).fork(state.next_device)
        if isinstance(answer, Refused):
            raise refusal(answer, state.server)
        self._step(lambda store: become(store, answer, self._now()))

    def _begin_again(self) -> None:
        self._beginnings += 1
        if self._beginnings > MOST_ROUNDS:
            raise _endless()

    # Pull

    def _pull_all(self) -> bool:
        """Apply pages until nothing is left; return False when something is to be sent first."""
        has_news = False
        while True:
            asked = self._step(lambda store: steps.make_pull(store, self._limits.entries))
            if asked is None:
                return False
            answer = self._server(asked.state).pull(asked.request)
            if isinstance(answer, Refused):
                raise refusal(answer, asked.state.server)
            applied = self._apply(answer, asked.request)
            if applied is None:
                return False
            # The server knows who holds what from the cursor that it is asked with: after such a page it is
            # asked once more, or it would learn of it at the next sync, which may never come.
            has_news = has_news or bool(applied.changes_hands)
            if answer.done:
                if not self._let_go() and not has_news:
                    return True
                has_news = False

    def _apply(self, answer: PullAnswer, request: PullRequest) -> Applied | None:
        now = self._now()
        applied = self._step(lambda store: steps.take_page(store, answer, request, now))
        if applied is None:
            return None
        if not answer.done and answer.cursor == request.cursor:
            raise _endless()
        received = self._outcome.received + applied.entries
        self._outcome = self._outcome._replace(received=received)
        self._tell(Progress("pull", received, None))
        return applied

    def _let_go(self) -> bool:
        """Carry out the drops that nothing hinders; return whether the server is to be told of anything."""
        dropped, has_news = self._step(lambda store: steps.settle(store, self._now()))
        before = self._outcome
        self._outcome = before._replace(
            dropped=(*before.dropped, *dropped.scopes), left=(*before.left, *dropped.left)
        )
        self._rinse()
        return has_news

    def _rinse(self) -> None:
        if self._step(read_state).must_rinse:
            # Outside of a transaction, or the log could not be emptied.
            self._desk(rinse)

    def _renew_token(self) -> None:
        state, now = self._step(read_state), self._now()
        if abs((now - from_text(state.token_since)).days) < TOKEN_DAYS:
            return
        answer = self._server(state).renew_token()
        if not isinstance(answer, Refused):
            self._step(lambda store: renew_token(store, answer, now))


class _Batch(NamedTuple):
    rows: tuple[OutboxRow, ...]
    state: SyncState
    last: int


def _name(random_bytes: Callable[[int], bytes]) -> str:
    return urlsafe_b64encode(random_bytes(16)).rstrip(b"=").decode()


def _endless() -> ServerRefusedError:
    return ServerRefusedError(
        "endless",
        N_("The server answers again and again without going on."),
        N_("What you save waits on this laptop. Please tell your administrator."),
    )
