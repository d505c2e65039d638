"""The first line: what the clock in it counts, and what is said over it when something happened."""

import asyncio
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.widgets._toast import Toast

from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.running import NARROW, WIDE, running
from tests.tui.visiting import NAME, begin, one_customer


@pytest.mark.parametrize("minutes", [12, 59, 62])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clock_never_stands_alone_on_the_smallest_common_screen(
    tmp_path: Path, language: Language, minutes: int
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, NARROW, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=minutes)
            await rep.press("escape")
            await rep.until_screen("TodayScreen")
            await rep.until(lambda: f"{minutes % 60:02}:0" in rep.lines()[0], "the clock")
            assert NAME in rep.lines()[0] or "Visit" in rep.lines()[0]

    asyncio.run(journey())


@pytest.mark.parametrize("minutes", [12, 62])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("exchange", [(), ("everything is stored", "stored")])
def test_in_the_smallest_window_the_clock_goes_on_and_the_exchange_gives_way(
    tmp_path: Path,
    exchange: tuple[str, ...],
    language: Language,
    minutes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, (60, 20), language) as rep:
            monkeypatch.setattr(rep.app.exchange, "words", lambda: exchange)
            await begin(rep)
            rep.clock.go_on(minutes=minutes)
            await rep.press("escape")
            await rep.until_screen("TodayScreen")
            await rep.until(lambda: f"{minutes % 60:02}:0" in rep.lines()[0], "the clock")
            for number in "12345":
                assert number in rep.lines()[0]

    asyncio.run(journey())


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_news_stand_over_the_first_line_alone_and_from_edge_to_edge(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size) as rep:
            await rep.until_seen(NAME)
            await rep.press("n")
            await rep.until_focused("LineInput")
            await rep.until_still()
            before = rep.lines()
            rep.app.tell("{name}", name="[/b] 送到了")
            await rep.until_seen("[/b] 送到了")
            assert rep.app.screen.query_one(Toast).region == Region(0, 0, size[0], 1)
            assert rep.lines()[1:] == before[1:]
            rep.app.tell("{name}", name="还有一件")
            await rep.until_seen("还有一件")
            assert rep.lines()[1:] == before[1:]

    asyncio.run(journey())


@pytest.mark.parametrize("size", [NARROW, (112, 34), WIDE])
def test_a_free_column_stands_before_the_scroll_bar(tmp_path: Path, size: tuple[int, int]) -> None:
    def fill(workspace: Workspace) -> None:
        for number in range(40):
            add_customer(workspace, f"李明{number}", district="和平新村")

    async def journey() -> None:
        async with running(tmp_path / "home", fill, size) as rep:
            await rep.until_seen("李明1")
            rows = rep.app.screen.query_one("RowList")
            for line in range(rows.size.height):
                assert rows.render_line(line).text.endswith(" ")

    asyncio.run(journey())
