"""A store without people, open, with a clock that a test moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.actions.workspace import Workspace
from tests.store.stores import Clock, make_workspace


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    opened = make_workspace(tmp_path / "home", clock=clock)
    with opened.store:
        yield opened
