"""The lock: nobody's name is to be seen when nobody is there, and everything is where it was afterwards."""

import asyncio
import shutil
from pathlib import Path

import pytest

from fieldlog.actions.finding import get_customer
from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.visits import start_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language
from fieldlog.tui.idle_watch import IdleWatch
from tests.store.stores import add_customer
from tests.tui.entering import PASSPHRASE, entering, make_locked_store
from tests.tui.running import NARROW, WIDE, Rep, running

MINUTE = 60.0
NAME = "王桂兰"


class Clocks:
    """Both clocks of a laptop, set by a test."""

    def __init__(self) -> None:
        self.wall_seconds = 1_000_000.0
        self.steady_seconds = 500.0

    def wall(self) -> float:
        return self.wall_seconds

    def steady(self) -> float:
        return self.steady_seconds

    def go_on(self, seconds: float) -> None:
        """Let time pass second by second."""
        self.wall_seconds += seconds
        self.steady_seconds += seconds

    def sleep(self, seconds: float) -> None:
        """Sleep as a laptop does whose steady clock stands still meanwhile."""
        self.wall_seconds += seconds


def watch(clocks: Clocks) -> IdleWatch:
    return IdleWatch(clocks.wall, clocks.steady)


def test_ten_minutes_without_a_key_lock_and_a_key_begins_them_anew() -> None:
    clocks = Clocks()
    idle = watch(clocks)
    for second in range(600):
        assert not idle.is_lock_due(10), second
        clocks.go_on(1)
        if second == 300:
            idle.touch()
    for _ in range(300):
        assert not idle.is_lock_due(10)
        clocks.go_on(1)
    clocks.go_on(1)
    assert idle.is_lock_due(10)


@pytest.mark.parametrize("stands_still", [True, False])
def test_waking_from_sleep_locks_whether_the_steady_clock_stood_still_or_not(stands_still: bool) -> None:
    clocks = Clocks()
    idle = watch(clocks)
    (clocks.sleep if stands_still else clocks.go_on)(2 * MINUTE)
    idle.touch()
    assert idle.is_lock_due(10)
    assert not idle.is_lock_due(10)


def test_zero_minutes_lock_only_after_a_sleep() -> None:
    clocks = Clocks()
    idle = watch(clocks)
    for _ in range(2000):
        clocks.go_on(1)
        assert not idle.is_lock_due(0)
    clocks.sleep(2 * MINUTE)
    assert idle.is_lock_due(0)


def test_a_clock_that_is_put_back_does_not_lock() -> None:
    clocks = Clocks()
    idle = watch(clocks)
    clocks.wall_seconds -= 3600
    clocks.steady_seconds += 1
    assert not idle.is_lock_due(10)


def with_running_visit(workspace: Workspace) -> None:
    add_customer(workspace, "李明朗")
    start_visit(workspace, get_customer(workspace, add_customer(workspace, NAME)), "回访")


def assert_no_names(rep: Rep) -> None:
    assert NAME not in rep.seen()
    assert "李明朗" not in rep.seen()
    assert "小王" not in rep.seen()


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_the_lock_shows_no_names_and_the_visit_runs_on_behind_it(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", with_running_visit, size, language) as rep:
            await rep.until_seen(NAME)
            await rep.press("f12")
            await rep.until_screen("LockScreen")
            assert_no_names(rep)
            await rep.assert_looks(f"lock-empty-without-passphrase-{language}-{size[0]}x{size[1]}")
            for key in ("escape", "5", "2", "f1", "ctrl+p", "f12"):
                await rep.press(key)
                assert type(rep.app.screen).__name__ == "LockScreen"
                assert_no_names(rep)
            rep.app.tell("{name}", name=NAME)
            await rep.pilot.pause()
            assert_no_names(rep)
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            await rep.until_seen(NAME)
            assert rep.app.clock.is_running

    asyncio.run(journey())


def test_it_locks_by_itself_after_the_minutes_of_the_preferences(tmp_path: Path) -> None:
    def impatient(workspace: Workspace) -> None:
        add_customer(workspace, NAME)
        change_preferences(workspace, lock_minutes=5)

    async def journey() -> None:
        async with running(tmp_path / "home", impatient) as rep:
            await rep.until_seen(NAME)
            clocks = Clocks()
            rep.app.idle = watch(clocks)
            clocks.steady_seconds += 5 * MINUTE
            await rep.until_screen("LockScreen")
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            clocks.sleep(10 * MINUTE)
            await rep.until_screen("LockScreen")

    asyncio.run(journey())


def test_what_was_being_typed_is_on_the_disk_before_and_on_the_screen_after(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda workspace: add_customer(workspace, NAME)) as rep:
            await rep.until_seen(NAME)
            await rep.press("n")
            await rep.until_focused("LineInput")
            await rep.type("赵")
            await rep.press("f12")
            await rep.until_screen("LockScreen")
            assert "赵" not in rep.seen()
            await rep.until(lambda: kept_names(rep) == ["赵"], "the draft")
            await rep.press("enter")
            await rep.until_screen("CustomerNewScreen")
            await rep.type("文秀")
            await rep.until_seen("赵文秀")

    asyncio.run(journey())


def kept_names(rep: Rep) -> list[object]:
    workspace = rep.looking()
    try:
        return [draft.content.get("name") for draft in workspace.store.drafts()]
    finally:
        workspace.store.close()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("locked") / "home"
    make_locked_store(home)
    return home


@pytest.mark.parametrize(("language", "words"), [("zh", "没有作任何改动"), ("en", "Nothing was changed")])
def test_a_store_with_a_passphrase_asks_for_it(
    locked: Path, tmp_path: Path, language: Language, words: str
) -> None:
    shutil.copytree(locked, tmp_path / "home")

    async def journey() -> None:
        async with entering(tmp_path / "home", language=language, passphrase=PASSPHRASE) as rep:
            await rep.until_screen("TodayScreen")
            await rep.press("f12")
            await rep.until_focused("SecretInput")
            await rep.press("enter")
            await rep.type("wrong")
            await rep.press("enter")
            await rep.until_seen(words)
            await rep.type(PASSPHRASE)
            await rep.press("enter")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())
