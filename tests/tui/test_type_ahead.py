"""Keys pressed faster than screens are shown: each one arrives, in its order, where it was meant to."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import sleep

from textual.events import Event, Key, Paste
from textual.widgets import Input

from fieldlog.actions.promise_lists import DONE, UPCOMING
from fieldlog.actions.workspace import Workspace
from fieldlog.tui.app import FieldlogApp
from fieldlog.tui.store_thread import StoreThread
from tests.store.stores import Clock, add_customer, make_workspace, open_again
from tests.tui.promising import ALBUM, PHARMACY, REPORT, WANG, ZHANG, fill_promises, promise, stored
from tests.tui.running import KEY_NAMES, Rep, running
from tests.tui.terminals import WITHOUT_TMUX, program_under_tmux

NAMED = {"enter": "\r", "escape": "\x1b", "ctrl+p": "\x10", "ctrl+q": "\x11", "tab": "\t"}
SLOW_SECONDS = 0.4


def in_one_go(rep: Rep, *pressed: str | Event) -> None:
    """Press keys faster than anything can be shown; longer words are typed letter by letter."""
    for one in pressed:
        if isinstance(one, Event):
            rep.app.post_message(one)
        elif one in NAMED or one in ("left", "right", "down", "up", "f8"):
            rep.app.post_message(Key(one, NAMED.get(one)))
        else:
            for character in one:
                rep.app.post_message(Key(KEY_NAMES.get(character, character), character))


def searched(rep: Rep) -> str:
    return rep.app.screen.query_one(Input).value


def test_a_customer_is_found_and_opened_by_keys_in_one_go(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            in_one_go(rep, "2/zgl", "enter", "enter")
            await rep.until_screen("CustomerScreen")
            await rep.until_seen("张 阿 姨")

    asyncio.run(journey())


def test_letters_after_the_search_key_are_no_commands(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            in_one_go(rep, "3/kkmrpz张桂")
            await rep.until_screen("PromisesScreen")
            await rep.until(lambda: searched(rep) == "kkmrpz张桂", "the search")
            assert PHARMACY not in stored(rep, DONE)

    asyncio.run(journey())


def test_the_key_after_a_tab_acts_on_the_promise_of_that_tab(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            in_one_go(rep, "3", "right", "right", "k")
            await rep.until(lambda: ALBUM in stored(rep, DONE), "kept")
            assert {PHARMACY, REPORT}.isdisjoint(stored(rep, DONE))

    asyncio.run(journey())


def _three_to_come(workspace: Workspace) -> None:
    customer = add_customer(workspace, ZHANG)
    for number in (20, 21, 22):
        promise(workspace, customer, f"第{number}件 11月{number}日")


def test_two_promises_are_kept_by_two_keys_in_one_go(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", _three_to_come) as rep:
            in_one_go(rep, "3", "k", "k")
            await rep.until(lambda: set(stored(rep, DONE)) == {"第20件", "第21件"}, "the first two")
            assert set(stored(rep, UPCOMING)) == {"第22件"}

    asyncio.run(journey())


def test_a_promise_is_noted_by_keys_in_one_go(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda one: add_customer(one, WANG)) as rep:
            in_one_go(rep, "3p", "wm", "enter", "送药 明天", "f8", "2/w")
            await rep.until(lambda: "送药" in stored(rep, UPCOMING), "the promise")
            await rep.until_screen("CustomersScreen")
            await rep.until(lambda: searched(rep) == "w", "the search")

    asyncio.run(journey())


def test_a_page_key_after_escape_is_not_typed_into_the_form(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda one: add_customer(one, WANG)) as rep:
            in_one_go(rep, "2", "p", "送药", "escape", "3")
            await rep.until_screen("PromisesScreen")
            with (workspace := rep.looking()).store:
                (draft,) = workspace.store.drafts()
            assert draft.content["promise"] == "送药"

    asyncio.run(journey())


def test_a_command_is_found_and_chosen_by_keys_in_one_go(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            in_one_go(rep, "ctrl+p", "王明", "enter")
            await rep.until_screen("CustomerScreen")
            await rep.until_seen("王 明")

    asyncio.run(journey())


def test_what_is_pasted_keeps_its_place_among_the_keys(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            in_one_go(rep, "2/一", Paste("二三"), "四")
            await rep.until_screen("CustomersScreen")
            await rep.until(lambda: searched(rep) == "一二三四", "the search")

    asyncio.run(journey())


def test_keys_wait_for_a_screen_that_the_store_is_slow_to_fill(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            rep.app.desk.submit(lambda _workspace: sleep(SLOW_SECONDS))
            await rep.press("3")
            await rep.press("right", "right", "enter")
            await rep.until_screen("PromisePageScreen")
            await rep.until_seen(ALBUM)

    asyncio.run(journey())


def _slowly(open_store: Callable[[], Workspace]) -> Workspace:
    sleep(SLOW_SECONDS)
    return open_store()


def test_keys_pressed_before_the_store_is_open_arrive_at_the_first_screen(tmp_path: Path) -> None:
    home = tmp_path / "home"
    workspace = make_workspace(home)
    fill_promises(workspace)
    workspace.store.close()
    desk = StoreThread(home, lambda: _slowly(lambda: open_again(home)))

    async def journey() -> None:
        app = FieldlogApp(desk)
        async with app.run_test(size=(80, 24)) as pilot:
            rep = Rep(pilot, home, Clock())
            in_one_go(rep, "2/zgl", "enter", "enter")
            await rep.until_screen("CustomerScreen")

    try:
        asyncio.run(journey())
    finally:
        desk.close()


def test_one_leaves_at_once_whatever_is_still_loading(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            rep.app.desk.submit(lambda _workspace: sleep(SLOW_SECONDS))
            in_one_go(rep, "3", "right", "enter", "ctrl+q")
            await rep.until(lambda: rep.app._exit, "left")
            assert not rep.app.desk.submit(lambda _workspace: None).done()

    asyncio.run(journey())


@WITHOUT_TMUX
def test_keys_in_one_go_arrive_at_a_real_terminal(tmp_path: Path) -> None:
    home = tmp_path / "home"
    workspace = make_workspace(home)
    fill_promises(workspace)
    workspace.store.close()
    with program_under_tmux(tmp_path, home, FIELDLOG_LANG="zh") as tmux:
        tmux.until_seen("命令")
        tmux.ask("send-keys", "-l", "2/zgl\r\r")
        tmux.until_seen("张 阿 姨")
        tmux.press("Escape")
        tmux.until_gone("张 阿 姨")
        tmux.ask("send-keys", "-l", "3/张桂")
        tmux.until_seen("查找  张桂")
