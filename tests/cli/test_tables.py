"""Tables on a real terminal: all columns fit, what is too wide goes on in the next line."""

import errno
import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Callable, Sequence

import pytest

from fieldlog.cli.terminal import Terminal
from fieldlog.locale.text_width import longest_word, width, wrap

Write = Callable[[int, Sequence[Sequence[str]]], list[str]]
TITLES = ("Id", "Phone", "Text")
COLUMNS = 40


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a table on a terminal of so many columns and return its lines."""

    def write(columns: int, rows: Sequence[Sequence[str]]) -> list[str]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with os.fdopen(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            Terminal({"NO_COLOR": "1"}).write_table(TITLES, rows)
        return _read_to_the_end(ours).splitlines()

    return write


def _read_to_the_end(terminal: int) -> str:
    """Return all that was written to a terminal whose other side is closed; one read may give a part only."""
    shown = b""
    with os.fdopen(terminal, "rb", buffering=0) as side:
        try:
            while piece := side.read(4096):
                shown += piece
        except OSError as error:
            # Linux reports the end of the other side as an input error.
            if error.errno != errno.EIO:
                raise
    return shown.decode()


def test_a_text_too_wide_goes_on_in_the_next_line(written: Write) -> None:
    text = "答应的事在到期日之前做到，改期要得到顾客同意"
    lines = written(COLUMNS, [("3f2a91c0", "13812345678", text)])
    assert all(width(line) <= COLUMNS for line in lines)
    assert "".join(line.split()[-1] for line in lines[1:]) == text


def test_a_number_is_not_parted_while_another_text_can_give_way(written: Write) -> None:
    lines = written(COLUMNS, [("3f2a91c0", "13812345678, 010-64012345", "长" * 30)])
    assert any("13812345678" in line for line in lines)
    assert any("010-64012345" in line for line in lines)


def test_a_very_long_text_takes_a_few_lines_and_says_that_there_is_more(written: Write) -> None:
    lines = written(COLUMNS, [("3f2a91c0", "1", "word " * 2_000), ("4f2a91c0", "2", "🙂" * 2_000)])
    assert all(width(line) <= COLUMNS for line in lines)
    assert len(lines) == 1 + 4 + 4
    assert lines[4].endswith("…")
    assert lines[8].endswith("…")


def test_where_nothing_fits_the_lines_are_cut(written: Write) -> None:
    lines = written(24, [("3f2a91c0", "13812345678", "text")])
    assert all(width(line) <= 24 for line in lines)


def test_wrapping_keeps_words_signs_and_families_together() -> None:
    assert wrap("bring the tea，好", 9) == ["bring the", "tea，好"]
    assert wrap("👩\u200d⚕️👩\u200d⚕️", 2) == ["👩\u200d⚕️", "👩\u200d⚕️"]
    assert longest_word("bring the report") == len("report")
