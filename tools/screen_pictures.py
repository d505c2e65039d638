"""Draws the pictures of the screens for the README: a walk through a practice territory, in both languages.

Run it with ``make pictures``. The colours are those of the dark theme.
"""

import asyncio
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from textual.pilot import Pilot

import fieldlog.tui  # noqa: F401 - sets what must be set before Textual is imported
from fieldlog.actions.practice import make_practice_store
from fieldlog.locale import Language, use_language
from fieldlog.tui.app import FieldlogApp
from fieldlog.tui.store_thread import StoreThread, open_workspace
from tools.screen_picture import draw_screen, screen_lines

FOLDER = Path("docs/pictures")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
PATIENCE_SECONDS = 30


class Picture(NamedTuple):
    """One picture: its name, the size of the terminal, and the keys that lead to it from Today."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...]
    typed: dict[Language, str] = {}


PICTURES = (
    Picture("screen-today", (112, 34), ("down", "down")),
    Picture("screen-customer", (112, 30), ("2", "enter")),
    Picture("screen-promises", (80, 24), ("3",)),
    Picture("screen-check", (80, 24), ("4",)),
    Picture(
        "screen-promise",
        (80, 16),
        ("p",),
        {"zh": "答应下周三前送体检报告", "en": "bring the check-up report next wednesday"},
    ),
)


async def draw(picture: Picture, home: Path, language: Language) -> str:
    """Return the SVG of one picture."""
    use_language(language)
    desk = StoreThread(home, partial(open_workspace, home, None))
    app = FieldlogApp(desk, is_practice=True, has_fixed_language=True)
    try:
        async with app.run_test(size=picture.size) as pilot:
            await _settle(pilot)
            for key in picture.keys:
                await pilot.press(key)
                await _settle(pilot)
            for character in picture.typed.get(language, ""):
                await pilot.press("space" if character == " " else "minus" if character == "-" else character)
            await _settle(pilot)
            return draw_screen(screen_lines(app), picture.size[0], picture.name)
    finally:
        desk.close()


async def _settle(pilot: Pilot[int]) -> None:
    """Wait until the screen has not changed for a while."""
    end, before, same = monotonic() + PATIENCE_SECONDS, "", 0
    while same < 8 and monotonic() < end:
        await pilot.pause(0.05)
        seen = "\n".join("".join(segment.text for segment in line) for line in screen_lines(pilot.app))
        same, before = (same + 1 if seen == before else 0), seen


def main() -> None:
    """Draw every picture in both languages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            # A territory of its own: what is left unfinished in one language is not seen in the other.
            home = Path(folder) / language
            make_practice_store(home, datetime.now(UTC))
            for picture in PICTURES:
                target = FOLDER / f"{picture.name}-{language}.svg"
                target.write_text(asyncio.run(draw(picture, home, language)), encoding="utf-8")
                print(target)


if __name__ == "__main__":
    main()
