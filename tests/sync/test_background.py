"""The sync beside the screens ends with them, whichever of the two notices first."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from threading import enumerate as running_threads
from typing import Any, NoReturn, TypeVar

from fieldlog.domain.errors import StoreBusyError
from fieldlog.store.store import Store
from fieldlog.sync.background import BackgroundSync, News, StoppedError
from fieldlog.sync.engine import Surroundings
from fieldlog.sync.schedule import Timing
from tests.conftest import NetworkForbiddenError

Result = TypeVar("Result")
PATIENCE_SECONDS = 20


@contextmanager
def no_network() -> Iterator[Any]:
    """A network of which nothing may be asked."""
    yield _refuse


def _refuse(*_anything: object) -> NoReturn:
    raise NetworkForbiddenError("nothing may be sent")


def test_a_store_that_was_closed_ends_the_sync_and_nothing_is_tried_again() -> None:
    tries: list[int] = []
    told: list[News] = []
    again = Event()

    def closed_store(work: Callable[[Store], Result]) -> Result:
        tries.append(1)
        if len(tries) > 1:
            again.set()
        raise StoppedError("stopped")

    around = Surroundings(lambda: datetime.now(UTC), os.urandom, os.getpid())
    sync = BackgroundSync(closed_store, no_network, around, told.append)
    before = set(running_threads())
    sync.start()
    for thread in set(running_threads()) - before:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    assert not again.is_set()
    assert sync.is_stopped
    assert [news.defect for news in told] == [None] * len(told)


def test_a_sync_that_is_asked_for_while_one_fails_comes_right_behind_it() -> None:
    tries: list[int] = []
    tried, asked, again = Event(), Event(), Event()

    def busy(work: Callable[[Store], Result]) -> Result:
        tries.append(1)
        if len(tries) > 1:
            again.set()
            raise StoppedError("stopped")
        tried.set()
        assert asked.wait(PATIENCE_SECONDS)
        raise StoreBusyError("somebody else syncs")

    around = Surroundings(lambda: datetime.now(UTC), os.urandom, os.getpid())
    never = Timing(usual=10 * PATIENCE_SECONDS, offline=10 * PATIENCE_SECONDS)
    sync = BackgroundSync(busy, no_network, around, lambda _news: None, never)
    sync.start()
    assert tried.wait(PATIENCE_SECONDS)
    sync.hurry()
    asked.set()
    try:
        assert again.wait(PATIENCE_SECONDS), "what a person asked for was forgotten"
    finally:
        sync.stop()
