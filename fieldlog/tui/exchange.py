"""The exchange with the server beside the screens: how it stands in words, and the thread that syncs."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.store.store import Store
from fieldlog.tui.messages import ExchangeNews

if TYPE_CHECKING:
    from fieldlog.actions.sync_status import SyncStatus
    from fieldlog.store.left import Left
    from fieldlog.sync.background import BackgroundSync, News
    from fieldlog.tui.app import FieldlogApp

Result = TypeVar("Result")
SHOWS_EXCHANGE = "-shows-exchange"
"""The class of the screen that shows how far a sync is."""
LONG_TRANSFER = 50
"""From so many saves or entries on, how far it is is worth a word."""


class Exchange:
    """Owns the thread that syncs, and says in a few words how things stand."""

    def __init__(self, app: "FieldlogApp") -> None:
        self.status: SyncStatus | None = None
        self.news: News | None = None
        self._has_told = False
        self._app = app
        self._sync: BackgroundSync | None = None
        self._workspace: Workspace | None = None

    async def read(self) -> None:
        """Read how things stand; begin to sync once the store belongs to a server."""
        # Today is painted before this is loaded.
        from fieldlog.actions.sync_status import read_sync_status

        self._workspace = await self._app.desk.opened()
        try:
            self.status = await self._app.desk.run(read_sync_status)
        except FieldlogError as error:
            # It is asked again with every news; it is said once.
            if not self._has_told:
                self._has_told = True
                self._app.tell_error(error)
            return
        self._has_told = False
        if self.status.is_enrolled and self._sync is None:
            self._start(self._workspace)

    def _start(self, workspace: Workspace) -> None:
        # A store that belongs to no server never loads the network.
        from fieldlog.sync import background
        from fieldlog.sync.engine import Surroundings
        from fieldlog.sync.transport import HttpTransport

        around = Surroundings(workspace.now, os.urandom, os.getpid())
        seconds = background.LONGEST_WAIT_FOR_ANSWER_SECONDS
        transport = partial(HttpTransport, seconds=seconds, is_awaited=False)
        self._sync = background.BackgroundSync(self._on_store, transport, around, self._tell)
        self._sync.start()

    def _on_store(self, work: Callable[[Store], Result]) -> Result:
        """Run a step of the sync on the thread of the store, between what the screens do there."""
        from fieldlog.sync.background import StoppedError

        if self._sync is None or self._sync.is_stopped:
            raise StoppedError("stopped")
        try:
            return self._app.desk.submit(lambda workspace: work(workspace.store)).result()
        except RuntimeError as error:
            # The thread of the store has ended meanwhile.
            raise StoppedError("stopped") from error

    def _tell(self, news: "News") -> None:
        if self._sync is not None and not self._sync.is_stopped:
            self._app.post_message(ExchangeNews(news))

    async def hear(self, news: "News") -> bool:
        """Take news in; say whether what is shown may have changed."""
        self.news = news
        self._app.defect = self._app.defect or news.defect
        is_looking = self._app.screen.has_class(SHOWS_EXCHANGE)
        if news.is_running:
            return is_looking
        await self.read()
        if news.outcome is not None and news.outcome.left:
            self._tell_left(news.outcome.left)
        has_come = news.outcome is not None and bool(news.outcome.received or news.outcome.dropped)
        return is_looking or has_come

    def _tell_left(self, left: Sequence["Left"]) -> None:
        """Say who has left the laptop: the names are known now, and never again."""
        from fieldlog.locale.departures import show_ending, show_left, show_left_with_account

        ending = None if self.status is None else self.status.ending
        if ending is None or self._workspace is None:
            words = show_left((one.name, one.to_user) for one in left)
        else:
            words = [show_ending(ending.until, self._workspace.zone), show_left_with_account(len(left))]
        self._app.tell_surely("\n".join(words))

    async def ending_words(self) -> str:
        """Return that the account has ended and what to do, for a list with nobody in it; empty while it goes
        on.
        """
        from fieldlog.actions.ending import find_ending
        from fieldlog.locale.departures import show_ending

        workspace = await self._app.desk.opened()
        ending = await self._app.desk.run(find_ending)
        return "" if ending is None else show_ending(ending.until, workspace.zone)

    async def saved(self) -> None:
        """Send soon what was saved."""
        await self.read()
        if self._sync is not None:
            self._sync.nudge()

    def hurry(self) -> None:
        """Sync now."""
        if self._sync is not None:
            self._sync.hurry()

    def stop(self) -> None:
        """Begin nothing any more."""
        if self._sync is not None:
            self._sync.stop()

    # In words

    def words(self) -> tuple[str, ...]:
        """Return how things stand, the longest way first; nothing where the store belongs to no server."""
        status = self.status
        if status is None or not status.is_enrolled or self._workspace is None:
            return ()
        # Today is painted before this is loaded.
        from fieldlog.tui.exchange_words import exchange_words

        return exchange_words(status, self.progress_words(), self._workspace.now(), self._workspace.zone)

    def progress_words(self) -> str | None:
        """Return how far a long transfer is; ``None`` while there is none."""
        progress = None if self.news is None or not self.news.is_running else self.news.progress
        if progress is None or max(progress.done, progress.total or 0) < LONG_TRANSFER:
            return None
        if progress.total is None:
            return translate(N_("received {count}"), count=progress.done)
        return translate(N_("sending {done} of {total}"), done=progress.done, total=progress.total)

    def trouble(self) -> FieldlogError | None:
        """Return what hindered the last sync."""
        return None if self.news is None else self.news.error
