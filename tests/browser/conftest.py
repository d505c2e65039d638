"""A real Chromium before a real server process; without Chromium these tests are skipped and say so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.office import Office
from tools.practice_server import launch

NONE = "no Chromium: the pages are not tried in a browser (Debian: sudo apt install chromium)"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One server for all tests of this process; each signs in as somebody else."""
    office = Office(tmp_path_factory.mktemp("office") / "server")
    yield office
    office.stop()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """A browser of this test alone: while Playwright runs, no other event loop can."""
    with sync_playwright() as driver:
        browser = launch(driver)
        if browser is None:
            pytest.skip(NONE)
        yield browser
        browser.close()
