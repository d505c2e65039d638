"""One sync at a time on a store: whoever syncs holds a lease, and a dead process loses it.

Each step of a sync makes sure of the lease in its own transaction and prolongs it, so that a process that
slept through its lease stops before it changes anything.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.errors import StoreBusyError
from fieldlog.domain.problems import N_
from fieldlog.store import tables
from fieldlog.store.store import Store

LEASE_ID = "lease"
LEASE = timedelta(seconds=90)


class Holder(NamedTuple):
    """Who syncs: 128 random bits, and the process."""

    name: str
    process: int


class LeaseLostError(StoreBusyError):
    """Somebody else has taken the lease over, because this process was away for too long."""


def is_process_alive(process: int) -> bool:
    """Say whether a process of this computer is there; where that cannot be asked, it may be."""
    if sys.platform == "win32":
        # There, the signal 0 would end the process.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def take_lease(
    store: Store, holder: Holder, now: datetime, is_alive: Callable[[int], bool] = is_process_alive
) -> None:
    """Become the one who syncs, or raise ``StoreBusyError`` while somebody else does."""
    with store.writing():
        row = store.find_row(tables.SYNC, LEASE_ID)
        if row is not None and row["holder"] != holder.name and _is_held(row, now, is_alive):
            raise StoreBusyError(
                N_("Another fieldlog is syncing this store."), N_("It does the same work; just wait for it.")
            )
        _write(store, holder, now)


def _is_held(row: dict[str, object], now: datetime, is_alive: Callable[[int], bool]) -> bool:
    until = from_text(str(row["until"]))
    # A lease that ends further ahead than any can was taken under a clock that has been set back since.
    return now < until <= now + LEASE and is_alive(int(str(row["process"])))


def prolong_lease(store: Store, holder: Holder, now: datetime) -> None:
    """Keep the lease for some time more; inside the transaction of a step of the sync."""
    row = store.find_row(tables.SYNC, LEASE_ID)
    if row is None or row["holder"] != holder.name:
        raise LeaseLostError(
            N_("Another fieldlog has gone on with the sync of this store."),
            N_("Nothing is lost; just wait for it."),
        )
    _write(store, holder, now)


def _write(store: Store, holder: Holder, now: datetime) -> None:
    row = {"holder": holder.name, "process": holder.process, "until": to_text(now + LEASE)}
    store.table(tables.SYNC).upsert(tables.named_row(row, LEASE_ID))


def give_lease_back(store: Store, holder: Holder) -> None:
    """Let others sync."""
    with store.writing():
        row = store.find_row(tables.SYNC, LEASE_ID)
        if row is not None and row["holder"] == holder.name:
            store.table(tables.SYNC).remove(doc_ids=[LEASE_ID])
