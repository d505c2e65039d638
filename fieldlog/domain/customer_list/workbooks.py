"""The cells of an XLSX workbook as the text a person sees, without trusting the file's sizes or numbers."""

import io
import math
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from fieldlog.domain.customer_list.rows import SheetRow, make_row

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook import Workbook

MOST_UNPACKED_BYTES = 64 * 1024 * 1024
LAST_ROW = 1_048_576

_SUSPICIOUS = 10**10
_LOST = 10**6
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMAT_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Chinese Excel uses these formats without defining them (ECMA-376, 18.8.30, zh-cn); openpyxl lacks them.
_CHINESE_DATE_FORMATS = frozenset((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58))
_CHINESE_YEARLESS_FORMATS = frozenset((28, 29, 51, 53, 54, 58))
# What zipfile, expat and openpyxl raise on files that are cut, flipped or made up.
_DAMAGED = (
    BadZipFile,
    InvalidFileException,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,
    zlib.error,
)


class WorkbookError(Exception):
    """The workbook cannot be read; ``code`` is the code of the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooManyRowsError(WorkbookError):
    """The sheet has more rows than any list of customers."""

    def __init__(self) -> None:
        super().__init__("file-too-many-rows")


def read_workbook(data: bytes, most_rows: int, most_columns: int) -> tuple[SheetRow, ...]:
    """The rows of the first visible sheet that holds anything; WorkbookError."""
    try:
        _check_archive(data)
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions of a workbook, which do not concern its text.
            warnings.simplefilter("ignore")
            return _first_filled_sheet(data, most_rows, most_columns)
    except _DAMAGED as error:
        raise WorkbookError("file-damaged") from error


def _check_archive(data: bytes) -> None:
    """Refuse archives that unpack to more than a list needs; zipfile never reads beyond these sizes."""
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookError("file-protected")
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise WorkbookError("file-unpacks-too-large")


def _first_filled_sheet(data: bytes, most_rows: int, most_columns: int) -> tuple[SheetRow, ...]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            # The dimensions that a file states are often wrong, and rows beyond them would be lost.
            sheet.reset_dimensions()
            cells = cast("Iterable[tuple[ReadOnlyCell, ...]]", sheet.iter_rows())
            rows = tuple(_filled_rows(cells, workbook, most_rows, most_columns))
            if rows:
                return rows
        return ()
    finally:
        workbook.close()


def _filled_rows(
    rows: "Iterable[tuple[ReadOnlyCell, ...]]",
    workbook: "Workbook",
    most_rows: int,
    most_columns: int,
) -> Iterator[SheetRow]:
    filled = 0
    for number, cells in enumerate(rows, 1):
        if number > LAST_ROW:
            raise TooManyRowsError
        row = make_row(number, [_cell_text(cell, workbook) for cell in cells[:most_columns]])
        if row.cells:
            filled += 1
            yield row
        if filled > most_rows:
            raise TooManyRowsError


def _cell_text(cell: "ReadOnlyCell", workbook: "Workbook") -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        format_number = cell.style_array.numFmtId
        if format_number not in _CHINESE_DATE_FORMATS:
            return number_text(value)
        moment = from_excel(value, workbook.epoch)
        return _moment_text(moment, format_number in _CHINESE_YEARLESS_FORMATS)
    return _moment_text(value, _is_yearless(cell.number_format))


def number_text(value: int | float) -> str:
    """A number as digits; one that looks like a phone number whose end was lost keeps its exponent."""
    if isinstance(value, float) and not math.isfinite(value):
        return "#NUM!"
    if value >= _SUSPICIOUS and value % _LOST == 0:
        # Someone saved 13812345678 while Excel showed 1.38E+10: the zeros are no digits of that phone.
        return f"{value:.2E}"
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    return str(int(value))


def _moment_text(value: object, is_yearless: bool) -> str:
    if isinstance(value, date) and is_yearless:
        return f"{value.month}月{value.day}日"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""


def _is_yearless(number_format: str) -> bool:
    """Whether Excel shows a day without its year: then the year is the one of typing, not of birth."""
    letters = _FORMAT_WORDS.sub("", number_format).lower()
    return "d" in letters and "y" not in letters and "e" not in letters
