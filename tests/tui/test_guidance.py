"""The guidance cards: all of them to read, the faded ones to call back."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.guidance import card_standings, mark_shown
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.guidance import HABIT
from fieldlog.locale import Language, translate
from tests.tui.running import NARROW, WIDE, Rep, assert_snapshot, running


def fade_the_surprise(workspace: Workspace) -> None:
    for _ in range(HABIT):
        mark_shown(workspace, "surprise")


def faded(rep: Rep) -> list[str]:
    with (workspace := rep.looking()).store:
        return [one.card.id for one in card_standings(workspace) if one.is_faded]


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)])
def test_a_faded_card_is_marked_and_called_back(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    mark = {"zh": "已不提示", "en": "faded"}
    again = {"zh": "重新提示", "en": "Show it again"}

    async def journey() -> None:
        async with running(tmp_path / "home", fade_the_surprise, size, language) as rep:
            await rep.press("3")
            await rep.until(lambda: rep.app.focused is not None, "a list")
            await rep.press("g")
            await rep.until_screen("GuidanceScreen")
            await rep.until_seen(mark[language])
            assert again[language] not in rep.seen()
            await rep.press("down")
            await rep.until_seen(again[language], translate("Service principles"))
            assert_snapshot(f"guidance-filled-{language}-{size[0]}x{size[1]}", rep.lines())
            assert faded(rep) == ["surprise"]
            await rep.press("enter")
            await rep.until_gone(mark[language])
            assert faded(rep) == []

    asyncio.run(journey())
