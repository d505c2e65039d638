"""A screen looks the same whichever other screens were opened before it: it loads all the styles it uses, and
none that another screen loads later changes it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from rich.style import Style
from textual.widgets import Input, TextArea

from fieldlog.tui.themes import theme_name
from tests.tui.exchanging import journey
from tests.tui.running import NARROW, WIDE, Rep
from tests.tui.test_every_card import CARDS, at_card
from tests.tui.ways import FORMS, SCREENS_SHOWN, at_form, at_screen

STYLES = Path(__file__).parents[2] / "fieldlog" / "tui" / "styles"
Picture = Sequence[Sequence[tuple[str, Style | None]]]


@pytest.fixture(autouse=True)
def _with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("name", SCREENS_SHOWN)
@journey
async def test_a_screen_loads_the_styles_that_it_uses(name: str, tmp_path: Path) -> None:
    async with at_screen(name, tmp_path / "home") as rep:
        await assert_other_styles_change_nothing(rep)


@pytest.mark.parametrize("form", FORMS)
@journey
async def test_a_form_loads_the_styles_that_it_uses(form: str, tmp_path: Path) -> None:
    async with at_form(form, tmp_path / "home") as rep:
        await assert_other_styles_change_nothing(rep)


@pytest.mark.parametrize("name", CARDS)
@journey
async def test_a_card_loads_the_styles_that_it_uses(name: str, locked_home: Path, tmp_path: Path) -> None:
    async with at_card(name, locked_home, tmp_path / "home") as rep:
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
