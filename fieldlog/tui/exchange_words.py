"""How the exchange stands, for the first line: each in several ways, the longest first, because a line of 80
columns has room for a few words only.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from fieldlog.actions.sync_status import SyncStatus
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate, translate_plural
from fieldlog.locale.exchange import (
    show_stored,
    show_stored_shorter,
    show_trouble,
    show_trouble_shorter,
    show_waiting,
    show_waiting_shorter,
)


def exchange_words(status: SyncStatus, progress: str | None, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """Return how things stand, the longest way first; ``progress``: how far a long transfer is.

    What needs somebody is never left out for what is well; what hinders the exchange stands beside it for as
    long as there is room.
    """
    states, needs = list(_states(status, progress, now, zone)), list(_needs(status))
    if not needs:
        return tuple(states)
    together = [show_list([state, *needs]) for state in states]
    fewer = [show_list([state, needs[0]]) for state in states] if status.error else []
    return (*together, show_list(needs), *fewer, show_list(_needs(status, is_short=True)), needs[0])


def _needs(status: SyncStatus, *, is_short: bool = False) -> Iterator[str]:
    if status.conflicts:
        count = status.conflicts
        yield translate_plural("{count} conflict", "{count} conflicts", count, count=count)
    if status.put_aside:
        words = N_("{count} aside") if is_short else N_("{count} put aside")
        yield translate(words, count=status.put_aside)


def _states(status: SyncStatus, progress: str | None, now: datetime, zone: tzinfo) -> Iterator[str]:
    if progress is not None:
        yield progress
    elif status.error:
        yield from _hindered(status, now)
    elif status.waiting:
        yield from _waiting(status, now)
    elif status.last_full is None:
        yield translate(N_("not synced yet"))
        yield translate(N_("not synced"))
    else:
        stored, now = status.last_full.astimezone(zone), now.astimezone(zone)
        yield show_stored(stored, now)
        yield from show_stored_shorter(stored, now)


def _waiting(status: SyncStatus, now: datetime) -> Iterator[str]:
    age = _age(status, now)
    yield show_waiting(status.waiting, age)
    yield from show_waiting_shorter(status.waiting, age)


def _hindered(status: SyncStatus, now: datetime) -> Iterator[str]:
    trouble, shorter = show_trouble(status.error), show_trouble_shorter(status.error)
    if status.waiting:
        age = _age(status, now)
        both = N_("{trouble}, {waiting}")
        yield translate(both, trouble=trouble, waiting=show_waiting(status.waiting, age))
        for waiting in show_waiting_shorter(status.waiting, age):
            yield translate(both, trouble=shorter, waiting=waiting)
    else:
        yield trouble
    yield shorter


def _age(status: SyncStatus, now: datetime) -> timedelta | None:
    return None if status.oldest_waiting is None else now - status.oldest_waiting
