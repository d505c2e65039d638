"""Examining a store: each check says whether it is well, and if not, the next step."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.errors import StoreError
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.visit_times import find_clock_problem
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.store import Store
from fieldlog.store.sync_state import read_state
from fieldlog.store.translation import translated

WELL, WARNING, FAULT = "well", "warning", "fault"
LEAST_FREE_BYTES = 200 * 1024 * 1024
OLDEST_BACKUP_HINT = N_("Run: fieldlog restore FILE --force with your last backup.")


class Check(NamedTuple):
    """One thing examined: its name, ``well``, ``warning`` or ``fault``, what was found, and the next step."""

    name: str
    state: str
    found: Sentence
    hint: str = ""


def examine(store: Store, now: datetime) -> tuple[Check, ...]:
    """Examine an open store as of ``now``; changes nothing."""
    return tuple(_examined(name, store, now) for name in _CHECKS)


def _examined(name: str, store: Store, now: datetime) -> Check:
    try:
        with translated(store.home):
            return _CHECKS[name](store, now)
    except StoreError as error:
        # A damaged page stops one check; the others may still tell something.
        return _fault_of(name, error)


def examine_closed(home: Path, error: StoreError) -> tuple[Check, ...]:
    """Return what can be said of a store that does not open, with the error that says why."""
    checks = [_fault_of("store", error)]
    if home.is_dir():
        checks.append(_space_in(home))
    return tuple(checks)


def _fault_of(name: str, error: StoreError) -> Check:
    return Check(name, FAULT, Sentence(error.message, error.arguments), error.hint)


def _file(store: Store, _now: datetime) -> Check:
    problems = store.database.integrity_problems()
    if problems:
        return Check(
            "file", FAULT, Sentence(N_("damaged: {reason}"), {"reason": problems[0]}), OLDEST_BACKUP_HINT
        )
    return Check("file", WELL, Sentence(N_("every page decrypts and is whole")))


def _format(store: Store, _now: datetime) -> Check:
    return Check("format", WELL, Sentence(N_("format {number}"), {"number": store.database.user_version}))


def _outbox(store: Store, _now: datetime) -> Check:
    rows, answered = store.outbox_rows(), read_state(store).answered
    # An erasure changes the bytes of a save on purpose; of answered ones, the old go.
    damaged = [
        row.dseq for row in rows if not row.erased and hashlib.sha256(row.frozen).hexdigest() != row.hash
    ]
    gaps = [
        row.dseq for before, row in pairwise(rows) if row.dseq != before.dseq + 1 and row.dseq > answered + 1
    ]
    if damaged or gaps:
        found = Sentence(N_("saves that do not fit: {numbers}"), {"numbers": tuple(damaged + gaps)})
        return Check("saves", FAULT, found, OLDEST_BACKUP_HINT)
    return Check("saves", WELL, Sentence(N_("{count}, each as it was written"), {"count": len(rows)}))


def _keys(store: Store, _now: datetime) -> Check:
    slots = KeyFile.load(store.home).list_slots()
    kinds = {slot.kind for slot in slots}
    found = Sentence(N_("ways to open: {slots}"), {"slots": tuple(slot.kind for slot in slots)})
    if "practice" in kinds or len(kinds) > 1:
        return Check("keys", WELL, found)
    return Check("keys", WARNING, found, N_("Add another way: fieldlog key add passphrase"))


def _space(store: Store, _now: datetime) -> Check:
    return _space_in(store.home)


def _space_in(home: Path) -> Check:
    free = shutil.disk_usage(home).free
    found = Sentence(N_("{megabytes} MB free"), {"megabytes": free // (1024 * 1024)})
    if free < LEAST_FREE_BYTES:
        return Check("space", WARNING, found, N_("Free some space before the next visits."))
    return Check("space", WELL, found)


def _clock(store: Store, now: datetime) -> Check:
    last = store.progress().last_saved_at
    problem = find_clock_problem(now, from_text(last) if last else None)
    if problem is not None:
        found = Sentence(
            N_("the clock says {now}, but the last save was at {last}"), {"now": to_text(now), "last": last}
        )
        return Check("clock", WARNING, found, N_("Set the clock of this laptop."))
    return Check("clock", WELL, Sentence(N_("{now}, not before the last save"), {"now": to_text(now)}))


def _drafts(store: Store, _now: datetime) -> Check:
    drafts = store.drafts()
    return Check("drafts", WELL, Sentence(N_("{count} unfinished"), {"count": len(drafts)}))


_CHECKS: dict[str, Callable[[Store, datetime], Check]] = {
    "file": _file,
    "format": _format,
    "saves": _outbox,
    "keys": _keys,
    "space": _space,
    "clock": _clock,
    "drafts": _drafts,
}


def has_fault(checks: Iterable[Check]) -> bool:
    """Say whether any check found a fault."""
    return any(check.state == FAULT for check in checks)
