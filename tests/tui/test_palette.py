"""The command palette: what can be done here, screens and customers, in both languages."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.locale import Language
from tests.tui.promising import REPORT, WANG, ZHANG, fill_promises
from tests.tui.running import NARROW, WIDE, Rep, running


async def open_palette(rep: Rep) -> None:
    await rep.press("3")
    await rep.until_seen(REPORT)
    await rep.press("ctrl+p")
    await rep.until_screen("PaletteScreen")
    await rep.until_focused("LineInput")


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)])
def test_an_empty_line_offers_what_can_be_done_here(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    here = {"zh": "在这里可以做", "en": "What can be done here"}
    nothing = {"zh": "没有找到", "en": "Nothing fits"}

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            await open_palette(rep)
            await rep.until_seen(here[language])
            name = f"{language}-{size[0]}x{size[1]}"
            await rep.assert_looks(f"palette-empty-{name}")
            await rep.type("zgl")
            await rep.until_seen(f"> {ZHANG}")
            await rep.assert_looks(f"palette-filled-{name}")
            await rep.type("xyz")
            await rep.until_seen(nothing[language])
            await rep.assert_looks(f"palette-problem-{name}")
            await rep.press("escape")
            await rep.until_screen("PromisesScreen")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "words"), [("zh", "改期"), ("zh", "move"), ("en", "move")])
def test_an_action_is_done_where_it_was_found(tmp_path: Path, language: Language, words: str) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language=language) as rep:
            await open_palette(rep)
            await rep.type(words)
            await rep.until(lambda: f"> {'改期' if language == 'zh' else 'Move'}" in rep.seen(), "found")
            await rep.press("enter")
            await rep.until_screen("PromiseMoveScreen")
            await rep.until_seen(REPORT)

    asyncio.run(journey())


@pytest.mark.parametrize("typed", ["suoping", "sp"])
def test_an_action_is_found_by_its_pinyin_too(tmp_path: Path, typed: str) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await open_palette(rep)
            await rep.type(typed)
            await rep.until_seen("> 锁屏")

    asyncio.run(journey())


def test_a_customer_is_opened_from_one_letter_on(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await open_palette(rep)
            await rep.type("王")
            await rep.until_seen(f"> {WANG}")
            await rep.press("enter")
            await rep.until_screen("CustomerScreen")

    asyncio.run(journey())


def test_screens_are_found_too_and_the_arrows_choose(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await open_palette(rep)
            await rep.type("service")
            await rep.until_seen("> Service check", "The service rules")
            await rep.press("down")
            await rep.until_seen("> The service rules")
            await rep.press("up", "enter")
            await rep.until_screen("CheckScreen")

    asyncio.run(journey())


def test_from_within_a_form_the_palette_leads_away_and_the_typing_stays(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("p")
            await rep.until_focused("LineInput")
            await rep.type("bring tea")
            await rep.press("ctrl+p")
            await rep.until_screen("PaletteScreen")
            await rep.type("today")
            await rep.until_seen("> Today")
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            await rep.press("3")
            await rep.until_seen("bring tea")

    asyncio.run(journey())


def test_hostile_text_in_the_palette_is_only_text(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await open_palette(rep)
            await rep.type("[/red] [@click")
            await rep.until_seen("[/red] [@click", "Nothing fits")
            await rep.press("enter")
            await rep.until_screen("PaletteScreen")

    asyncio.run(journey())


def test_a_screen_is_found_by_the_title_of_its_key_too(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await open_palette(rep)
            await rep.type("sync")
            await rep.until_seen("> Exchange with the server")
            await rep.press("enter")
            await rep.until_screen("SyncScreen")

    asyncio.run(journey())
