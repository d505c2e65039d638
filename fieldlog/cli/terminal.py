"""The only module that writes to stdout and stderr, and the only one that asks questions."""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TextIO

from fieldlog.locale.text_width import cut, longest_word, measure, pad, printable, width, wrap

NARROWEST_COLUMN = 6
WIDEST_WORD = 20
MOST_LINES = 4
LEAST_STEPS_SHOWN = 50
COLUMN_GAP = "  "
# json.dumps escapes the other controls itself; these and half surrogates it lets through.
_COMMANDING = "[\x7f-\x9f\ud800-\udfff]"
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
    return Cell(*measure(text.replace("\n", " ")))


def _fit(cell: Cell, columns: int, is_right: bool) -> str:
    if cell.columns > columns:
        return pad(cut(cell.text, columns), columns, "right" if is_right else "left")
    space = " " * (columns - cell.columns)
    return space + cell.text if is_right else cell.text + space


def _narrow(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Take columns from the widest, as long as it is wider than it must be, until all fit."""
    narrowed = list(widths)
    while sum(narrowed) > room:
        free = [number for number, columns in enumerate(narrowed) if columns > least[number]]
        if not free:
            break
        narrowed[max(free, key=narrowed.__getitem__)] -= 1
    return narrowed


def _folded(row: Sequence[Cell], widths: Sequence[int]) -> Iterator[list[Cell]]:
    """Yield the lines of a row whose texts are wider than their columns."""
    if all(cell.columns <= columns for cell, columns in zip(row, widths, strict=True)):
        yield list(row)
        return
    texts = [
        [cell] if cell.columns <= columns else _lines(cell.text, columns)
        for cell, columns in zip(row, widths, strict=True)
    ]
    for number in range(max(map(len, texts))):
        yield [lines[number] if number < len(lines) else Cell("", 0) for lines in texts]


def _lines(text: str, columns: int) -> list[Cell]:
    lines = wrap(text, columns)
    if len(lines) > MOST_LINES:
        # Two lines in the room of one: the ellipsis says that there is more.
        lines[MOST_LINES - 1 :] = [" ".join(lines[MOST_LINES - 1 : MOST_LINES + 1])]
    return [Cell(line, width(line)) for line in lines]


class Terminal:
    """Where a command writes its answer, its messages and its questions."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._moves_cursor = environ.get("TERM") != "dumb"
        self._has_colour = sys.stdout.isatty() and not environ.get("NO_COLOR") and self._moves_cursor

    def write(self, line: str = "") -> None:
        """Write one line of the answer; control characters in it are made visible."""
        self._put(sys.stdout, printable(line))

    def write_raw(self, text: str) -> None:
        """Write text of our own making that may hold line breaks."""
        self._put(sys.stdout, text)

    def write_json(self, value: object) -> None:
        """Write the one JSON document of an answer; what could command a terminal is escaped in it."""
        text = json.dumps(value, ensure_ascii=False, indent=2)
        self._put(sys.stdout, re.sub(_COMMANDING, lambda found: f"\\u{ord(found[0]):04x}", text))

    def warn(self, line: str) -> None:
        """Write a message beside the answer."""
        for one in line.split("\n"):
            self._put(sys.stderr, printable(one))

    def show_progress(self, done: int, total: int | None) -> None:
        """Show a person how far something long has come, on one line that goes away at the end; ``None``:
        nobody knows how much it is.
        """
        if (done if total is None else total) >= LEAST_STEPS_SHOWN and sys.stderr.isatty():
            shown = str(done) if total is None else f"{done}/{total}"
            sys.stderr.write(f"\r{shown}" if total is None or done < total else "\r\x1b[K")
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
        gives way, and its texts take several lines.
        """
        heading, *shown = [[_measure(cell) for cell in row] for row in (titles, *rows)]
        widths = self._column_widths([heading, *shown])
        for line in _folded(heading, widths):
            self._put(sys.stdout, self.emphasise(self._table_line(line, widths, right), "4"))
        if shown:
            lines = [self._table_line(line, widths, right) for row in shown for line in _folded(row, widths)]
            self._put(sys.stdout, "\n".join(lines))

    def _column_widths(self, lines: Sequence[Sequence[Cell]]) -> list[int]:
        columns = list(zip(*lines, strict=True))
        widths = [max(cell.columns for cell in column) for column in columns]
        if not sys.stdout.isatty():
            return widths
        room = os.get_terminal_size(sys.stdout.fileno()).columns - len(COLUMN_GAP) * (len(widths) - 1)
        if room <= 0 or sum(widths) <= room:
            return widths
        words = [max(min(WIDEST_WORD, longest_word(cell.text)) for cell in column) for column in columns]
        narrowed = _narrow(widths, [max(NARROWEST_COLUMN, word) for word in words], room)
        return _narrow(narrowed, [NARROWEST_COLUMN] * len(words), room)

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

    def can_show_screens(self) -> bool:
        """Say whether a person looks at a terminal that can show whole screens, and types into it."""
        # Textual draws on stderr.
        return self._moves_cursor and all(one.isatty() for one in (sys.stdin, sys.stdout, sys.stderr))

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Show nothing of what is typed meanwhile; the terminal is as it was afterwards, whatever happens."""
        if sys.platform == "win32":
            # Nothing is shown there before somebody reads it.
            yield
            return
        import termios

        keyboard = sys.stdin.fileno()
        before = termios.tcgetattr(keyboard)
        silent = termios.tcgetattr(keyboard)
        silent[3] &= ~termios.ECHO
        termios.tcsetattr(keyboard, termios.TCSANOW, silent)
        try:
            yield
        finally:
            termios.tcsetattr(keyboard, termios.TCSANOW, before)

    def forget_typed(self) -> None:
        """Let go of what was typed before there was anything to type into."""
        if sys.platform != "win32":
            import termios

            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)

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
