"""Every theme can be read: each colour of words stands out from each ground on which words stand."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from fieldlog.tui.themes import THEMES, TITLES, theme_name
from tests.tui.promising import fill_week
from tests.tui.running import Rep, running

LEAST_CONTRAST = 4.5
"""What the accessibility guidelines ask of small type."""
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


def contrast(one: Color, other: Color) -> float:
    """Return how much two colours stand apart, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


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
            assert [words for words, found in _contrasts(rep) if found < LEAST_CONTRAST] == []

    asyncio.run(journey())


def _contrasts(rep: Rep) -> Iterator[tuple[str, float]]:
    for strip in rep.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            is_scroll_bar = text[:1] in "▁▂▃▄▅▆▇█"
            if text.strip() and not is_scroll_bar and style is not None and style.color and style.bgcolor:
                ink, paper = (Color.from_rich_color(one) for one in (style.color, style.bgcolor))
                yield f"{text} {ink.hex} {paper.hex}", contrast(ink, paper)
