"""Windows of every size: one too small for anything right says so, and keeps everything behind it."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.running import NARROW, running


@pytest.mark.parametrize("size", [(59, 24), (80, 14), (20, 4)])
@pytest.mark.parametrize(("language", "words"), [("zh", "窗口拉大"), ("en", "window")])
def test_a_window_too_small_asks_for_a_larger_one_and_keeps_what_is_typed(
    tmp_path: Path, language: Language, words: str, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(
            tmp_path / "home", lambda one: add_customer(one, "李明朗"), language=language
        ) as rep:
            await rep.until_seen("李明朗")
            await rep.press("n")
            await rep.until_focused("LineInput")
            await rep.type("赵文秀")
            await rep.pilot.resize_terminal(*size)
            await rep.until_screen("TooSmallScreen")
            await rep.until_seen(words)
            assert "赵文秀" not in rep.seen()
            await rep.pilot.resize_terminal(*NARROW)
            await rep.until_screen("CustomerNewScreen")
            await rep.until_seen("赵文秀")

    asyncio.run(journey())


@pytest.mark.parametrize("size", [(60, 15), (70, 20), (200, 60)])
def test_every_page_shows_itself_in_a_window_of_another_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda one: add_customer(one, "李明朗"), size) as rep:
            for key in "12345":
                await rep.press(key)
                await rep.until(lambda: rep.app.screen.is_current, "the page")
                await rep.until_seen("Ctrl+Q")
                assert type(rep.app.screen).__name__ != "TooSmallScreen"

    asyncio.run(journey())
