"""Every theme can be read: each colour of words stands out from each ground on which words stand."""

import asyncio
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from fieldlog.tui.themes import THEMES, TITLES, theme_name
from tests.tui.contrasts import LEAST_CONTRAST, contrast, faint_words
from tests.tui.promising import fill_week
from tests.tui.running import running

WORDS = ("foreground", "secondary", "accent", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel")
BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)
# The oldest sixteen colours that terminals have; every other set is lighter.
SIXTEEN = {
    "ansi_default": Color(192, 192, 192),
    "ansi_cyan": Color(0, 128, 128),
    "ansi_green": Color(0, 128, 0),
    "ansi_yellow": Color(128, 128, 0),
    "ansi_red": Color(128, 0, 0),
    "ansi_bright_red": Color(255, 0, 0),
}


def test_every_theme_that_can_be_chosen_is_one() -> None:
    assert {theme_name(preference) for preference in TITLES} == {theme.name for theme in THEMES}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_words_stand_out_from_their_ground(theme: Theme) -> None:
    for words in WORDS:
        for ground in GROUNDS:
            ink, paper = getattr(theme, words), getattr(theme, ground)
            if theme.ansi:
                assert contrast(SIXTEEN[ink], BLACK) > 4, f"{words}: {ink}"
            else:
                found = contrast(Color.parse(ink), Color.parse(paper))
                assert found >= LEAST_CONTRAST, f"{words} on {ground}: {found:.1f}"


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast", "without colours"])
@pytest.mark.parametrize("keys", ["1", "2", "2l", "2v", "2n", "2a", "3", "3m", "4", "5", "5y"])
def test_every_word_of_a_page_stands_out(
    tmp_path: Path, keys: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if theme != "without colours":
        monkeypatch.delenv("NO_COLOR")

    async def journey() -> None:
        async with running(tmp_path / "home", fill_week) as rep:
            rep.app.theme = theme_name(theme)
            await rep.press(*keys)
            await rep.until_still()
            assert faint_words(rep) == []

    asyncio.run(journey())
