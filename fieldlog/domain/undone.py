"""What the amendments that undo wrote stand for: each undo once, and whether it took away or restored."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.views import Amendment

UNDO = "undo"
"""The reason of an amendment that undo wrote; stored, and never shown."""
TOGETHER = timedelta(seconds=2)
"""So far apart are at most the times of the amendments of one save."""


class Undone(NamedTuple):
    """One undo, of what a person had saved as ``subject`` or, ``is_change``, had changed in it.

    ``restores`` says that it took another undo back.
    """

    at: datetime
    subject: str
    is_change: bool
    restores: bool


def read_undone(amendments: Iterable[Amendment]) -> tuple[Undone, ...]:
    """Return the undos among the amendments of a customer, each once, however many amendments it wrote."""
    known = {one.id: one for one in amendments}
    takes = _what_undos_take(known)
    return tuple(dict.fromkeys(_read(one, known, takes) for one in known.values() if one.id in takes))


def describe_undos(amendments: Iterable[Amendment]) -> dict[str, Sentence]:
    """Return in words what each undo among the amendments did, by its id."""
    known = {one.id: one for one in amendments}
    takes = _what_undos_take(known)
    return {
        one: Sentence(N_("restored") if _read(known[one], known, takes).restores else N_("undone"))
        for one in takes
    }


def _read(undo: Amendment, known: Mapping[str, Amendment], takes: Mapping[str, str]) -> Undone:
    seen = [undo.id]
    # A circle can only be forged.
    while (target := takes[seen[-1]]) in takes and target not in seen:
        seen.append(target)
    first = known[seen[-1]]
    corrected = known.get(first.target)
    subject = first.target if corrected is None else corrected.target
    is_change = corrected is not None or not first.withdraws
    return Undone(undo.at, subject, is_change, restores=len(seen) % 2 == 0)


def _what_undos_take(known: Mapping[str, Amendment]) -> dict[str, str]:
    """Return by the id of each undo the id of what it takes back.

    To undo an undo of changed fields is one amendment that changes them again and one that withdraws the
    first: both take back the first.
    """
    undos = {one.id: one for one in known.values() if one.reason == UNDO}
    takes = {one.id: one.target for one in undos.values()}
    for one in undos.values():
        if not one.withdraws:
            takes[one.id] = next(_withdrawn_beside(one, undos), one.target)
    return takes


def _withdrawn_beside(change: Amendment, undos: Mapping[str, Amendment]) -> Iterator[str]:
    for other in undos.values():
        former = undos.get(other.target) if other.withdraws else None
        if (
            former is not None
            and not former.withdraws
            and former.id != change.id
            and former.target == change.target
            and former.changes.keys() == change.changes.keys()
            and abs(other.at - change.at) <= TOGETHER
        ):
            yield former.id
