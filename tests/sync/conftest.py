"""An office with two reps, and their enrolled laptops."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import command, rep
from tests.store.stores import Clock
from tests.sync.laptops import Laptop
from tests.sync.office import Office
from tests.sync_server.databases import Databases

__all__ = ["chen", "clock", "command", "office", "rep", "wang"]


@pytest.fixture
def clock() -> Clock:
    """The clock of everybody, unless a test gives somebody another one."""
    return Clock()


@pytest.fixture
def office(
    tmp_path: Path, clock: Clock, request: pytest.FixtureRequest, databases: Databases
) -> Iterator[Office]:
    """A server with two reps in one team, on SQLite unless the test says another kind of database."""
    kind = getattr(request, "param", "sqlite")
    office = Office(tmp_path / "office", clock, None if kind == "sqlite" else databases.make(kind))
    office.add_rep("小王")
    office.add_rep("小陈")
    yield office
    office.close()


@pytest.fixture
def wang(tmp_path: Path, office: Office, clock: Clock) -> Iterator[Laptop]:
    """The enrolled laptop of 小王."""
    laptop = Laptop(tmp_path / "wang", office, clock, 11, "小王")
    laptop.enrol(office.code_for("小王"))
    yield laptop
    laptop.store.close()


@pytest.fixture
def chen(tmp_path: Path, office: Office, clock: Clock) -> Iterator[Laptop]:
    """The enrolled laptop of 小陈."""
    laptop = Laptop(tmp_path / "chen", office, clock, 12, "小陈")
    laptop.enrol(office.code_for("小陈"))
    yield laptop
    laptop.store.close()
