"""No line begins with a sign that closes what stands before it."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import fieldlog
from fieldlog.domain.errors import StoreFullError
from fieldlog.domain.problems import N_
from fieldlog.locale.text_width import width
from fieldlog.tui.line_breaks import CLOSING, break_places
from tests.tui.running import NARROW, running

CATALOGUE = Path(fieldlog.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "fieldlog.po"
FULL = StoreFullError(
    N_("The disk is full. This was not saved; everything saved before is whole."),
    N_("Free some space and do it again."),
)


def broken(text: str, columns: int) -> list[str]:
    """Return the lines of a text."""
    places = [0, *break_places(text, columns), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize("columns", [31, 43, 52, 58, 60, 78])
def test_no_sentence_of_the_program_has_a_line_that_begins_with_a_closing_sign(columns: int) -> None:
    with CATALOGUE.open("rb") as file:
        texts = [message.string for message in read_po(file) if isinstance(message.string, str)]
    for text in filter(None, (line for one in texts for line in one.split("\n"))):
        lines = broken(text, columns)
        assert "".join(lines) == text
        assert all(width(line.rstrip()) <= columns for line in lines), lines
        assert not any(line[0] in CLOSING for line in lines[1:]), lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("好好好好好，好好", ["好好好好", "好，好好"]),
        ("好好好好好）。好", ["好好好好", "好）。好"]),
        ("好好好好「好」好", ["好好好好", "「好」好"]),
        ("好好好好好「好」", ["好好好好好", "「好」"]),
        ("好好好好好F9，好", ["好好好好好", "F9，好"]),
        ("好好好好👵🏽，好", ["好好好好👵🏽", "，好"]),
        ("，，，，，，，，", ["，，，，，", "，，，"]),
        ("", [""]),
    ],
)
def test_a_sign_takes_its_word_along(text: str, lines: list[str]) -> None:
    assert broken(text, 10) == lines


def test_a_full_disk_is_told_in_lines_that_begin_with_words(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", size=NARROW) as rep:
            rep.app.tell_error(FULL)
            await rep.until_screen("ProblemScreen")
            await rep.until_seen("磁盘已满")
            await rep.until_still()
            assert not any(line.strip(" │")[:1] in CLOSING for line in rep.lines() if line.strip(" │"))

    asyncio.run(journey())
