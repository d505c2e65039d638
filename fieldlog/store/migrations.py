"""The store's format: brought up to date step by step when it is older, after a backup.

A step rewrites the tables of one format into the next. Frozen saves in the outbox are never migrated.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from fieldlog.store import tables
from fieldlog.store.store import Store

Step = Callable[[Store], None]

STEPS: Mapping[int, Step] = {}
"""For each format the step that leads to the next one."""


def bring_up_to_date(
    store: Store,
    make_backup: Callable[[Path], object],
    now: datetime,
    steps: Mapping[int, Step] = STEPS,
    wanted: int = tables.FORMAT,
) -> Path | None:
    """Migrate an older store to the ``wanted`` format and return the backup made before; ``None`` when
    nothing was to do.
    """
    found = store.database.user_version
    if found == wanted:
        return None
    backup = store.home / f"before-format-{wanted}-{now:%Y%m%dT%H%M%SZ}.fieldlog-backup"
    make_backup(backup)
    with store.writing():
        # Another process may have brought it up to date since it was looked at.
        for number in range(store.database.user_version, wanted):
            steps[number](store)
        store.database.user_version = wanted
    return backup
