"""Which reviews the rep has looked at on this laptop; it stays here and is never synced."""

from collections.abc import Mapping
from typing import Any

from fieldlog.store import tables
from fieldlog.store.store import Store
from fieldlog.store.translation import translated

SEEN_ID = "seen-reviews"


def load_seen(store: Store) -> Mapping[str, str]:
    """Return by review the local day on which it was made, as text."""
    with translated(store.home):
        row: dict[str, Any] = store.find_row(tables.SETTINGS, SEEN_ID) or {"days": {}}
    return dict(row["days"])


def write_seen(store: Store, days: Mapping[str, str]) -> None:
    """Store which reviews were seen, in place of what was stored."""
    with store.writing():
        store.table(tables.SETTINGS).upsert(tables.named_row({"days": dict(days)}, SEEN_ID))
