"""Every page with names and addresses that no line can hold: all of it stays within the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.office import Office
from tests.browser.test_every_page import addresses, signed_in

LISTS = (
    "/review/visits?review=all&sort=oldest",
    "/review/promises/due?week=2026-W46",
    "/review/report?week=2026-11-09",
    "/review/customers?words=wolfe",
)
TOO_WIDE = """width => [...document.querySelectorAll('body *')]
  .filter(one => !one.closest('.unseen, .skip, svg, .scroll'))
  .filter(one => getComputedStyle(one.closest('thead') || one).position === 'static')
  .filter(one => one.getBoundingClientRect().right > width + 1)
  .map(one => one.tagName + ' ' + one.className + ': ' + one.textContent.trim().slice(0, 60))"""
"""Gives what reaches beyond the screen, also where it can be scrolled to."""


@pytest.fixture(scope="module")
def long_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server of this file alone: no other test wants such names."""
    office = Office(tmp_path_factory.mktemp("long-words") / "server")
    office.add_long_words()
    yield office
    office.stop()


def test_no_page_with_long_words_is_wider_than_the_screen(chromium: Browser, long_office: Office) -> None:
    page = signed_in(chromium, long_office, {})
    rep = list(long_office.laptops)[-1]
    paths = [*addresses(page, long_office, rep), *LISTS]
    found = []
    for language in ("zh", "en"):
        page.goto(f"{long_office.url}/review/language?to={language}")
        for path in paths:
            page.goto(f"{long_office.url}{path}")
            for width in (320, 1366):
                page.set_viewport_size({"width": width, "height": 800})
                wide = page.evaluate("document.documentElement.scrollWidth")
                beyond = page.evaluate(TOO_WIDE, width)
                if wide > width or beyond:
                    found.append((language, width, wide, path, beyond[:3]))
    assert not found, "\n".join(map(str, found))
