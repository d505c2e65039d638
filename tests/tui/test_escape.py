"""Escape leads back from every screen that shows it: nobody is kept where no key does anything any more."""

import shutil
from pathlib import Path

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, kinds
from fieldlog.tui.screens import SCREENS
from tests.store.stores import add_customer
from tests.tui.entering import entering, make_locked_store
from tests.tui.exchanging import journey
from tests.tui.looking import Fill, Walk, opening, opening_document, pressing
from tests.tui.running import Rep, running
from tests.tui.test_every_card import CARDS
from tests.tui.test_every_screen import a_running_visit, one_visit
from tests.tui.test_footers import WALKS
from tests.tui.test_hostile_everywhere import open_form
from tests.tui.test_unfinished_forms import subject_of

ESCAPE = "Esc "
OTHERS: dict[str, tuple[Fill, Walk, str]] = {
    "backup": (one_visit, opening("backup"), "BackupScreen"),
    "capture": (a_running_visit, pressing("enter", "enter"), "CaptureScreen"),
    "first-steps": (one_visit, opening("first_steps"), "FirstStepsScreen"),
    "palette": (one_visit, pressing("ctrl+p"), "PaletteScreen"),
    "slip-file": (one_visit, pressing("3", "s", "x"), "SlipFileScreen"),
    "help": (one_visit, pressing("f1"), "HelpScreen"),
    "visit-saved": (one_visit, opening_document("visit_saved", kinds.VISIT), "VisitSavedScreen"),
}
"""Screens that the walks to the last lines do not lead to."""
ALL = {**WALKS, **OTHERS}


@pytest.mark.parametrize("name", ALL)
@journey
async def test_escape_leads_back_from_a_screen_that_shows_it(name: str, tmp_path: Path) -> None:
    fill, walk, screen = ALL[name]
    async with running(tmp_path / "home", fill, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        await leave(rep)


@pytest.mark.parametrize("form", sorted(forms.TITLES))
@journey
async def test_escape_leads_back_from_a_form(form: str, tmp_path: Path) -> None:
    found: dict[str, str] = {"customer": ""}

    def fill(workspace: Workspace) -> None:
        if form != forms.NEW_CUSTOMER:
            found["customer"] = add_customer(workspace, "王桂兰")
        found["subject"] = subject_of(workspace, form, found["customer"])

    async with running(tmp_path / "home", fill, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await open_form(rep, form, found)
        await leave(rep)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("locked") / "home"
    make_locked_store(home)
    return home


@pytest.mark.parametrize("name", CARDS)
@journey
async def test_escape_leads_back_from_a_card(name: str, locked: Path, tmp_path: Path) -> None:
    card = CARDS[name]
    home = Path(shutil.copytree(locked, tmp_path / "home"))
    async with entering(home, language="en", passphrase=card.passphrase) as rep:
        await rep.until_screen("TodayScreen" if card.passphrase else "UnlockScreen")
        await rep.until_still()
        await card.walk(rep)
        await rep.until_screen(card.screen)
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
    tried = {screen for _, _, screen in ALL.values()} | {card.screen for card in CARDS.values()}
    left = {name for name, screen in classes.items() if screen not in tried} - set(forms.TITLES)
    assert left == NO_ESCAPE.keys()


NO_ESCAPE = {
    "too_small": "goes when the window is large enough",
    "welcome": "nothing is behind it",
}
"""Screens that no test here leaves, and why."""
