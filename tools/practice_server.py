"""A practice server of made-up people and a browser in which its supervisor is signed in."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

COMMAND = (sys.executable, "-c", "from sync_server.cli.start import run; run()", "demo", "--json")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def practice_server() -> Iterator[dict[str, Any]]:
    """Serve the practice office for as long as it is used; give what the command says of it."""
    environ = {**os.environ, "FIELDLOG_LANG": "en"}
    process = subprocess.Popen(COMMAND, env=environ, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    try:
        shape = ""
        for line in process.stdout:
            shape += line
            if line == "}\n":
                break
        yield json.loads(shape)
    finally:
        process.terminate()
        process.communicate()


def launch(driver: Playwright) -> Browser | None:
    """Start the computer's Chromium; ``None`` when it has none."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        return None
    # Chromium refuses to run its sandbox for root, whom containers often are.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return driver.chromium.launch(executable_path=path, args=sandbox)


def sign_in(browser: Browser, said: dict[str, Any], **options: Any) -> Page:
    """Return a page on which the supervisor has signed in with the link."""
    page = browser.new_context(locale="zh-CN", **options).new_page()
    page.goto(said["link"])
    page.locator("main button").click()
    page.wait_for_url(f"{said['url']}/review")
    return page


def speak(page: Page, said: dict[str, Any], language: str) -> None:
    """Choose the language of the pages."""
    page.goto(f"{said['url']}/review/language?to={language}")
