"""Each guard that is switched off is noticed: a guard that nobody would miss is untested."""

import pytest

from tests.simulation.guards import GUARDS, Guard
from tests.simulation.run import run

MOST_SEEDS = 30


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_that_is_switched_off_is_noticed(guard: Guard) -> None:
    for number in range(guard.first, guard.first + MOST_SEEDS):
        found = run(f"g{number}", frozenset(guard.weather), without=guard.without)
        if found.violation:
            assert found.violation.partition(":")[0] in guard.noticed_by, found.violation
            return
    pytest.fail("nobody has noticed")
