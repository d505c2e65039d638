"""The store's format: brought up to date step by step when it is older, after a backup.

A step rewrites the tables of one format into the next. Frozen saves in the outbox are never migrated.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldlog.store import tables
from fieldlog.store.rows import document_to_row, row_to_document
from fieldlog.store.store import Store

Step = Callable[[Store], None]


def _prepare_for_sync(store: Store) -> None:
    """Format 2: saves name their scope, and documents say whether a field of them is in conflict."""
    # Only a migration loads what reading frozen saves needs.
    from fieldlog.domain.wire import thaw

    outbox = store.table(tables.OUTBOX)
    scopes = {row["gid"]: thaw(row["frozen"].encode()).scope for row in outbox}

    def add_scope(row: Any) -> None:
        row["scope"] = scopes[row["gid"]]

    outbox.update(add_scope)

    def add_conflict(row: Any) -> None:
        row.update(document_to_row(row_to_document(row)))

    store.table(tables.DOCUMENTS).update(add_conflict)


STEPS: Mapping[int, Step] = {1: _prepare_for_sync}
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
