"""Pictures of screens as text: one state of one screen in one language, as a person found it good."""

from collections.abc import Awaitable, Callable

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.problems import N_
from fieldlog.locale import Language, translate
from fieldlog.tui.themes import theme_name
from tests.tui.contrasts import faint_words
from tests.tui.running import Rep

LANGUAGES: tuple[Language, ...] = ("zh", "en")
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
Walk = Callable[[Rep], Awaitable[None]]
Fill = Callable[[Workspace], object]


async def look(rep: Rep, name: str) -> None:
    """Compare the screen once it is drawn with its keys, and nothing moves any more."""
    leaving = translate(N_("Leave"))
    await rep.until(lambda: leaving in rep.seen() or "Esc" in rep.seen(), "the keys of the screen")
    rep.app.clear_notifications()
    await rep.until(lambda: not rep.app.screen.query("Toast"), "no notes over it")
    await rep.pilot.pause(0.2)
    await rep.until_still()
    await rep.assert_looks(f"{name}-80x24")


async def assert_every_theme_can_be_read(rep: Rep) -> None:
    """Show the screen in each set of colours; NO_COLOR must not be set."""
    for theme in ("light", "dark", "high-contrast"):
        rep.app.theme = theme_name(theme)
        await rep.pilot.pause(0.05)
        assert faint_words(rep) == [], theme


def opening(name: str, *arguments: object) -> Walk:
    """Return how to come to a screen that is opened from anywhere."""

    async def walk(rep: Rep) -> None:
        rep.app.open_screen(name, *arguments)

    return walk


def opening_document(name: str, kind: str) -> Walk:
    """Return how to come to the screen of the only document of a kind."""

    async def walk(rep: Rep) -> None:
        with (workspace := rep.looking()).store as store:
            (found,) = [one.doc_id for one in store.documents_of_kind(kind)]
        assert workspace
        rep.app.open_screen(name, found)

    return walk


def pressing(*keys: str) -> Walk:
    """Return how to come to a screen with keys, from Today."""

    async def walk(rep: Rep) -> None:
        for key in keys:
            await rep.press(key)
            await rep.until_still()

    return walk
