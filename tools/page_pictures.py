"""Draws the pictures of the supervisors' pages for the README: of the practice server, in both languages.

Run it with ``make pictures``. It needs a Chromium on this computer, and says so when there is none.
"""

import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from tools.practice_server import launch, practice_server, sign_in, speak

FOLDER = Path("docs/pictures")
LANGUAGES = ("zh", "en")
NONE = "no Chromium: the pictures of the pages stay as they are (Debian: sudo apt install chromium)"
MOST_BYTES = 260_000


class Picture(NamedTuple):
    """One picture: its name, where it is taken, its height in pixels, and whether it is of the paper."""

    name: str
    path: str
    height: int
    is_paper: bool = False


WIDTH, PAPER_WIDTH = 1200, 760
PICTURES = (
    Picture("page-team", "/review", 1290),
    Picture("page-visit", "{visit}", 1060),
    Picture("page-report", "/review/report", 848, is_paper=True),
)
"""The visit is the newest one that was shorter than the rule wants."""


def draw(page: Page, base: str, picture: Picture) -> bytes:
    """Return a picture as PNG."""
    page.emulate_media(media="print" if picture.is_paper else "screen", color_scheme="light")
    page.set_viewport_size({"width": PAPER_WIDTH if picture.is_paper else WIDTH, "height": picture.height})
    page.goto(base + (_visit(page, base) if picture.path == "{visit}" else picture.path))
    if picture.is_paper:
        # Paper has margins, which the browser adds only when it prints.
        page.add_style_tag(content="body { padding: 2.2rem 2.6rem; }")
    return page.screenshot()


def _visit(page: Page, base: str) -> str:
    page.goto(f"{base}/review/visits?review=all&finding=visit-length")
    return page.locator("main tbody a[href^='/review/visits/']").first.get_attribute("href") or ""


def main() -> None:
    """Write all pictures into ``docs/pictures``."""
    with sync_playwright() as driver:
        browser = launch(driver)
        if browser is None:
            print(NONE, file=sys.stderr)
            return
        with practice_server() as said:
            page = sign_in(browser, said, bypass_csp=True)
            for language in LANGUAGES:
                speak(page, said, language)
                for picture in PICTURES:
                    drawn = draw(page, said["url"], picture)
                    if len(drawn) > MOST_BYTES:
                        raise SystemExit(f"{picture.name}-{language}: {len(drawn)} bytes are too many")
                    (FOLDER / f"{picture.name}-{language}.png").write_bytes(drawn)
                    print(f"{picture.name}-{language}.png", len(drawn))
        browser.close()


if __name__ == "__main__":
    main()
