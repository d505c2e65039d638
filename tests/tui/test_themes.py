"""Every theme can be read: each colour of words stands out from each ground on which words stand."""

import asyncio
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.workspace import Workspace
from fieldlog.tui.themes import THEMES, TITLES, theme_name
from tests.tui.contrasts import LEAST_CONTRAST, contrast, faint_words
from tests.tui.promising import ZHANG, fill_week
from tests.tui.running import Rep, running

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


@pytest.mark.parametrize("keys", ["1", "2", "2l", "2v", "2n", "2a", "3", "5", "2/"])
def test_in_the_terminals_own_colours_no_word_stands_on_a_coloured_ground(
    tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")

    async def journey() -> None:
        async with running(tmp_path / "home", fill_week) as rep:
            rep.app.theme = theme_name("terminal")
            await rep.press(*keys.replace("/", ""), *(["slash"] if "/" in keys else []))
            await rep.until_still()
            rep.app.clear_notifications()
            await rep.until_still()
            strips = rep.app.screen._compositor.render_strips()
            grounds = {
                (segment.style.color.name if segment.style.color else "default", segment.style.bgcolor.name)
                for strip in strips
                for segment in strip
                if segment.text.strip()
                and segment.text[0] not in "▁▂▃▄▅▆▇█"
                and segment.style is not None
                and segment.style.bgcolor is not None
            }
            coloured = {pair for pair in grounds if pair[1] != "default"}
            # The cursor where one types: black on white, or bright white on black.
            assert coloured <= {("color(0)", "color(7)"), ("color(15)", "color(0)")}

    asyncio.run(journey())


@pytest.mark.parametrize("keys", ["1", "2", "2l", "2v", "3", "5", "2/", "n"])
@pytest.mark.parametrize("is_chosen_before", [True, False])
def test_without_colours_the_terminals_own_are_its_own_two(
    tmp_path: Path, keys: str, is_chosen_before: bool
) -> None:
    def fill(workspace: Workspace) -> None:
        fill_week(workspace)
        change_preferences(workspace, theme="terminal" if is_chosen_before else "light")

    async def journey() -> None:
        async with running(tmp_path / "home", fill) as rep:
            await rep.until_seen(ZHANG)
            rep.app.theme = theme_name("terminal")
            await rep.press(*keys.replace("/", ""), *(["slash"] if "/" in keys else []))
            await rep.until_still()
            assert {"default"} == colours_of_words(rep)
            rep.app.theme = theme_name("light")
            await rep.until_still()
            assert "default" not in colours_of_words(rep)

    asyncio.run(journey())


def colours_of_words(rep: Rep) -> set[str]:
    """Return the colours of all words and of their grounds, as they are sent to the terminal."""
    return {
        colour.name if colour is not None else "default"
        for strip in rep.app.screen._compositor.render_strips()
        for segment in strip
        if segment.text.strip() and segment.style is not None
        for colour in (segment.style.color, segment.style.bgcolor)
    }


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
