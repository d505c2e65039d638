"""Looking into the store behind the command line, and moments around now for visits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldlog.actions.workspace import Workspace
from fieldlog.store.opening import Unlocking, open_store

ZONE = ZoneInfo("Asia/Shanghai")


@contextmanager
def opened(home: Path, at: datetime | None = None) -> Iterator[Workspace]:
    """The store of a folder, its clock at an instant or running."""
    now = at or datetime.now(UTC)
    with open_store(home, Unlocking(), now) as store:
        yield Workspace(store, lambda: now)


def count_saves(home: Path) -> int:
    """How many saves lie in the outbox."""
    with opened(home) as workspace:
        return len(workspace.store.outbox_rows())


def local(ago: timedelta) -> str:
    """The local time some while ago, as a person types it."""
    return (datetime.now(ZONE) - ago).strftime("%Y-%m-%d %H:%M")


def today_and(days: int) -> str:
    """The local day some days from today."""
    return (datetime.now(ZONE).date() + timedelta(days=days)).isoformat()
