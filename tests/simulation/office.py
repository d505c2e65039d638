"""The server of the simulation: the real application, watched at every statement, backed up and restored."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from sync_server.core.backups import restore_backup, write_backup
from sync_server.database import devices, schema, tables
from sync_server.database.documents import parts_of
from sync_server.database.engine import open_engine, reading, sqlite_url
from tests.simulation.crashes import ServerPoints
from tests.simulation.ledger import Folded
from tests.sync.office import Office

KEY = "ab" * 32


class Grant(NamedTuple):
    """Who may have a scope, why, and from which number to which."""

    user: str
    scope: str
    why: str
    from_seq: int
    to_seq: int | None


class Books(NamedTuple):
    """All that the server holds, as rows."""

    head: int
    feed_id: str
    documents: dict[str, Folded]
    numbers: dict[str, int]
    schemas: dict[str, int]
    conflicts: frozenset[str]
    saves: tuple[Any, ...]
    grants: tuple[Grant, ...]
    quarantine: tuple[Any, ...]
    erased: frozenset[str]


class SimOffice(Office):
    """The server; its database has all of a real one's tables."""

    points: ServerPoints

    @classmethod
    def founded(cls, folder: Path, clock: Callable[[], datetime]) -> "SimOffice":
        """Return a new office."""
        folder.mkdir()
        engine = open_engine(sqlite_url(folder / "office.db", KEY))
        schema.upgrade(engine)
        engine.dispose()
        office = cls.back(folder, clock)
        office.do(cls._found)
        return office

    @classmethod
    def back(cls, folder: Path, clock: Callable[[], datetime]) -> "SimOffice":
        """Return the office whose file lies in a folder."""
        office = cls.__new__(cls)
        office.points = ServerPoints()
        office._begin(folder, clock)
        return office

    def open(self) -> None:
        """Open the file, and be told of every statement."""
        super().open()
        self.points.watch(self.engine)

    def back_up(self, target: Path) -> None:
        """Write a backup, as the command does."""
        target.unlink(missing_ok=True)
        write_backup(self.engine, KEY, target)

    def restore(self, source: Path) -> None:
        """Put a backup in the place of everything, as the command does."""
        restore_backup(self.engine, KEY, source, "admin", self.clock())

    def image_to(self, folder: Path) -> None:
        """Copy the files as they lie on the disk at this moment."""
        folder.mkdir()
        for ending in ("", "-wal"):
            path = self.folder / f"office.db{ending}"
            if path.exists():
                shutil.copyfile(path, folder / path.name)

    def replace_by(self, folder: Path) -> None:
        """Go on with other files: the process before has ended."""
        self.close()
        shutil.rmtree(self.folder)
        folder.rename(self.folder)
        self.open()

    def device_state(self, device: str) -> str:
        """Return the state of a device; empty when it is unknown."""
        found = self.do(lambda connection: devices.find_device(connection, device))
        return "" if found is None else found.state

    def books(self) -> Books:
        """Read everything in one snapshot."""
        with reading(self.engine) as connection:
            rows = list(connection.execute(select(tables.documents)))
            names = {row.user_id: row.name for row in connection.execute(select(tables.users))}
            grants = tuple(
                Grant(names[row.user_id], row.scope, row.why, row.from_seq, row.to_seq)
                for row in connection.execute(select(tables.grants))
            )
            saves = select(tables.saves).order_by(tables.saves.c.received_at, tables.saves.c.dseq)
            found = connection.execute(select(tables.organisation)).all()
            settings = {row.name: row.value for row in found}
            return Books(
                int(connection.execute(select(tables.feed.c.head)).scalar_one()),
                settings["feed_id"],
                {row.doc_id: _folded(row) for row in rows},
                {row.doc_id: row.seq for row in rows},
                {row.doc_id: row.schema for row in rows},
                frozenset(row.doc_id for row in rows if row.is_conflict),
                tuple(connection.execute(saves)),
                grants,
                tuple(connection.execute(select(tables.quarantine))),
                _erased(connection.execute(select(tables.erasures.c.ops)).scalars()),
            )

    def brief(self) -> tuple[int, dict[str, tuple[str, int]], tuple[Grant, ...], str]:
        """Read the head, the place of every document, the grants and the feed's name, in one snapshot."""
        with reading(self.engine) as connection:
            documents = select(tables.documents.c.doc_id, tables.documents.c.scope, tables.documents.c.seq)
            places = {row.doc_id: (row.scope, row.seq) for row in connection.execute(documents)}
            query = select(tables.grants, tables.users.c.name).join(
                tables.users, tables.users.c.user_id == tables.grants.c.user_id
            )
            grants = tuple(
                Grant(row.name, row.scope, row.why, row.from_seq, row.to_seq)
                for row in connection.execute(query)
            )
            head = int(connection.execute(select(tables.feed.c.head)).scalar_one())
            feed_id = select(tables.organisation.c.value).where(tables.organisation.c.name == "feed_id")
            return head, places, grants, str(connection.execute(feed_id).scalar_one())


def _folded(row: Any) -> Folded:
    parts = {
        gid: {field: (write[0], write[1], tuple(write[2])) for field, write in part.writes.items()}
        for gid, part in parts_of(row.body).items()
    }
    return Folded(row.scope, row.kind, parts)


def _erased(found: Any) -> frozenset[str]:
    import json

    return frozenset(op for text in found for op in json.loads(text))
