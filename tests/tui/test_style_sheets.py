"""A screen looks the same whichever other screens were opened before it: it loads all the styles it uses, and
none that another screen loads later changes it.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from rich.style import Style
from textual.widgets import Input, TextArea

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.tui.themes import theme_name
from tests.store.stores import add_customer
from tests.tui.entering import entering
from tests.tui.exchanging import journey
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.test_escape import ALL, locked
from tests.tui.test_every_card import CARDS
from tests.tui.test_hostile_everywhere import open_form
from tests.tui.test_unfinished_forms import subject_of

STYLES = Path(__file__).parents[2] / "fieldlog" / "tui" / "styles"
Picture = Sequence[Sequence[tuple[str, Style | None]]]
__all__ = ["locked"]


@pytest.fixture(autouse=True)
def _with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("name", ALL)
@journey
async def test_a_screen_loads_the_styles_that_it_uses(name: str, tmp_path: Path) -> None:
    fill, walk, screen = ALL[name]
    async with running(tmp_path / "home", fill, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        await assert_other_styles_change_nothing(rep)


@pytest.mark.parametrize("form", sorted(forms.TITLES))
@journey
async def test_a_form_loads_the_styles_that_it_uses(form: str, tmp_path: Path) -> None:
    found: dict[str, str] = {"customer": ""}

    def fill(workspace: Workspace) -> None:
        if form != forms.NEW_CUSTOMER:
            found["customer"] = add_customer(workspace, "王桂兰")
        found["subject"] = subject_of(workspace, form, found["customer"])

    async with running(tmp_path / "home", fill, language="en") as rep:
        await rep.until_screen("TodayScreen")
        await open_form(rep, form, found)
        await assert_other_styles_change_nothing(rep)


@pytest.mark.parametrize("name", CARDS)
@journey
async def test_a_card_loads_the_styles_that_it_uses(name: str, locked: Path, tmp_path: Path) -> None:
    card = CARDS[name]
    home = Path(shutil.copytree(locked, tmp_path / "home"))
    async with entering(home, language="en", passphrase=card.passphrase) as rep:
        await rep.until_screen("TodayScreen" if card.passphrase else "UnlockScreen")
        await rep.until_still()
        await card.walk(rep)
        await rep.until_screen(card.screen)
        await assert_other_styles_change_nothing(rep)


async def assert_other_styles_change_nothing(rep: Rep) -> None:
    """Look at the screen, load the styles of all other screens, and look again."""
    await rep.pilot.resize_terminal(*WIDE)
    await rep.until_still()
    before = await looks(rep)
    loaded = rep.app.stylesheet
    loaded.read_all([one for one in sorted(STYLES.glob("*.tcss")) if not loaded.has_source(str(one))])
    rep.app.refresh_css(animate=False)
    after = await looks(rep)
    for look, picture in before.items():
        assert differences(picture, after[look]) == [], look


async def looks(rep: Rep) -> Mapping[str, Picture]:
    """Return what is seen in both sizes, and in colours of both kinds."""
    found = {}
    if isinstance(rep.app.focused, TextArea):
        # Textual gives its cursor the colours of a new theme with the next key only.
        rep.app.screen.set_focus(None)
    for size in (NARROW, WIDE):
        await rep.pilot.resize_terminal(*size)
        for theme in ("terminal", "dark") if size == NARROW else ("dark",):
            rep.app.theme = theme_name(theme)
            rep.app.clear_notifications()
            await rep.until_still()
            for typed in rep.app.screen.query(Input):
                typed.cursor_blink, typed._cursor_visible = False, True
            await rep.until_still()
            strips = rep.app.screen._compositor.render_strips()
            found[f"{theme} {size}"] = [[(text, style) for text, style, _ in one] for one in strips]
    return found


def differences(before: Picture, after: Picture) -> list[str]:
    """Return the lines that look otherwise than before."""
    return [
        f"{_words(one)!r} -> {_words(other)!r} {_styles(one)} -> {_styles(other)}"
        for one, other in zip(before, after, strict=True)
        if one != other
    ]


def _words(line: Sequence[tuple[str, Style | None]]) -> str:
    return "".join(text for text, _ in line).rstrip()


def _styles(line: Sequence[tuple[str, Style | None]]) -> list[str]:
    return [str(style) for _, style in line]
