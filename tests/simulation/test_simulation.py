"""The short run: every fault really happens, and every invariant holds. ``make simulate`` goes on longer."""

from collections import Counter

import pytest

from tests.simulation.faults import FAULTS_OF, NEEDS, Fault, Weather
from tests.simulation.run import StoredSeed, clocks_matter, run, run_twice, stored_seeds

MOST_SEEDS = 14
MIXED = ("a", "b")
_OTHERS = sorted(set(Weather) - {Weather.CLOCKS})
BESIDE_CLOCKS = list(zip(_OTHERS[::2], _OTHERS[1::2], strict=True))


@pytest.mark.parametrize("weather", Weather, ids=lambda weather: weather.value)
def test_each_fault_really_happens_and_everything_holds(weather: Weather) -> None:
    wanted = set(FAULTS_OF[weather])
    chosen = NEEDS.get(weather, frozenset()) | {weather}
    for number in range(MOST_SEEDS):
        found = (run if number else run_twice)(f"{weather.value}-{number}", chosen)
        assert not found.violation, found.seed
        wanted -= found.counts.keys()
        if not wanted:
            return
    pytest.fail(f"never happened: {sorted(wanted)}")


@pytest.mark.parametrize("seed", MIXED)
def test_everything_holds_when_everything_comes_together_and_a_seed_is_the_same_twice(seed: str) -> None:
    found = run_twice(seed)
    assert not found.violation
    assert len(found.trace) > 50


@pytest.mark.parametrize("stored", stored_seeds(), ids=lambda stored: stored.seed)
def test_a_seed_that_failed_once_holds(stored: StoredSeed) -> None:
    assert not run(*stored).violation


@pytest.mark.parametrize("beside", BESIDE_CLOCKS, ids="-".join)
def test_no_clock_of_a_laptop_changes_what_is_written_in_the_end(beside: tuple[Weather, ...]) -> None:
    counts: Counter[Fault] = Counter()
    for number in range(MOST_SEEDS):
        found = run(f"clocks-{number}", frozenset({Weather.CLOCKS, *beside}))
        assert not found.violation, found.seed
        assert not (told := clocks_matter(found)), (found.seed, told)
        counts += found.counts
        if counts[Fault.CLOCK_YEARS] and counts[Fault.CLOCK_MINUTES]:
            return
    pytest.fail("no clock was wrong")


def test_every_fault_belongs_to_a_kind_of_weather() -> None:
    assert {fault for faults in FAULTS_OF.values() for fault in faults} == set(Fault)
