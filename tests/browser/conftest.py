"""A real Chromium before a real server process; without Chromium these tests are skipped and say so."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.office import Office

NAMES = ("chromium", "chromium-browser", "google-chrome")
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
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(NONE)
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        browser.close()
