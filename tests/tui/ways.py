"""Every screen and form as a rep comes to it, for what is to hold on all of them; ``test_every_card`` has the
cards.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, kinds
from tests.store.stores import add_customer
from tests.tui.looking import Fill, Walk, opening, opening_document, pressing
from tests.tui.running import Rep, running
from tests.tui.test_every_screen import a_running_visit, one_visit
from tests.tui.test_footers import WALKS
from tests.tui.test_hostile_everywhere import open_form
from tests.tui.test_unfinished_forms import subject_of

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
SCREENS_SHOWN = {**WALKS, **OTHERS}
FORMS = sorted(forms.TITLES)


@asynccontextmanager
async def at_screen(name: str, home: Path) -> AsyncIterator[Rep]:
    """Show a screen of ``SCREENS_SHOWN``."""
    fill, walk, screen = SCREENS_SHOWN[name]
    async with running(home, fill, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        yield rep


@asynccontextmanager
async def at_form(form: str, home: Path) -> AsyncIterator[Rep]:
    """Show a form of ``FORMS``, opened anew."""
    found: dict[str, str] = {"customer": ""}

    def fill(workspace: Workspace) -> None:
        if form != forms.NEW_CUSTOMER:
            found["customer"] = add_customer(workspace, "王桂兰")
        found["subject"] = subject_of(workspace, form, found["customer"])

    async with running(home, fill, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await open_form(rep, form, found)
        yield rep
