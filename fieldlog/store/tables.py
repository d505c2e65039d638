"""The tables of the store, and which of their members are indexed."""

from collections.abc import Mapping
from typing import Any

from tinydb.table import Document as Row

from fieldlog.store.tinydb_sqlcipher import CoveringIndex

DOCUMENTS = "documents"
OUTBOX = "outbox"
DRAFTS = "drafts"
OBLIGATIONS = "obligations"
CARDS = "cards"
DIRTY = "dirty"
SETTINGS = "settings"
SYNC = "sync"
GRANTS = "grants"
DROPS = "drops"
UNREAD = "unread"

INDEXES: dict[str, tuple[str | CoveringIndex, ...]] = {
    DOCUMENTS: ("customer", "kind", "on", "conflict"),
    OUTBOX: ("gid", "code"),
    GRANTS: ("scope",),
    OBLIGATIONS: ("customer", "due", "open", "done", "subject"),
    CARDS: (
        "name",
        "pause_end",
        "next_birthday",
        "asked_since",
        "heard_until",
        CoveringIndex(
            ("listed.district", "listed.sort"),
            beside=("listed.find", "listed.standing", "listed.contact"),
        ),
    ),
    DRAFTS: ("customer",),
}

ID_CLASSES: dict[str, type] = dict.fromkeys(
    (DOCUMENTS, DRAFTS, OBLIGATIONS, CARDS, DIRTY, SETTINGS, SYNC, GRANTS, DROPS), str
)
"""The tables that are keyed by texts; the outbox is keyed by ``dseq``, what could not be read by its turn."""

FORMAT = 2
"""Number of the store's layout; a higher one is refused, a lower one is migrated."""


def named_row(members: Mapping[str, Any], row_id: str | int) -> Row:
    """Return a row under a given id; TinyDB's own types know whole numbers only."""
    return Row(members, doc_id=row_id)  # type: ignore[arg-type]
