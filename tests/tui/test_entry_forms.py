"""Putting an entry of Today off, and saying that it could not be done."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.agenda import todays_entries
from fieldlog.locale import Language
from tests.tui.promising import REPORT, fill_promises
from tests.tui.running import WIDE, Rep, running


def entries(rep: Rep) -> list[str]:
    with (workspace := rep.looking()).store:
        return [entry.id for entry in todays_entries(workspace)[1]]


async def open_form(rep: Rep, screen: str) -> str:
    entry = entries(rep)[0]
    rep.app.open_screen(screen, entry)
    await rep.until_focused("LineInput")
    await rep.until_seen(REPORT)
    return entry


@pytest.mark.parametrize(("language", "size"), [("zh", WIDE), ("en", WIDE)])
def test_an_entry_is_put_off_to_a_day_that_is_read_along(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    too_far = {"zh": "最晚到 11月25日", "en": "the last day is Wed 25 Nov"}
    read = {"zh": "11月20日 周五，2 天后", "en": "Fri 20 Nov, in 2 days"}

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            entry = await open_form(rep, "snooze")
            await rep.type("in 9 days")
            await rep.until_seen(too_far[language])
            await rep.assert_looks(f"snooze-problem-{language}-{size[0]}x{size[1]}")
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.press("home", *["delete"] * 9)
            await rep.type("in 2 days")
            await rep.until_seen(read[language])
            await rep.press("enter", "down")
            await rep.assert_looks(f"snooze-filled-{language}-{size[0]}x{size[1]}")
            await rep.press("f8")
            await rep.until_screen("TodayScreen")
            assert entry not in entries(rep)

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "size"), [("zh", WIDE), ("en", WIDE)])
def test_what_could_not_be_done_takes_a_reason(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            entry = await open_form(rep, "not_done")
            await rep.press("f8")
            await rep.until_seen("! ")
            assert entry in entries(rep)
            await rep.press("down")
            await rep.assert_looks(f"not-done-filled-{language}-{size[0]}x{size[1]}")
            await rep.press("f8")
            await rep.until_screen("TodayScreen")
            assert entry not in entries(rep)

    asyncio.run(journey())
