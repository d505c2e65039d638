"""Laptops for tests: stores in folders, enrolled at an office, synced by the real engine."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import Document
from fieldlog.store.settings import Settings
from fieldlog.store.store import SETTINGS_ID, Store
from fieldlog.store.sync_state import SyncState, read_state
from fieldlog.store.tables import SETTINGS
from fieldlog.sync.engine import Engine, Limits, Outcome, Surroundings
from fieldlog.sync.enrolment import enrol
from fieldlog.sync.ports import Transport
from tests.store.stores import Clock, make_workspace, open_again

ADDRESS = "http://127.0.0.1:8765"
Result = TypeVar("Result")


class Laptop:
    """A rep's laptop."""

    def __init__(self, home: Path, transport: Transport, clock: Clock, seed: int, name: str = "") -> None:
        self.home = home
        self.transport = transport
        self.clock = clock
        self.random = Random(seed)
        self.limits = Limits()
        self.process = 1
        if home.exists():
            self.workspace = open_again(home, seed, clock)
        else:
            self.workspace = make_workspace(home, seed, clock)
            take_the_practice_away(self.store, name)
            self.workspace = Workspace(self.store, clock, self.random.randbytes)

    @property
    def store(self) -> Store:
        """The store."""
        return self.workspace.store

    @property
    def state(self) -> SyncState:
        """What the laptop knows of its server."""
        return read_state(self.store)

    @property
    def around(self) -> Surroundings:
        """The clock and chance of the laptop."""
        return Surroundings(self.clock, self.random.randbytes, self.process, lambda one: one == self.process)

    def desk(self, work: Callable[[Store], Result]) -> Result:
        """Run work on the store."""
        return work(self.store)

    def engine(self) -> Engine:
        """Return an engine for one sync."""
        return Engine(self.desk, self.transport, self.around, limits=self.limits)

    def enrol(self, code: str) -> SyncState:
        """Enrol with a code."""
        return enrol(self.desk, self.transport, self.around, ADDRESS, code, "测试")

    def sync(self) -> Outcome:
        """Sync once."""
        return self.engine().run()

    def get(self, doc_id: str) -> Document:
        """Return a document that must be there."""
        document = self.store.find_document(doc_id)
        assert document is not None
        return document

    def change(self, doc_id: str, **values: object) -> str:
        """Change fields of a document and return the name of the save."""
        document = self.get(doc_id)
        builder = SaveBuilder(self.workspace, document.scope.partition(":")[2])
        builder.change(document, values)
        return builder.commit().gid

    def copy_to(self, home: Path, seed: int) -> "Laptop":
        """Return a laptop that was restored from an image of this one."""
        self.store.close()
        shutil.copytree(self.home, home)
        self.workspace = open_again(self.home, seed + 1, self.clock)
        return Laptop(home, self.transport, self.clock, seed)


def take_the_practice_away(store: Store, name: str) -> None:
    """Make a practice store one of a rep's own, which can be enrolled."""
    # The published key opens it in a moment; all else is as in a store of one's own.
    settings: Settings = store.settings()._replace(practice=False, rep=name or "小王")
    with store.writing():
        store.table(SETTINGS).update(settings._asdict(), doc_ids=[SETTINGS_ID])


def everything(store: Store) -> dict[str, Document]:
    """Return all documents by id, each with its parts in the order of their names."""
    from fieldlog.store.rows import row_to_document
    from fieldlog.store.tables import DOCUMENTS

    found = [row_to_document(row) for row in store.table(DOCUMENTS)]
    return {one.doc_id: one._replace(parts=dict(sorted(one.parts.items()))) for one in found}
