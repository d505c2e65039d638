"""Laptops of the simulation: the real store and engine, a clock that may be wrong, several processes."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from fieldlog.store.outbox import all_rows
from fieldlog.sync.engine import Surroundings
from fieldlog.sync.transport import HttpTransport, make_client
from tests.simulation.chance import stream
from tests.simulation.crashes import LaptopPoints
from tests.simulation.network import Link
from tests.store.stores import Clock, open_again
from tests.sync.laptops import Laptop

if TYPE_CHECKING:
    from tests.simulation.world import World


class Form(NamedTuple):
    """A field of a document that somebody is changing: the ops that were shown, and the feed's place then
    (``None``: it was left and lies in the store)."""

    doc_id: str
    customer: str
    field: str
    seen: tuple[str, ...]
    cursor: int | None


class LaptopClock(Clock):
    """The clock of a laptop: it goes on with the world's, and is off by some time."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self._world = world
        self.offset = timedelta(0)

    def __call__(self) -> datetime:
        """Return what the laptop takes for now."""
        return self._world.time + self.offset


class SimLaptop(Laptop):
    """A rep's laptop; ``journal`` holds the saves that its outbox must hold, by gid, and since when (the true
    time) they are answered."""

    def __init__(
        self, world: "World", name: str, user: str, home: Path, origin: "SimLaptop | None" = None
    ) -> None:
        self.world = world
        self.name = name
        self.user = user
        clock = origin.clock if origin else LaptopClock(world)
        assert isinstance(clock, LaptopClock)
        self.wall = clock
        self.root: SimLaptop = origin or self
        seed = stream(world.seed, name, world.event).getrandbits(32)
        super().__init__(home, HttpTransport(make_client(Link(world, self))), clock, seed, user)
        self.engine_random = Random(seed + 1)
        self.process = world.next_process()
        self.alive: set[int] = origin.alive if origin else set()
        self.alive.add(self.process)
        self.points = LaptopPoints(self.store)
        self.journal: dict[str, datetime | None] = origin.journal if origin else {}
        self.forms: list[Form] = []
        self.is_revoked = False
        self.is_busy = False
        self.has_twin = False
        self.served = self.asked = 0
        self.last_contact = datetime.min.replace(tzinfo=UTC)
        self.wanted_wait: float | None = None
        self.known: set[tuple[str, int]] = set()
        self.known_feed = ""
        self.answered_at_start = 0

    @property
    def around(self) -> Surroundings:
        """The clock, chance and process of the laptop."""
        return Surroundings(self.clock, self.engine_random.randbytes, self.process, self.alive.__contains__)

    def reseed(self, event: int) -> None:
        """Let the ids of an event follow from the seed and the event alone."""
        self.asked = 0
        self.random.seed(f"{self.world.seed}/{event}/{self.name}/ids")
        self.engine_random.seed(f"{self.world.seed}/{event}/{self.name}/engine")

    def beside(self) -> "SimLaptop":
        """Return another process on the same store."""
        self.world.besides += 1
        other = SimLaptop(self.world, f"{self.name}+{self.world.besides}", self.user, self.home, self)
        other.reseed(self.world.event)
        return other

    def end(self) -> None:
        """Let this process end in order."""
        self.alive.discard(self.process)
        self.store.close()

    def restart(self, is_killed: bool) -> None:
        """Begin a new process on the store, after the one before was killed or has ended."""
        if is_killed:
            self.points.kill()
        else:
            self.store.close()
        self.alive.discard(self.process)
        self.reopen()

    def reopen(self) -> None:
        """Open the store that lies in the folder."""
        seed = stream(self.world.seed, self.name, self.world.event, "again").getrandbits(32)
        self.workspace = open_again(self.home, seed, self.clock)
        self.random = Random(seed)
        self.workspace.random_bytes = self.random.randbytes
        self.process = self.world.next_process()
        self.alive.add(self.process)
        self.points = LaptopPoints(self.store)
        self.forms.clear()

    def copy_home(self, target: Path) -> None:
        """Copy the disk of the laptop while no process runs."""
        self.alive.discard(self.process)
        self.store.close()
        shutil.copytree(self.home, target)
        self.reopen()

    def put_back(self, image: Path) -> None:
        """Restore the laptop from an image."""
        self.points.kill()
        self.alive.discard(self.process)
        shutil.rmtree(self.home)
        shutil.copytree(image, self.home)
        self.reopen()
        self.take_stock()

    def take_stock(self) -> None:
        """Let the journal be what the disk holds."""
        first, now = self.world.ledger.answered, self.world.time
        answered = self.state.answered
        self.journal.clear()
        for row in all_rows(self.store):
            if not row.is_gone:
                is_answered = row.dseq <= answered and row.answered_at
                self.journal[row.gid] = first.get(row.gid, now) if is_answered else None
