"""The practice territory: made-up customers with a year of visits and promises in every state.

It is the same for the same seed and day, dated relative to today so that Today is never empty, and written by
the same saves as real work.
"""

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

from fieldlog.actions.held_notes import hold_note
from fieldlog.actions.homes import init_practice_store
from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.territory.telling import Fresh
from fieldlog.domain.territory.year import PracticeYear
from fieldlog.store.derived import refresh
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.opening import DATABASE_NAME, Unlocking, has_store, open_store, store_files

CUSTOMERS = 120
SEED = 20260101
PRACTICE_REP = "练习员小王"
PRACTICE_ZONE = "Asia/Shanghai"


class _StoreDesk:
    """Keeps what is told in a laptop's store, whose clock goes along with it."""

    def __init__(self, workspace: Workspace) -> None:
        self._clock = workspace.now()
        self._workspace = Workspace(workspace.store, lambda: self._clock, workspace.random_bytes)

    def new_document_id(self) -> str:
        return new_document_id(self._workspace)

    def save(self, at: datetime, customer: str, documents: Sequence[Fresh]) -> None:
        self._clock = at
        builder = SaveBuilder(self._workspace, customer)
        for document in documents:
            builder.create(*document)
        builder.commit()

    def hold(self, at: datetime, customer: str, visit: str, health: Mapping[str, str]) -> None:
        self._clock = at
        hold_note(self._workspace, customer, visit, health)


class Territory(NamedTuple):
    """How much was made up."""

    customers: int
    visits: int
    promises: int


def is_practice_home(home: Path) -> bool:
    """Say whether a folder holds a practice store."""
    return has_store(home) and KeyFile.load(home).is_practice


def may_become_practice(home: Path) -> bool:
    """Say whether a folder is missing or empty, or holds a practice store already."""
    if has_store(home):
        return is_practice_home(home)
    return not home.exists() or (home.is_dir() and not any(home.iterdir()))


def is_practice_of_today(home: Path, now: datetime) -> bool:
    """Say whether a folder holds a practice store that was made on the local day of ``now``."""
    if not is_practice_home(home) or not (home / DATABASE_NAME).exists():
        return False
    with open_store(home, Unlocking(), now) as store:
        workspace = Workspace(store)
        made = from_text(workspace.settings.created_at)
        return local_day(made, workspace.zone) == local_day(now, workspace.zone)


def count_territory(home: Path, now: datetime) -> Territory:
    """Count what a practice store holds."""
    with open_store(home, Unlocking(), now) as store:
        return Territory(
            *(store.count_documents(kind) for kind in (kinds.CUSTOMER, kinds.VISIT, kinds.PROMISE))
        )


def make_practice_store(home: Path, now: datetime, seed: int = SEED, customers: int = CUSTOMERS) -> Territory:
    """Make a practice store in a folder that is empty or holds an older one; refuse to touch a real store."""
    home = home.absolute()
    if not may_become_practice(home):
        raise BadInputError(Problem("home", "not-a-practice-store", {"home": str(home)}))
    fresh = home.with_name(f".{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    territory = _fill(fresh, now, Random(seed), customers)
    _put_in_place(fresh, home)
    return territory


def _put_in_place(fresh: Path, home: Path) -> None:
    if not home.exists():
        fresh.replace(home)
        return
    # Only the store is exchanged, whatever else lies in the folder; its database last, without another one's
    # log.
    for path in reversed(store_files(home)):
        replacement = fresh / path.name
        if replacement.exists():
            replacement.replace(path)
        else:
            path.unlink(missing_ok=True)
    shutil.rmtree(fresh)


def _fill(home: Path, now: datetime, random: Random, customers: int) -> Territory:
    workspace = init_practice_store(home, PRACTICE_REP, PRACTICE_ZONE, now, random.randbytes)
    with workspace.store:
        year = PracticeYear(_StoreDesk(workspace), random, now, workspace.zone)
        with workspace.store.writing():
            for number in range(customers):
                year.add_customer(number, customers)
        refresh(workspace.store, now)
        return Territory(customers, year.visits, year.promises)
