"""Text in columns of a terminal: how wide it is, padding, cutting, and making hostile characters visible.

wcwidth knows every character but is slow to import; Latin and plain Chinese text is measured without it.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

# Characters whose width is the same in every version of Unicode: Latin, quotes, dashes, box lines; then the
# CJK punctuation and full-width forms, which take two columns as ideographs do. A set is ready far sooner
# than a regular expression of so many ranges is compiled, which every start would pay for.
_ONE = (" ~", "\u00a1\u00ac", "\u00ae\u00ff", "\u2010\u2027", "\u2500\u257f")
_TWO = ("\u3001\u3029", "\u3030\u303e", "\uff01\uff60", "\uffe0\uffe6")
_PLAIN = frozenset(chr(code) for ends in (*_ONE, *_TWO) for code in range(ord(ends[0]), ord(ends[1]) + 1))
_LAST_OF_ONE = "\u257f"

_ELLIPSIS = "\u2026"

Align = Literal["left", "right", "center"]


def printable(text: str) -> str:
    r"""The text with what could move the cursor or turn the line written out: ``\x1b``, ``\u202e``."""
    if _is_plain(text):
        return text
    # Few commands ever show such a text, and only they pay for it.
    from fieldlog.domain.hostile_signs import write_out

    return write_out(text)


def width(text: str) -> int:
    """The number of columns that the printable text takes."""
    return measure(text)[1]


@lru_cache(maxsize=4096)
def measure(text: str) -> tuple[str, int]:
    """The printable text and the columns it takes; the cells of a table repeat names and days."""
    if _is_plain(text):
        return text, _plain_width(text)
    shown = printable(text)
    return shown, _width(shown)


def pad(text: str, columns: int, align: Align = "left") -> str:
    """The printable text, filled up with spaces to the columns; a wider text stays as wide as it is."""
    shown = printable(text)
    missing = max(0, columns - _width(shown))
    before = {"left": 0, "right": missing, "center": missing // 2}[align]
    return " " * before + shown + " " * (missing - before)


def cut(text: str, columns: int) -> str:
    """The printable text in at most so many columns; what does not fit makes room for an ellipsis."""
    shown = printable(text)
    if _width(shown) <= columns:
        return shown
    parts = _first_characters(shown, columns - 1)
    while parts and _width("".join(parts)) > columns - 1:
        parts.pop()
    return "".join(parts) + _ELLIPSIS if columns > 0 else ""


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns, after spaces or between Chinese characters."""
    if width(text) <= columns:
        return [text.rstrip()] if text.strip() else []
    lines, line, taken = [], "", 0
    for word in _breakable(text):
        if line and taken + width(word.rstrip()) > columns:
            lines.append(line.rstrip())
            line, taken = "", 0
        line, taken = line + word, taken + width(word)
    return [*lines, line.rstrip()] if line.strip() else lines


def fold(text: str, columns: int) -> list[str]:
    """Break a text of any lines into lines of at most so many columns; a longer word is broken too."""
    folded: list[str] = []
    for paragraph in text.split("\n"):
        for line in wrap(printable(paragraph), columns) or [""]:
            folded += _pieces(line, columns)
    return folded


def _pieces(line: str, columns: int) -> list[str]:
    if width(line) <= columns:
        return [line]
    pieces, piece, taken = [], "", 0
    for part in _graphemes(line):
        needed = _width(part)
        if piece and taken + needed > columns:
            pieces.append(piece)
            piece, taken = "", 0
        piece, taken = piece + part, taken + needed
    return [*pieces, piece]


def _breakable(text: str) -> list[str]:
    words: list[str] = []
    for character in text if _is_plain(text) else _graphemes(text):
        joins = (
            words
            and ord(character[0]) < 0x2E80
            and ord(words[-1][-1]) < 0x2E80
            and not words[-1].endswith(" ")
        )
        closes = words and character in "，。；：、）」！？"
        opened = words and words[-1][-1] in "（「"
        if joins or closes or opened:
            words[-1] += character
        else:
            words.append(character)
    return words


def longest_word(text: str) -> int:
    """Return the columns of the longest piece that no line break may part."""
    return max((width(word.rstrip()) for word in _breakable(text)), default=0)


def _first_characters(text: str, columns: int) -> list[str]:
    """The characters, as a reader counts them, that could fit into the columns."""
    parts: list[str] = []
    taken = 0
    for part in text if _is_plain(text) else _graphemes(text):
        taken += _width(part)
        if taken > columns:
            break
        parts.append(part)
    return parts


def _is_plain(text: str) -> bool:
    """Whether all characters are of the plain sets, or ideographs."""
    if text.isascii():
        return text.isprintable()
    return all("\u4e00" <= one <= "\u9fff" or one in _PLAIN or "\u3400" <= one <= "\u4dbf" for one in text)


def _width(shown: str) -> int:
    if _is_plain(shown):
        return _plain_width(shown)
    from wcwidth import wcswidth

    return wcswidth(shown)


def _plain_width(shown: str) -> int:
    if shown.isascii():
        return len(shown)
    return len(shown) + sum([character > _LAST_OF_ONE for character in shown])


def _graphemes(text: str) -> Iterator[str]:
    from wcwidth import iter_graphemes

    return iter_graphemes(text)
