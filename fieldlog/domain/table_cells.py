"""What a value becomes in a cell of an exported table: harmless, storable and as long as Excel allows."""

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeAlias

CellValue: TypeAlias = str | int | float | date | datetime | None

MOST_UNITS = 32_767
TITLE_LENGTH = 31
# Excel's calendar has a 29 February 1900 that never was; days before the next one are off by one.
FIRST_EXCEL_DAY = date(1900, 3, 1)
LARGEST_EXACT = 10**15

_FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r\n")
_LOOKS_LIKE_NUMBER = re.compile(r"(?=.*[0-9])[0-9.,/:eE+%¥$￥()\s-]+|true|false", re.IGNORECASE)
_PICTURES = {number: 0x2400 + number for number in range(0x20) if chr(number) not in "\t\n"} | {0x7F: 0x2421}
_FORBIDDEN = re.compile("[\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TITLE_SIGNS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def plain_text(value: CellValue) -> str:
    """A value as text: ISO dates, moments to the minute, control characters as visible pictures."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return _FORBIDDEN.sub("\ufffd", _plain_lines(str(value)).translate(_PICTURES))


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fit_cell(text: str) -> str:
    """The text, or as much of it as a cell holds with ``… [+N]`` for the N characters cut off."""
    if _units(text) <= MOST_UNITS:
        return text
    room = MOST_UNITS - len(f"… [+{len(text)}]")
    head = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
    return f"{head}… [+{len(text) - len(head)}]"


def _units(text: str) -> int:
    """Length as Excel counts it: a character beyond the basic plane is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def spreadsheet_text(text: str) -> str:
    """The text as it must be given to XlsxWriter in its constant-memory mode."""
    safe = plain_text(text)
    # XlsxWriter copies a text of this shape into the file as XML; a space behind it prevents that.
    return f"{safe} " if safe.startswith("<r>") and safe.endswith("</r>") else safe


def csv_cell(value: CellValue, is_phone: bool) -> str:
    """The field of a CSV file; texts are made harmless as tables_out explains, numbers and dates stay."""
    text = fit_cell(plain_text(value))
    if not isinstance(value, str):
        return text
    if could_run(text):
        return f"'{text}"
    return f"{text}\t" if text and (is_phone or _LOOKS_LIKE_NUMBER.fullmatch(text)) else text


def could_run(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, also behind invisible characters."""
    if text[:1] in _FORMULA_STARTS and text:
        return True
    first = next((character for character in text if not _is_blank(character)), "")
    return first != "" and first in _FORMULA_STARTS


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def is_excel_date(value: date) -> bool:
    """Whether Excel can hold the day as a real date."""
    return (value.date() if isinstance(value, datetime) else value) >= FIRST_EXCEL_DAY


def is_excel_number(value: int | float) -> bool:
    """Whether Excel keeps every digit; others are written as text."""
    return math.isfinite(value) and abs(value) < LARGEST_EXACT


def display_width(text: str) -> int:
    """Columns of the widest line, a Chinese character taking two; only as far as a column can be wide."""
    return max((_line_width(line[:100]) for line in text[:1000].split("\n")), default=0)


def _line_width(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(character) in "WFA") for character in line)


def sheet_title(title: str, taken: Sequence[str]) -> str:
    """A title that Excel accepts for a sheet and that no other sheet has."""
    plain = _TITLE_SIGNS.sub(" ", plain_text(title)).strip(" '")[:TITLE_LENGTH].strip(" '") or "1"
    lowered = {other.casefold() for other in taken}
    number, candidate = 1, plain
    while candidate.casefold() in lowered:
        number += 1
        candidate = f"{plain[: TITLE_LENGTH - len(str(number)) - 1]} {number}"
    return candidate
