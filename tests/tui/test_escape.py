"""Escape leads back from every screen that shows it: nobody is kept where no key does anything any more."""

from pathlib import Path

import pytest

from fieldlog.domain import forms
from fieldlog.tui.screens import SCREENS
from tests.tui.exchanging import journey
from tests.tui.running import Rep
from tests.tui.test_every_card import CARDS, at_card
from tests.tui.ways import FORMS, SCREENS_SHOWN, at_form, at_screen

ESCAPE = "Esc "


@pytest.mark.parametrize("name", SCREENS_SHOWN)
@journey
async def test_escape_leads_back_from_a_screen_that_shows_it(name: str, tmp_path: Path) -> None:
    async with at_screen(name, tmp_path / "home") as rep:
        await leave(rep)


@pytest.mark.parametrize("form", FORMS)
@journey
async def test_escape_leads_back_from_a_form(form: str, tmp_path: Path) -> None:
    async with at_form(form, tmp_path / "home") as rep:
        await leave(rep)


@pytest.mark.parametrize("name", CARDS)
@journey
async def test_escape_leads_back_from_a_card(name: str, locked_home: Path, tmp_path: Path) -> None:
    async with at_card(name, locked_home, tmp_path / "home") as rep:
        await leave(rep)


async def leave(rep: Rep) -> None:
    """Press Escape until Today is seen or it is shown no more, and see each time that something changes."""
    await rep.until_still()
    while type(rep.app.screen).__name__ != "TodayScreen" and ESCAPE in rep.seen():
        before, screen = rep.lines(), rep.app.screen
        await rep.press("escape")
        await rep.until(
            lambda screen=screen, before=before: rep.app.screen is not screen or rep.lines() != before,  # type: ignore[misc]
            f"back from {type(screen).__name__}",
        )
        await rep.until_still()


def test_every_screen_is_left_once() -> None:
    classes = {name: target.partition(":")[2] for name, target in SCREENS.items()}
    tried = {screen for _, _, screen in SCREENS_SHOWN.values()} | {card.screen for card in CARDS.values()}
    left = {name for name, screen in classes.items() if screen not in tried} - set(forms.TITLES)
    assert left == NO_ESCAPE.keys()


NO_ESCAPE = {
    "too_small": "goes when the window is large enough",
    "welcome": "nothing is behind it",
}
"""Screens that no test here leaves, and why."""
