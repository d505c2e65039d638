"""Running seeds: once, twice with equal traces, or for some time."""

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from tests.simulation.chance import chance_of_the_system, stream
from tests.simulation.faults import Fault, Weather
from tests.simulation.invariants import i5_no_clock_matters
from tests.simulation.ledger import Folded
from tests.simulation.scheduler import EVENTS, play, weather_of
from tests.simulation.watch import ViolationError
from tests.simulation.world import World, new_folder, template

STORED_SEEDS = Path(__file__).with_name("seeds.txt")


class Run(NamedTuple):
    """How a seed went: its trace, the faults that happened, what the server held at the end, and what did not
    hold (empty: everything held)."""

    seed: str
    weather: frozenset[Weather]
    trace: tuple[str, ...]
    counts: Counter[Fault]
    documents: dict[str, Folded]
    violation: str

    @property
    def digest(self) -> str:
        """The trace in short."""
        return sha256("\n".join(self.trace).encode()).hexdigest()


def run(
    seed: str,
    weather: frozenset[Weather] | None = None,
    has_right_clocks: bool = False,
    events: int = EVENTS,
    without: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Run:
    """Run a seed; ``without`` switches a guard of the product off meanwhile."""
    template()
    folder = new_folder()
    chosen = weather_of(seed) if weather is None else weather
    violation, documents = "", {}
    with chance_of_the_system(stream(seed, "system")):
        world = World(folder, seed, chosen, has_right_clocks)
        try:
            with without():
                play(world, events)
            documents = world.office.books().documents
        except ViolationError as error:
            violation = str(error)
            world.note(violation)
        finally:
            world.close()
            shutil.rmtree(folder)
    return Run(seed, chosen, tuple(world.trace), world.counts, documents, violation)


def run_twice(seed: str, weather: frozenset[Weather] | None = None) -> Run:
    """Run a seed twice; a difference between the traces is a violation of its own."""
    first, second = run(seed, weather), run(seed, weather)
    if first.digest != second.digest:
        pairs = zip_longest(first.trace, second.trace)
        one, other = next(pair for pair in pairs if pair[0] != pair[1])
        told = f"two runs differ: {one!r} and {other!r}"
        return first._replace(violation=first.violation or told)
    return first


def clocks_matter(found: Run) -> str:
    """Return what differs when the laptops' clocks are right in a seed in which they were not (I5)."""
    right = run(found.seed, found.weather, has_right_clocks=True)
    try:
        i5_no_clock_matters(found.documents, right.documents)
    except ViolationError as error:
        return right.violation or str(error)
    return right.violation


class StoredSeed(NamedTuple):
    """A seed that has failed once, and its weather (``None``: the one that it draws)."""

    seed: str
    weather: frozenset[Weather] | None


def stored_seeds() -> list[StoredSeed]:
    """Return the seeds that have failed once, for ever to be tried again."""
    lines = STORED_SEEDS.read_text(encoding="utf-8").splitlines()
    return [_stored(words) for line in lines if (words := line.partition("#")[0].split())]


def _stored(words: list[str]) -> StoredSeed:
    return StoredSeed(words[0], frozenset(map(Weather, words[1:])) or None)


def store_seed(found: Run) -> None:
    """Keep a seed that has failed, with its weather: what it draws follows from how much there is to draw."""
    if found.seed not in {stored.seed for stored in stored_seeds()}:
        with STORED_SEEDS.open("a", encoding="utf-8") as file:
            file.write(f"{found.seed} {' '.join(sorted(found.weather))}  # {found.violation[:90]}\n")
