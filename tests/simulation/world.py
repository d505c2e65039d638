"""The world of one seed: its time, its chance, its server, its laptops, and the trace of what happened."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import httpx

from fieldlog.store.lease import is_process_alive
from fieldlog.store.outbox import all_rows
from sync_server.core.users import add_user
from tests.simulation.chance import chance_of_the_system, stream
from tests.simulation.crashes import CrashError, Happening, ServerCrashError
from tests.simulation.faults import Fault, Weather
from tests.simulation.laptops import SimLaptop
from tests.simulation.ledger import Ledger
from tests.simulation.network import Asked, Carried, draw
from tests.simulation.office import SimOffice
from tests.simulation.operators import Desk, happen_between
from tests.simulation.watch import Watch, require
from tests.store.stores import NOW, Clock
from tests.sync.laptops import Laptop

LAPTOPS = {"wang1": "小王", "wang2": "小王", "chen": "小陈", "li": "老李"}
PREFIX = "fieldlog-simulation-"
_HAPPENS = 0.3


class World:
    """One seed as it goes on."""

    def __init__(
        self, folder: Path, seed: str, weather: frozenset[Weather], has_right_clocks: bool = False
    ) -> None:
        self.folder = folder
        self.seed = seed
        self.weather = weather
        self.has_right_clocks = has_right_clocks
        self.time = NOW
        self.event = 0
        self.chance = stream(seed, "setup")
        self.trace: list[str] = []
        self.counts: Counter[Fault] = Counter()
        self.ledger = Ledger()
        self.watch = Watch(self)
        self.in_flight: list[tuple[Asked, SimLaptop]] = []
        self.past: list[tuple[Asked, SimLaptop]] = []
        self.retired: set[str] = set()
        self.images: dict[str, Path] = {}
        self.requests = self.depth = self.words = self.besides = self._process = 0
        self.is_calm = False
        self.laptops: list[SimLaptop] = []
        self.desk = Desk(self)
        self._begin()

    def _begin(self) -> None:
        shutil.copytree(template() / "office", self.folder / "office")
        self.office = SimOffice.back(self.folder / "office", self.now)
        for name, user in LAPTOPS.items():
            shutil.copytree(template() / name, self.folder / name)
            self.laptops.append(SimLaptop(self, name, user, self.folder / name))
        self._read_what_is_there()

    def _read_what_is_there(self) -> None:
        for laptop in self.laptops:
            for row in all_rows(laptop.store):
                self.ledger.note(row.gid, laptop.user, row.frozen, row.scope)
                self.ledger.stored.add(row.gid)
                self.ledger.answered[row.gid] = self.time
                self.ledger.first_owner(row.scope, laptop.user, self.time)
            laptop.take_stock()
            places = self.office.brief()[1]
            laptop.known_feed = laptop.state.feed_id
            laptop.known = {(doc_id, number) for doc_id, (_, number) in places.items()}

    def close(self) -> None:
        """Let all processes end."""
        for laptop in self.laptops:
            laptop.end()
        self.office.close()

    # Time, chance, trace

    def now(self) -> datetime:
        """Return the true time, which the server knows."""
        return self.time

    def go_on(self, **length: float) -> None:
        """Let time pass."""
        self.time += timedelta(**length)

    def next_event(self) -> Random:
        """Begin an event; its chance follows from the seed and its number alone."""
        self.event += 1
        self.besides = 0
        self.chance = stream(self.seed, "event", self.event)
        for laptop in self.laptops:
            laptop.reseed(self.event)
        return self.chance

    def next_process(self) -> int:
        """Return the number of a new process."""
        self._process += 1
        return self._process

    def word(self) -> str:
        """Return a text that nobody has written yet."""
        self.words += 1
        return f"密{sha256(f'{self.seed}/{self.words}'.encode()).hexdigest()[:14]}"

    def note(self, *facts: object) -> None:
        """Add a line to the trace."""
        line = f"{self.event:3} {self.time:%m-%dT%H:%M:%S} {'  ' * self.depth}{' '.join(map(str, facts))}"
        self.trace.append(line.rstrip())

    def count(self, fault: Fault) -> None:
        """Count a fault that has really happened."""
        self.counts[fault] += 1
        self.note("!", fault.value)

    def has(self, weather: Weather) -> bool:
        """Say whether a kind of trouble may come now."""
        return weather in self.weather and not self.is_calm

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Let nothing go wrong meanwhile."""
        before, self.is_calm = self.is_calm, True
        try:
            yield
        finally:
            self.is_calm = before

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Do something in the middle of something else: nothing more goes wrong there."""
        self.depth += 1
        with self.calm():
            try:
                yield
            finally:
                self.depth -= 1

    # Requests

    def draw_fault(self, laptop: SimLaptop, asked: Asked) -> Fault | None:
        """Return what goes wrong with a request, and let others act before it goes out."""
        laptop.wanted_wait = None
        if self.is_calm:
            return None
        if Weather.PROCESSES in self.weather and self.chance.random() < 0.12:
            from tests.simulation.people import act_beside

            act_beside(self, laptop)
        self.past.append((asked, laptop))
        return draw(self.chance, self.weather, asked)

    def deliver(self, asked: Asked, laptop: SimLaptop, is_late: bool = False) -> Carried:
        """Let the server answer a request."""
        before = self.office.brief() if asked.path == "/v1/pull" else None
        was_revoked = laptop.root.is_revoked and not is_late
        points = self.office.points
        is_outermost = not points.is_watching and not self.is_calm
        if is_outermost:
            points.begin(*self._plan(asked, laptop))
        else:
            points.is_watching = False
        try:
            request = httpx.Request("POST", asked.url, headers=asked.headers, content=asked.body)
            response = self.office.carrier.handle_request(request)
            carried = Carried(
                response.status_code, list(response.headers.items()), b"".join(response.iter_raw())
            )
        finally:
            points.end()
        self.note(" ->", asked.path, carried.status, sha256(carried.content).hexdigest()[:8])
        self.watch.answered(laptop, asked, carried, before, is_late)
        self.check(
            not was_revoked or carried.status != 200 or asked.path == "/v1/enrol",
            "I6",
            "revoked:",
            laptop.name,
        )
        return carried

    def _plan(self, asked: Asked, laptop: SimLaptop) -> tuple[int, Happening | None]:
        kinds = [weather for weather in (Weather.CRASHES, Weather.INTERLEAVING) if self.has(weather)]
        if not kinds or self.chance.random() > _HAPPENS * len(kinds):
            return 0, None
        if self.chance.choice(kinds) == Weather.INTERLEAVING:
            # A push reads for a few statements, and then it writes for many; a pull reads.
            due = self.chance.randint(1, 16 if asked.path == "/v1/push" and self.chance.random() < 0.3 else 9)
            return due, lambda is_writing, has_snapshot: happen_between(
                self, laptop, asked, is_writing, has_snapshot
            )
        return self.chance.randint(1, 26), self._crash

    def _crash(self, _is_writing: bool, _has_snapshot: bool) -> bool:
        self.office.image_to(self.folder / "crashed")
        self.count(Fault.SERVER_CRASH)
        raise ServerCrashError

    def restart_office(self) -> None:
        """Begin a new process of the server on what the one before has left on the disk."""
        self.office.replace_by(self.folder / "crashed")

    # Laptops

    def laptop_crashed(self, laptop: SimLaptop, error: CrashError) -> None:
        """Begin again on a laptop that was killed."""
        if isinstance(error, ServerCrashError):
            raise error
        self.count(Fault.LAPTOP_CRASH)
        self.reopened(laptop, is_killed=True)

    def reopened(self, laptop: SimLaptop, is_killed: bool) -> None:
        """Begin a new process on a laptop, and see what its disk holds."""
        from tests.simulation.people import adopt

        laptop.restart(is_killed)
        laptop.reseed(self.event)
        adopt(self, laptop)

    def note_losses(self) -> None:
        """Note which saves nobody holds any more, after a disk was replaced."""
        held = {save.gid for save in self.office.books().saves}
        for laptop in self.laptops:
            # What was put aside stays there for longer than the journal reaches back.
            first = laptop.state.first
            held |= {row.gid for row in all_rows(laptop.store) if not row.is_gone and row.dseq >= first}
        self.ledger.lost |= self.ledger.saves.keys() - held
        self.ledger.stored -= self.ledger.lost

    def check(self, holds: object, invariant: str, *facts: object) -> None:
        """Require something, with the number of the event in the message."""
        require(holds, invariant, f"event {self.event}:", *facts)


@cache
def template() -> Path:
    """Return a folder with a founded server and enrolled laptops, made once in a process."""
    _remove_what_others_left()
    folder = new_folder()
    _remove_at_exit(folder)
    with chance_of_the_system(stream("template")):
        clock = Clock()
        office = SimOffice.founded(folder / "office", clock)
        for name, role, team in (
            ("王主管", "supervisor", "一队"),
            ("小王", "rep", "一队"),
            ("小陈", "rep", "一队"),
            ("老李", "rep", "二队"),
        ):
            office.do(
                lambda connection, name=name, role=role, team=team: add_user(  # type: ignore[misc]
                    connection, name, role, team, None, "admin", clock()
                )
            )
        laptops = [
            Laptop(folder / name, office, clock, n, user) for n, (name, user) in enumerate(LAPTOPS.items())
        ]
        for laptop in laptops:
            laptop.enrol(office.code_for(laptop.store.settings().rep))
            laptop.sync()
        for number, laptop in enumerate((laptops[0], laptops[0], laptops[2], laptops[3])):
            _begin_customer(laptop, number)
        for laptop in (*laptops, *laptops):
            laptop.sync()
        for laptop in laptops:
            laptop.store.close()
        office.close()
    return folder


def _begin_customer(laptop: "Laptop", number: int) -> None:
    from fieldlog.actions.save_builder import SaveBuilder, new_document_id
    from tests.simulation.people import profile, visit

    customer = new_document_id(laptop.workspace)
    builder = SaveBuilder(laptop.workspace, customer)
    profile(builder, laptop.workspace, customer, f"密{number:014x}", f"密a{number:013x}")
    builder.commit()
    builder = SaveBuilder(laptop.workspace, customer)
    visit(builder, laptop.workspace, {"note": f"密b{number:013x}", "health.body": f"密c{number:013x}"})
    builder.commit()


def _remove_at_exit(folder: Path) -> None:
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def new_folder() -> Path:
    """Make a folder, in memory where there is any for files: a simulated crash needs no real disk."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_disk()))


def _disk() -> str:
    return "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()


def _remove_what_others_left() -> None:
    """Remove the folders of simulations that were killed: they would fill the memory."""
    for folder in Path(_disk()).glob(f"{PREFIX}*-*"):
        process = folder.name.removeprefix(PREFIX).partition("-")[0]
        if process.isdigit() and not is_process_alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)
