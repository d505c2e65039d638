"""Which customers were given to this laptop's rep, by whom, and which are on their way to somebody else."""

from typing import NamedTuple

from tinydb import where

from fieldlog.domain.documents import customer_of
from fieldlog.store import tables
from fieldlog.store.store import Store
from fieldlog.store.translation import translated


class Grant(NamedTuple):
    """The rep has a scope from a number of a feed on: why, since when (UTC text), and at a hand-over from
    whom (a name) and for which reason.
    """

    grant: str
    scope: str
    seq: int
    generation: int
    why: str
    given_at: str
    from_user: str = ""
    reason: str = ""

    @property
    def customer(self) -> str:
        """The id of the customer; empty for another scope."""
        return customer_of(self.scope) or ""


class Drop(NamedTuple):
    """A scope is no longer the rep's since a number of the feed, and goes from the laptop when what was begun
    there is finished and handed in; ``to_user`` is the name of who has it now.
    """

    scope: str
    seq: int
    grant: str
    to_user: str = ""
    reason: str = ""

    @property
    def customer(self) -> str:
        """The id of the customer; empty for another scope."""
        return customer_of(self.scope) or ""


def write_grant(store: Store, grant: Grant) -> None:
    """Store a grant; it cancels a drop of its scope from before it. Inside ``writing``."""
    store.table(tables.GRANTS).upsert(tables.named_row(grant._asdict(), grant.grant))
    pending = find_drop(store, grant.scope)
    if pending is not None and pending.seq < grant.seq:
        store.table(tables.DROPS).remove(doc_ids=[grant.scope])


def write_drop(store: Store, drop: Drop, generation: int) -> None:
    """Store that a scope is to go, unless it was given again since. Inside ``writing``."""
    if any(grant.seq > drop.seq for grant in grants_on(store, drop.scope) if grant.generation == generation):
        return
    store.table(tables.DROPS).upsert(tables.named_row(drop._asdict(), drop.scope))


def grants_on(store: Store, scope: str) -> list[Grant]:
    """Return the grants on a scope, the oldest first."""
    with translated(store.home):
        rows = store.table(tables.GRANTS).search(where("scope") == scope)
    return sorted((_grant(row) for row in rows), key=lambda grant: grant.seq)


def all_grants(store: Store) -> list[Grant]:
    """Return all grants, the oldest first."""
    with translated(store.home):
        rows = list(store.table(tables.GRANTS))
    return sorted((_grant(row) for row in rows), key=lambda grant: (grant.generation, grant.seq))


def _grant(row: dict[str, object]) -> Grant:
    return Grant(**{name: row[name] for name in Grant._fields if name in row})  # type: ignore[arg-type]


def find_drop(store: Store, scope: str) -> Drop | None:
    """Return the drop that waits for a scope."""
    with translated(store.home):
        row = store.find_row(tables.DROPS, scope)
    return None if row is None else _drop(row)


def pending_drops(store: Store) -> list[Drop]:
    """Return the drops that wait, in the order of their numbers."""
    with translated(store.home):
        rows = list(store.table(tables.DROPS))
    return sorted((_drop(row) for row in rows), key=lambda drop: drop.seq)


def _drop(row: dict[str, object]) -> Drop:
    return Drop(**{name: row[name] for name in Drop._fields if name in row})  # type: ignore[arg-type]
