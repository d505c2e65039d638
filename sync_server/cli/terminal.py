"""The only module that writes to stdout and stderr, and the only one that asks."""

import json
import re
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

_WIDE = frozenset({"W", "F"})
COLUMN_GAP = "  "
_COMMANDING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def use_utf8() -> None:
    """Make the standard streams UTF-8 under every code page; what cannot be written is escaped."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(
                encoding="utf-8", errors="backslashreplace" if stream is not sys.stdin else "surrogateescape"
            )


def printable(text: str) -> str:
    """Return the text with what could command a terminal written out."""
    return _COMMANDING.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def width(text: str) -> int:
    """Return how many columns a text takes; Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in _WIDE else 1
        for one in text
    )


class Terminal:
    """Where a command writes its answer, its messages and its questions."""

    def write(self, line: str = "") -> None:
        """Write one line of the answer."""
        self._put(sys.stdout, printable(line))

    def write_raw(self, text: str) -> None:
        """Write text of our own making that may hold line breaks."""
        self._put(sys.stdout, text)

    def write_json(self, value: object) -> None:
        """Write the one JSON document of an answer."""
        text = json.dumps(value, ensure_ascii=False, indent=2)
        escaped = re.sub("[\x7f-\x9f\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
        self._put(sys.stdout, escaped)

    def warn(self, text: str) -> None:
        """Write a message beside the answer."""
        for line in text.split("\n"):
            self._put(sys.stderr, printable(line))

    def write_table(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write rows in columns that line up, double-width characters too."""
        lines = [[printable(cell) for cell in row] for row in (titles, *rows)]
        widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            cells = (cell + " " * (columns - width(cell)) for cell, columns in zip(line, widths, strict=True))
            self._put(sys.stdout, COLUMN_GAP.join(cells).rstrip())

    def ask_secret(self, question: str) -> str | None:
        """Ask for a secret without showing what is typed; ``None`` when nobody can answer."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return None
        from getpass import getpass

        try:
            return getpass(f"{question} ", stream=sys.stderr)
        except EOFError:
            return None

    @staticmethod
    def read_line() -> str:
        """Return the first line of stdin."""
        return sys.stdin.readline().rstrip("\r\n")

    @staticmethod
    def _put(stream: TextIO, text: str) -> None:
        stream.write(text + "\n")
        stream.flush()
