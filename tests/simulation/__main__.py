"""Running the simulation by hand: for some time, or one seed with its trace."""

import argparse
import sys
import time
from collections import Counter
from itertools import count

from tests.simulation.faults import Fault, Weather
from tests.simulation.run import clocks_matter, run, run_twice, store_seed
from tests.simulation.scheduler import weather_of


def main() -> int:
    """Run seeds, print the faults that happened, and return 1 at the first seed that fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", help="run this seed only")
    parser.add_argument("--weather", nargs="*", choices=list(Weather), help="with this weather only")
    parser.add_argument("--trace", action="store_true", help="print what happens in it")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to go on with new seeds")
    parser.add_argument("--first", type=int, default=0, help="the number of the first seed")
    parser.add_argument("--once", action="store_true", help="run each seed once only")
    given = parser.parse_args()
    if given.seed is not None:
        return _one(given.seed, frozenset(map(Weather, given.weather or ())), given.trace)
    return _many(given.first, given.seconds, given.once)


def _one(seed: str, weather: frozenset[Weather], is_traced: bool) -> int:
    found = run_twice(seed, weather or None)
    if is_traced:
        print("\n".join(found.trace))
    print(f"seed {seed}: {' '.join(sorted(weather or weather_of(seed)))}")
    print(found.violation or "everything holds")
    return 1 if found.violation else 0


def _many(first: int, seconds: float, is_once: bool) -> int:
    counts: Counter[Fault] = Counter()
    begun = time.monotonic()
    done = 0
    for number in count(first):
        seed = str(number)
        found = run(seed) if is_once else run_twice(seed)
        if Weather.CLOCKS in found.weather and not found.violation:
            found = found._replace(violation=clocks_matter(found))
        counts += found.counts
        done += 1
        if found.violation or time.monotonic() - begun > seconds:
            break
    for fault in Fault:
        print(f"{counts[fault]:7}  {fault.value}")
    print(f"{done} seeds in {time.monotonic() - begun:.0f} s")
    if found.violation:
        store_seed(found)
        print(f"seed {found.seed} fails: {found.violation}")
        print(f"again, with what happens in it: python -m tests.simulation --seed {found.seed} --trace")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
