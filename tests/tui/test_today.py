"""Today: whom to see and why."""

import asyncio
from pathlib import Path

import pytest
from textual.strip import Strip

from fieldlog.actions.workspace import Workspace
from fieldlog.tui.widgets.brief import BriefPanel
from fieldlog.tui.widgets.row_list import RowList
from tests.store.stores import add_customer, save_visit
from tests.tui.running import NARROW, WIDE, running
from tests.tui.visiting import one_customer


def test_today_lists_who_has_not_been_contacted_this_week(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda workspace: add_customer(workspace, "王桂兰")) as rep:
            await rep.until_seen("王桂兰")

    asyncio.run(journey())


def test_an_empty_today_says_what_to_do(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await rep.until_seen("Nothing is due today.")

    asyncio.run(journey())


def test_who_is_not_on_the_list_is_found_with_the_commands_that_the_empty_search_names(
    tmp_path: Path,
) -> None:
    def fill(workspace: Workspace) -> None:
        one_customer(workspace)
        save_visit(workspace, add_customer(workspace, "王桂兰"))

    async def journey() -> None:
        async with running(tmp_path / "home", fill) as rep:
            await rep.until_seen("李明朗")
            await rep.press("slash", *"wgl")
            await rep.until_gone("李明朗")
            await rep.until_seen("Ctrl+P")
            await rep.press("ctrl+p")
            await rep.until_screen("PaletteScreen")
            await rep.type("wgl")
            await rep.until_seen("王桂兰")
            await rep.press("enter")
            await rep.until_screen("CustomerScreen")

    asyncio.run(journey())


def test_the_list_is_painted_before_the_brief_beside_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    paint, show = RowList.render_line, BriefPanel.show

    def painting(row_list: RowList, y: int) -> Strip:
        if row_list.count and "list" not in happened:
            happened.append("list")
        return paint(row_list, y)

    async def showing(panel: BriefPanel, customer: str | None) -> None:
        happened.append("brief")
        await show(panel, customer)

    monkeypatch.setattr(RowList, "render_line", painting)
    monkeypatch.setattr(BriefPanel, "show", showing)

    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size=(120, 40)) as rep:
            await rep.until(lambda: "brief" in happened)

    asyncio.run(journey())
    assert happened[0] == "list"


@pytest.mark.parametrize("is_narrow_first", [True, False])
def test_the_brief_beside_the_list_is_that_of_the_row_after_the_window_was_made_larger(
    tmp_path: Path, is_narrow_first: bool
) -> None:
    def fill(workspace: Workspace) -> None:
        for name, taboo in (("张桂兰", "不提股票"), ("王明", "不提房子")):
            add_customer(workspace, name, taboos=taboo)

    async def journey() -> None:
        async with running(tmp_path / "home", fill, NARROW if is_narrow_first else WIDE) as rep:
            await rep.until_seen("> 张桂兰")
            if not is_narrow_first:
                await rep.until_seen("不提股票")
                await rep.pilot.resize_terminal(*NARROW)
                await rep.until_gone("不提股票")
            await rep.press("down")
            await rep.until_seen("> 王明")
            await rep.pilot.resize_terminal(*WIDE)
            await rep.until_seen("不提房子")
            assert "不提股票" not in rep.seen()

    asyncio.run(journey())


def test_the_key_of_today_shows_today_whatever_was_left_open_over_it(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.press("y")
            await rep.until_screen("SyncScreen")
            await rep.press("4")
            await rep.until_screen("CheckScreen")
            await rep.press("1")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())


def test_a_form_left_for_another_page_is_there_again(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("p")
            await rep.until_screen("PromiseNewScreen")
            await rep.press("f3")
            await rep.until_screen("CustomersScreen")
            await rep.press("f2")
            await rep.until_screen("PromiseNewScreen")

    asyncio.run(journey())
