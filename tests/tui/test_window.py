"""Windows of every size: one too small for anything right says so, and keeps everything behind it."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.promising import fill_promises
from tests.tui.running import NARROW, WIDE, Rep, running

SMALLEST = (60, 15)
FORMS = {
    "start_visit": ("2", "v"),
    "past_visit": ("2", "l"),
    "promise_new": ("2", "p"),
    "customer_new": ("2", "n"),
    "customer_edit": ("2", "e"),
    "pause": ("2", "a"),
    "consent": ("2", "c"),
    "opt_out": ("2", "enter", "o"),
    "promise_keep": ("3", "t"),
    "promise_move": ("3", "m"),
    "promise_release": ("3", "r"),
    "snooze": ("1", "z"),
    "not_done": ("1", "d"),
}
"""Every form that is opened from a list, and the keys that lead to it."""


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


async def _open(rep: Rep, keys: tuple[str, ...]) -> None:
    await rep.until_seen("张")
    for key in keys:
        await rep.press(key)
    await rep.until(lambda: rep.app.focused is not None and _is_field(rep), "a field")
    await rep.until_still()


def _is_field(rep: Rep) -> bool:
    return type(rep.app.focused).__name__ in (
        "LineInput",
        "NoteInput",
        "AreaInput",
        "ChoiceLine",
        "CustomerLine",
    )


def _is_focus_seen(rep: Rep) -> bool:
    focused = rep.app.focused
    assert focused is not None
    seen = rep.app.screen.find_widget(focused).visible_region
    return bool(seen.area) and seen.height >= min(focused.outer_size.height, 3)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_the_field_with_the_cursor_is_seen_in_the_smallest_window(
    tmp_path: Path, form: str, language: Language
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, SMALLEST, language) as rep:
            await _open(rep, FORMS[form])
            begun = rep.app.focused
            for _ in rep.app.screen.focus_chain:
                await rep.until(lambda: _is_focus_seen(rep), f"the cursor in {rep.app.focused}")
                await rep.press("tab")
            assert rep.app.focused is begun

    asyncio.run(journey())


@pytest.mark.parametrize("form", FORMS)
def test_a_window_that_changes_in_mid_typing_loses_nothing_and_shows_the_cursor(
    tmp_path: Path, form: str
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await _open(rep, FORMS[form])
            while type(rep.app.focused).__name__ not in ("LineInput", "NoteInput", "AreaInput"):
                await rep.press("tab")
            await rep.type("写到一半")
            for size in (SMALLEST, WIDE, NARROW):
                await rep.pilot.resize_terminal(*size)
                await rep.until_seen("写到一半")
                await rep.until(lambda: _is_focus_seen(rep), f"the cursor at {size}")
            await rep.type("了")
            await rep.until_seen("写到一半了")

    asyncio.run(journey())
