"""The last lines of every screen show the keys that act there: letters, `/`, arrows, Enter and Escape."""

from pathlib import Path

import pytest
from textual.binding import Binding

from fieldlog.domain import kinds
from fieldlog.tui.keymaps import is_typed
from fieldlog.tui.keys import ORDER, keys_of, title_of
from fieldlog.tui.screens import PAGES
from fieldlog.tui.widgets.choices import ChoiceLine
from fieldlog.tui.widgets.customer_line import CustomerLine
from fieldlog.tui.widgets.fields import LineInput, NoteInput
from fieldlog.tui.widgets.key_footer import KeyFooter
from tests.tui.exchanging import journey
from tests.tui.looking import Fill, Walk, opening_document, pressing
from tests.tui.promising import fill_week
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.test_every_screen import OPENED, SHOWN, a_running_visit, one_visit


def _then(walk: Walk, last: Walk) -> Walk:
    async def both(rep: Rep) -> None:
        await walk(rep)
        await last(rep)

    return both


TYPED_INTO = (LineInput, NoteInput, ChoiceLine, CustomerLine)
WALKS: dict[str, tuple[Fill, Walk, str]] = {
    **{name: (fill, _then(walk, last), screen) for name, (fill, walk, last, screen) in OPENED.items()},
    **{name: (fill, walk, screen) for name, (fill, walk, screen) in SHOWN.items() if name != "today-empty"},
    "today": (fill_week, pressing(), "TodayScreen"),
    "visit": (a_running_visit, pressing("enter"), "VisitScreen"),
    "customer-promises": (one_visit, pressing("2", "enter", "right"), "CustomerScreen"),
    "customer-profile": (one_visit, pressing("2", "enter", "right", "right"), "CustomerScreen"),
    "promises-search": (fill_week, pressing("3", "slash"), "PromisesScreen"),
    "promise-moved": (fill_week, pressing("3", "m"), "PromiseMoveScreen"),
    "visit-page": (one_visit, opening_document("visit_page", kinds.VISIT), "VisitPage"),
}
"""By name: what is in the store, how to come there from Today, and the class of the screen."""
SECOND_KEYS = {
    ("CustomerFilterScreen", "filter"): "the key that opened it closes it, as the Escape that is shown does",
    ("CustomerJoinScreen", "join"): "the key that opened it closes it, as the Escape that is shown does",
    ("ProblemScreen", "open"): "Enter goes back too, for who does not read the last line",
}
"""Keys that act and are not shown, and why."""


@pytest.mark.parametrize("name", WALKS)
@journey
async def test_the_last_lines_show_the_keys_that_act(name: str, tmp_path: Path) -> None:
    fill, walk, screen = WALKS[name]
    async with running(tmp_path / "home", fill, WIDE, "en") as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        await rep.until_still()
        for size in (WIDE, NARROW):
            await rep.pilot.resize_terminal(*size)
            await rep.until_still()
            assert missing(rep) == set()
            assert "Ctrl+Q Leave" in "\n".join(_footer(rep))


def missing(rep: Rep) -> set[str]:
    """Return the names of the actions whose keys act and are not seen in the last lines."""
    seen = "\n".join(_footer(rep))
    return {one.id or "" for one in acting(rep) if f"{keys_of(one)} {title_of(one)}" not in seen}


def acting(rep: Rep) -> list[Binding]:
    """Return the bindings of the table whose letters, signs or moving keys do something now."""
    screen, is_typing = rep.app.screen, isinstance(rep.app.focused, TYPED_INTO)
    return [
        one.binding
        for one in screen.active_bindings.values()
        if one.enabled
        and one.binding.id in ORDER
        and _is_to_be_shown(one.binding)
        and not (is_typing and is_typed(one.binding.key))
        and (type(screen).__name__, one.binding.id) not in SECOND_KEYS
    ]


def _is_to_be_shown(binding: Binding) -> bool:
    is_of_a_page = (binding.id or "").removeprefix("show_page_") in PAGES
    is_key = is_typed(binding.key) or binding.key in ("left", "right", "enter", "f12", "ctrl+q")
    return is_key and not is_of_a_page and binding.id != "help"


def _footer(rep: Rep) -> list[str]:
    height = rep.app.screen.query_one(KeyFooter).size.height
    return rep.lines()[-height:]


@journey
async def test_on_the_button_of_a_form_no_letter_leaves_it(tmp_path: Path) -> None:
    async with running(tmp_path / "home", fill_week, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await pressing("v")(rep)
        await rep.until_screen("StartVisitScreen")
        while type(rep.app.focused).__name__ != "StartButton":
            await rep.press("tab")
        await rep.press("g", "y", "1")
        await rep.until_still()
        assert type(rep.app.screen).__name__ == "StartVisitScreen"
        assert "g Guidance" not in rep.seen()
