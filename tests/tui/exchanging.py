"""Screens on a store that belongs to an office, which is reached over loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from random import Random
from typing import ParamSpec, TypeVar

from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language
from fieldlog.store.store import Store
from fieldlog.store.sync_state import read_state
from fieldlog.sync.engine import Engine, Surroundings
from fieldlog.sync.enrolment import enrol
from fieldlog.sync.ports import Desk
from fieldlog.tui.widgets.row_list import RowList
from tests.store.stores import Clock
from tests.sync.laptops import take_the_practice_away
from tests.sync.office import Office
from tests.sync.served import served
from tests.tui.running import WIDE, Rep, running

Fill = Callable[[Workspace], object]
Given = ParamSpec("Given")
Result = TypeVar("Result")


def journey(walk: Callable[Given, Coroutine[None, None, None]]) -> Callable[Given, None]:
    """Walk a journey to its end."""

    @wraps(walk)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        asyncio.run(walk(*args, **kwargs))

    return run


def desk_of(workspace: Workspace) -> Desk:
    """Run work on a store at once."""

    def run(work: Callable[[Store], Result]) -> Result:
        return work(workspace.store)

    return run


@asynccontextmanager
async def synced(
    tmp_path: Path,
    office: Office,
    clock: Clock,
    fill: Fill = lambda _workspace: None,
    size: tuple[int, int] = WIDE,
    language: Language = "en",
) -> AsyncIterator[Rep]:
    """Run the screens of 小王 on a store that belongs to the office, which is reached over loopback."""
    with served(office) as address:
        prepare = prepared(address, office, clock, fill)
        async with running(tmp_path / "home", prepare, size, language, clock) as rep:
            yield rep


def prepared(address: str, office: Office, clock: Clock, fill: Fill) -> Fill:
    """Return what makes a store one of 小王's, enrolled at an address, and fills it."""

    def prepare(workspace: Workspace) -> None:
        take_the_practice_away(workspace.store, "小王")
        around = Surroundings(clock, Random(9).randbytes, 1)
        enrol(desk_of(workspace), office, around, address, office.code_for("小王"), "test")
        fill(workspace)

    return prepare


def sync_now(workspace: Workspace, office: Office, clock: Clock) -> None:
    """Sync a store without screens."""
    around = Surroundings(clock, Random(8).randbytes, 1, lambda _process: False)
    Engine(desk_of(workspace), office, around).run()


def answered(rep: Rep) -> int:
    """Return how many saves the server has answered."""
    with rep.looking().store as store:
        return read_state(store).answered


async def to_row(rep: Rep, key: str) -> None:
    """Go down to the row whose key begins so."""
    for _ in range(40):
        if (rep.app.screen.query_one(RowList).selected_key or "").startswith(key):
            return
        await rep.press("down")
    raise AssertionError(key)
