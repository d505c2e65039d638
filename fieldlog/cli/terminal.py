"""The only module that writes to stdout and stderr, and the only one that asks questions."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TextIO

from fieldlog.cli.text_width import cut, pad, printable, width

NARROWEST_COLUMN = 6
LEAST_STEPS_SHOWN = 50
COLUMN_GAP = "  "
YES = frozenset({"y", "yes", "是", "好", "好的"})


def use_utf8() -> None:
    """Make the standard streams UTF-8 under every code page; what cannot be written is escaped, never an
    error.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(
                encoding="utf-8", errors="backslashreplace" if stream is not sys.stdin else "surrogateescape"
            )


class Cell(NamedTuple):
    """The printable text of a cell of a table, and the columns it takes: measured once for every line."""

    text: str
    columns: int


def _measure(text: str) -> Cell:
    shown = printable(text.replace("\n", " "))
    return Cell(shown, width(shown))


def _fit(cell: Cell, columns: int, is_right: bool) -> str:
    if cell.columns > columns:
        return pad(cut(cell.text, columns), columns, "right" if is_right else "left")
    space = " " * (columns - cell.columns)
    return space + cell.text if is_right else cell.text + space


class Terminal:
    """Where a command writes its answer, its messages and its questions."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._has_colour = (
            sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        )

    def write(self, line: str = "") -> None:
        """Write one line of the answer; control characters in it are made visible."""
        self._put(sys.stdout, printable(line))

    def write_raw(self, text: str) -> None:
        """Write text of our own making that may hold line breaks."""
        self._put(sys.stdout, text)

    def write_json(self, value: object) -> None:
        """Write the one JSON document of an answer."""
        self._put(sys.stdout, json.dumps(value, ensure_ascii=False, indent=2))

    def warn(self, line: str) -> None:
        """Write a message beside the answer."""
        for one in line.split("\n"):
            self._put(sys.stderr, printable(one))

    def show_progress(self, done: int, total: int) -> None:
        """Show a person how far something long has come, on one line that goes away at the end."""
        if total >= LEAST_STEPS_SHOWN and sys.stderr.isatty():
            sys.stderr.write(f"\r{done}/{total}" if done < total else "\r\x1b[K")
            sys.stderr.flush()

    @staticmethod
    def _put(stream: TextIO, text: str) -> None:
        stream.write(text + "\n")

    def emphasise(self, text: str, code: str) -> str:
        """Return text in an ANSI style where colour is wanted; the words alone must say the same."""
        return f"\x1b[{code}m{text}\x1b[0m" if self._has_colour else text

    def write_heading(self, text: str) -> None:
        """Write the heading of a group of lines."""
        self._put(sys.stdout, self.emphasise(printable(text), "1"))

    def write_table(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()
    ) -> None:
        """Write rows in columns that line up, double-width characters too; on a terminal the widest column
        gives way.
        """
        heading, *shown = [[_measure(cell) for cell in row] for row in (titles, *rows)]
        widths = self._column_widths([heading, *shown])
        self._put(sys.stdout, self.emphasise(self._table_line(heading, widths, right), "4"))
        for row in shown:
            self._put(sys.stdout, self._table_line(row, widths, right))

    def _column_widths(self, lines: Sequence[Sequence[Cell]]) -> list[int]:
        widths = [max(cell.columns for cell in column) for column in zip(*lines, strict=True)]
        if not sys.stdout.isatty():
            return widths
        room = os.get_terminal_size(sys.stdout.fileno()).columns - len(COLUMN_GAP) * (len(widths) - 1)
        while room > 0 and sum(widths) > room and max(widths) > NARROWEST_COLUMN:
            widths[widths.index(max(widths))] -= 1
        return widths

    @staticmethod
    def _table_line(cells: Sequence[Cell], widths: Sequence[int], right: frozenset[int]) -> str:
        padded = (
            _fit(cell, columns, is_right=number in right)
            for number, (cell, columns) in enumerate(zip(cells, widths, strict=True))
        )
        return COLUMN_GAP.join(padded).rstrip()

    def can_ask(self) -> bool:
        """Say whether a person is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def ask(self, question: str) -> str | None:
        """Ask a question on the terminal and return the line typed; ``None`` when nobody can answer."""
        if not self.can_ask():
            return None
        sys.stderr.write(f"{question} ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    def ask_secret(self, question: str) -> str | None:
        """Ask for a secret without showing what is typed; ``None`` when nobody can answer."""
        if not self.can_ask():
            return None
        from getpass import getpass

        try:
            return getpass(f"{question} ", stream=sys.stderr)
        except EOFError:
            return None

    def confirm(self, question: str) -> bool:
        """Ask a yes-or-no question; nobody there means no."""
        answer = self.ask(f"{question} [y/N]")
        return answer is not None and answer.strip().casefold() in YES
