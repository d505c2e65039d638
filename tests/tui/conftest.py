"""What the tests of screens share: an office to exchange with, and a store that a passphrase opens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.stores import Clock
from tests.sync.office import Office
from tests.tui.entering import make_locked_store


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


@pytest.fixture(scope="session")
def locked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a passphrase; each test works on a copy."""
    home = tmp_path_factory.mktemp("locked") / "home"
    make_locked_store(home)
    return home
