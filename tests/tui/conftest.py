"""What the tests of screens that exchange with a server share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.stores import Clock
from tests.sync.office import Office


@pytest.fixture
def clock() -> Clock:
    """The clock of the office and of its laptops."""
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """An office with the rep whom the screens belong to."""
    office = Office(tmp_path / "office", clock)
    office.add_rep("小王")
    yield office
    office.close()
