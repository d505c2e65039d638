"""What everybody was promised, kept outside of the product: every save, and what was answered to it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.saves import Save
from fieldlog.domain.wire import thaw

Writes = Mapping[str, Mapping[str, tuple[str, str, tuple[str, ...]]]]
"""By gid and field: op, value as JSON text, over."""


class Saved(NamedTuple):
    """A save that was shown as saved; ``poison`` are the codes that the server shall put it aside with."""

    gid: str
    user: str
    frozen: bytes
    save: Save | None
    scope: str
    poison: tuple[str, ...] = ()


class Folded(NamedTuple):
    """A document as it follows from saves alone."""

    scope: str
    kind: str
    parts: Writes


class Ownership(NamedTuple):
    """Who had a customer, since when and until when (the server's time)."""

    user: str
    since: datetime
    until: datetime | None = None


class Ledger:
    """The books.

    ``stored`` are saves that the server has answered, ``answered`` when it did so first, ``aside`` those that
    were put aside once, ``lost`` those that went with a disk and were nowhere else. ``erased`` is every op
    whose value was ever erased. ``shaky`` are customers whose owner was decided after the backup that was
    brought back, ``created`` names who has recorded a customer first.
    """

    def __init__(self) -> None:
        self.saves: dict[str, Saved] = {}
        self.stored: set[str] = set()
        self.lost: set[str] = set()
        self.erased: set[str] = set()
        self.owners: dict[str, list[Ownership]] = {}
        self.shaky: set[str] = set()
        self.created: dict[str, str] = {}
        self.answered: dict[str, datetime] = {}
        self.aside: set[str] = set()

    def note(
        self, gid: str, user: str, frozen: bytes, scope: str, poison: Iterable[str] = (), is_read: bool = True
    ) -> None:
        """Note a save that its author was told is saved."""
        save = thaw(frozen) if is_read else None
        self.saves[gid] = Saved(gid, user, frozen, save, scope, tuple(poison))
        if scope.startswith("customer:") and not poison:
            self.created.setdefault(scope, user)

    def first_owner(self, scope: str, user: str, now: datetime) -> None:
        """Note that a user's save has opened a customer at the server."""
        self.owners.setdefault(scope, [Ownership(user, now)])

    def hand_over(self, scope: str, user: str, now: datetime) -> None:
        """Note that a customer has another owner (empty: nobody)."""
        history = self.owners.setdefault(scope, [])
        history[:] = [one if one.until else one._replace(until=now) for one in history]
        if user:
            history.append(Ownership(user, now))

    def owner(self, scope: str) -> str:
        """Return who has a customer now; empty: nobody."""
        return next((one.user for one in self.owners.get(scope, ()) if one.until is None), "")

    def may_be_late(self, saved: Saved, now: datetime) -> bool:
        """Say whether the last grant of the author ended so long ago that the save is put aside."""
        mine = [one for one in self.owners.get(saved.scope, ()) if one.user == saved.user]
        return bool(mine) and all(one.until and one.until < now - timedelta(days=35) for one in mine)


def fold(saves: Iterable[Saved], erased: Iterable[str]) -> dict[str, Folded]:
    """Return the documents that follow from saves, whatever their order."""
    gone = frozenset(erased)
    folded: dict[str, Folded] = {}
    for saved in saves:
        for document in saved.save.documents if saved.save else ():
            writes = {
                name: (write.op, "null" if write.op in gone else write.value, tuple(write.over))
                for name, write in document.fields.items()
            }
            known = folded.get(document.doc_id)
            parts = dict(known.parts) if known else {}
            parts[saved.gid] = writes
            folded[document.doc_id] = Folded(saved.scope, document.kind, parts)
    return folded


def live_values(parts: Writes) -> dict[str, dict[str, str]]:
    """Return by field the live ops with their values: those that no other write of the field names."""
    found: dict[str, dict[str, str]] = {}
    named: dict[str, set[str]] = {}
    for writes in parts.values():
        for field, (op, value, over) in writes.items():
            found.setdefault(field, {})[op] = value
            named.setdefault(field, set()).update(one for one in over if one != op)
    return {
        field: {op: value for op, value in ops.items() if op not in named[field]}
        for field, ops in found.items()
    }


def conflicts_in(parts: Writes) -> set[str]:
    """Return the fields with more than one distinct live value."""
    return {field for field, ops in live_values(parts).items() if len(set(ops.values())) > 1}
