"""Undo on every page: said in words, brought back by the same key, asked first for what is not of today."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.promise_lists import OVERDUE, TODAY
from fieldlog.actions.undo import find_last_save
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.promising import PHARMACY, REPORT, fill_promises, stored
from tests.tui.running import NARROW, WIDE, Rep, running

PAGES = ["3", "4"]


def last_save(rep: Rep) -> str:
    with (workspace := rep.looking()).store:
        last = find_last_save(workspace)
        assert last is not None
        return last.gid


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_the_last_save_is_taken_back_and_brought_back_from_every_page(
    tmp_path: Path, page: str, language: Language, size: tuple[int, int]
) -> None:
    words = {
        "zh": ("已收回：王明，承诺兑现（14:00", "已恢复"),
        "en": ("Taken back: promise kept, 王明, saved 14:00", "Brought"),
    }

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            await rep.press(page)
            await rep.until(lambda: rep.app.focused is not None, "a list")
            await rep.press("u")
            await rep.until(
                lambda: (
                    words[language][0] in "".join(rep.seen().split("\n")) or _told(rep, words[language][0])
                ),
                "taken back",
            )
            assert len(stored(rep, OVERDUE)) + len(stored(rep, "upcoming")) == 3
            await rep.press("u")
            await rep.until(lambda: _told(rep, words[language][1]), "brought back")
            assert len(stored(rep, "upcoming")) == 1

    asyncio.run(journey())


def _told(rep: Rep, words: str) -> bool:
    return any(words in note.message for note in rep.app._notifications)


def test_what_was_saved_on_another_day_is_named_first(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            rep.clock.go_on(days=1)
            before = last_save(rep)
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("u")
            await rep.until(
                lambda: _told(rep, "The last save is of Wed 18 Nov 14:00: promise kept, 王明."), "asked"
            )
            assert last_save(rep) == before
            await rep.press("u")
            await rep.until(lambda: _told(rep, "Taken back: promise kept"), "taken back")
            assert last_save(rep) != before

    asyncio.run(journey())


def test_another_save_in_between_is_not_undone_by_the_second_press(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            rep.clock.go_on(days=1)
            await rep.press("u")
            await rep.until(lambda: _told(rep, "The last save is of Wed 18 Nov"), "asked")
            await rep.press("r")
            await rep.until_focused("LineInput")
            await rep.press("down", "f8")
            await rep.until_screen("PromisesScreen")
            rep.clock.go_on(days=1)
            before = last_save(rep)
            await rep.press("u")
            await rep.until(lambda: _told(rep, "The last save is of Thu 19 Nov"), "asked again")
            assert last_save(rep) == before

    asyncio.run(journey())


def test_a_customer_who_was_added_is_named_however_often_it_is_undone(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        fill_promises(workspace)
        add_customer(workspace, "陈玉兰")

    async def journey() -> None:
        async with running(tmp_path / "home", fill, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            for words in ("Taken back", "Brought back", "Taken back"):
                rep.app.clear_notifications()
                await rep.press("u")
                said = f"{words}: class, profile, 陈玉兰"
                await rep.until(lambda said=said: _told(rep, said), said)  # type: ignore[misc]

    asyncio.run(journey())


def test_on_a_new_store_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await rep.press("3", "u")
            await rep.until(lambda: _told(rep, "nothing to take back"), "said")
            assert stored(rep, TODAY) == {}
            assert PHARMACY not in rep.seen()

    asyncio.run(journey())
