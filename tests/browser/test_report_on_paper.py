"""The weekly report as Chromium prints it: a PDF in which every word can be read, and nothing is cut."""

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PageObject as Sheet
from pypdf import PdfReader

from tools.practice_server import practice_server, sign_in, speak

A4 = (595, 842)
PAPER_WIDTH = 688
"""What is left of A4 between its margins, in the pixels of a browser."""
HEADINGS = {
    "zh": ("每周联系", "做到的和没做到的", "承诺按时做到的比例", "家访时长"),
    "en": (
        "Weekly contact",
        "What was reached, and what was not",
        "Promises kept on time, in percent by week",
        "How long visits last",
    ),
}
NOT_ON_PAPER = {"zh": ("退出", "前一周", "Ctrl+P"), "en": ("Sign out", "Week before", "Ctrl+P")}
SEEN = """() => {
  const parts = [...document.querySelectorAll('.report :is(h1, h2, caption, th, td, dt, dd)')];
  const seen = parts.filter(one => !one.matches('.unseen')).map(one => one.cloneNode(true));
  seen.forEach(one => one.querySelectorAll('.unseen').forEach(hidden => hidden.remove()));
  return seen.map(one => one.textContent.trim()).filter(one => one);
}"""
"""What can be seen of the report, without what is for screen readers only."""
RADICALS = "⺀-⻿"
"""Some fonts draw a character with the glyph of a radical, which a reader of PDF then finds in its place."""


@pytest.fixture(scope="module")
def said() -> Iterator[dict[str, str]]:
    with practice_server() as said:
        yield said


@pytest.fixture(scope="module")
def kept(said: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the browser of a test keeps its session: the link signs in once."""
    return tmp_path_factory.mktemp("session") / "state.json"


def open_report(chromium: Browser, said: dict[str, str], kept: Path, language: str, **options: str) -> Page:
    if kept.exists():
        page = chromium.new_context(storage_state=kept, **options).new_page()  # type: ignore[arg-type]
    else:
        page = sign_in(chromium, said, **options)
        page.context.storage_state(path=kept)
    speak(page, said, language)
    page.goto(f"{said['url']}/review/report")
    return page


def print_sheets(page: Page) -> tuple[list[str], list[Sheet]]:
    """Return the text of each sheet, and the sheets."""
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    return [unicodedata.normalize("NFKC", one.extract_text()) for one in reader.pages], list(reader.pages)


def is_said(words: str, text: str) -> bool:
    """Say whether words are in the text of a PDF, in which spaces and ends of lines fall anywhere."""
    wanted = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))
    pattern = "".join(f"(?:{re.escape(one)}|[{RADICALS}])" for one in wanted)
    return re.search(pattern, re.sub(r"\s+", "", text)) is not None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_and_every_cell_stands_in_the_pdf(
    chromium: Browser, said: dict[str, str], kept: Path, language: str
) -> None:
    page = open_report(chromium, said, kept, language)
    texts, sheets = print_sheets(page)
    whole = "\n".join(texts)
    for sheet in sheets:
        assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == A4
    starts = [next(i for i, text in enumerate(texts) if is_said(one, text)) for one in HEADINGS[language]]
    assert starts == sorted(starts)
    assert is_said("东区", texts[0])
    for one in NOT_ON_PAPER[language]:
        assert not is_said(one, whole), one
    words = page.evaluate(SEEN)
    assert len(words) > 150
    assert [one for one in words if not is_said(one, whole)] == []
    customers = page.locator(".report a[href^='/review/customers/']").all_inner_texts()
    assert len(customers) > 5
    assert all(is_said(one, whole) for one in customers)
    for drawn in page.locator(".report svg text").all_text_contents():
        assert is_said(drawn, whole), drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_paper_or_white_on_white(
    chromium: Browser, said: dict[str, str], kept: Path, scheme: str
) -> None:
    page = open_report(chromium, said, kept, "zh", color_scheme=scheme)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH
    edges = "[...document.querySelectorAll('.report *')].map(one => one.getBoundingClientRect().right)"
    assert max(page.evaluate(edges)) <= PAPER_WIDTH
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("nav").is_visible() is False


def test_the_start_page_fills_its_first_sheet(chromium: Browser, said: dict[str, str], kept: Path) -> None:
    page = open_report(chromium, said, kept, "en")
    page.goto(f"{said['url']}/review")
    texts, _ = print_sheets(page)
    assert "Customers seen longest ago" in texts[0]
