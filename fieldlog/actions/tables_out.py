"""Tables for other people's programs: XLSX and CSV that open right in Excel and LibreOffice; nothing runs.

In CSV a text that could run as a formula gets an apostrophe in front. A phone number (or another text that
looks like a number or a date, such as an id 12e5) gets a tab behind it: Excel and LibreOffice then keep it as
text with all its digits, whereas ``="138..."`` would be a formula and an apostrophe would show. The tab is at
the end, because cells that begin with one count as dangerous. Who trims white space sees the bare number.
"""

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, NamedTuple

from fieldlog.domain.errors import BadInputError, StoreError, StoreFullError
from fieldlog.domain.problems import Problem
from fieldlog.domain.table_cells import CellValue as CellValue
from fieldlog.domain.table_cells import (
    csv_cell,
    display_width,
    fit_cell,
    is_excel_date,
    is_excel_number,
    plain_text,
    sheet_title,
    spreadsheet_text,
)
from fieldlog.store.files import translate_os_error

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "date", "datetime", "number", "phone"]

MOST_ROWS = 1_048_575
NARROWEST = 6
WIDEST = 60

_NUMBER_FORMATS: dict[Kind, dict[str, object]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "phone": {"num_format": "@", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"},
    "number": {"valign": "top"},
}


class Column(NamedTuple):
    """Title, kind of the cells (``phone`` for ids too: digits that stay text), width or ``None`` to fit."""

    title: str
    kind: Kind = "text"
    width: int | None = None


class Sheet(NamedTuple):
    """A table with a title; moments are local ones, because a cell knows no time zone."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[CellValue, ...]]


def write_xlsx(path: Path, sheets: Sequence[Sheet], overwrite: bool = False) -> None:
    """Write a workbook whole or not at all; BadInputError about ``file``, StoreFullError."""
    publish(path, overwrite, lambda draft: _write_workbook(draft, sheets, path))


def write_csv(path: Path, sheet: Sheet, overwrite: bool = False) -> None:
    """Write one table as UTF-8 with the mark by which Excel knows it; errors as in ``write_xlsx``."""
    publish(path, overwrite, lambda draft: _write_csv(draft, sheet))


def publish(path: Path, overwrite: bool, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a draft, and put it in place whole, readable by its owner only; errors as above."""
    try:
        _check_target(path, overwrite)
        # Beside the target, so that the last step is a rename and no plain text lies in a shared folder.
        with TemporaryDirectory(dir=path.parent, prefix=".fieldlog-", ignore_cleanup_errors=True) as folder:
            draft = Path(folder) / f"draft{path.suffix}"
            write(draft)
            draft.chmod(0o600)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            _check_target(path, overwrite)
            draft.replace(path)
    except OSError as error:
        raise _translate(error, path) from error


def _check_target(path: Path, overwrite: bool) -> None:
    if path.is_dir() or (path.exists() and not overwrite):
        raise BadInputError(Problem("file", "file-exists", {"file": path.name}))


def _translate(error: OSError, path: Path) -> BadInputError | StoreError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return BadInputError(Problem("file", "folder-missing", {"file": path.name}))
    translated = translate_os_error(error, path)
    if isinstance(translated, StoreFullError):
        return translated
    return BadInputError(Problem("file", "file-not-writable", {"file": path.name}))


def _write_csv(draft: Path, sheet: Sheet) -> None:
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([csv_cell(column.title, is_phone=False) for column in sheet.columns])
        for row in sheet.rows:
            pairs = zip(row, sheet.columns, strict=True)
            writer.writerow([csv_cell(value, is_phone=column.kind == "phone") for value, column in pairs])


def _write_workbook(draft: Path, sheets: Sequence[Sheet], path: Path) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": True,
        "tmpdir": str(draft.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(str(draft), options)
    try:
        _write_sheets(workbook, sheets, path)
        workbook.close()
    except FileCreateError as error:
        raise _cause_of(error) from error
    finally:
        _close_row_files(workbook)


def _close_row_files(workbook: "Workbook") -> None:
    """Let go of the files that XlsxWriter leaves open after an error, which is on its way already."""
    for worksheet in workbook.worksheets():
        with suppress(OSError):
            worksheet.row_data_fh.close()


def _cause_of(error: Exception) -> OSError:
    cause = error.args[0] if error.args else None
    return cause if isinstance(cause, OSError) else OSError(str(error))


def _write_sheets(workbook: "Workbook", sheets: Sequence[Sheet], path: Path) -> None:
    formats = {kind: workbook.add_format(properties) for kind, properties in _NUMBER_FORMATS.items()}
    bold = workbook.add_format({"bold": True, "valign": "top"})
    titles: list[str] = []
    for sheet in sheets:
        titles.append(sheet_title(sheet.title, titles))
        worksheet = workbook.add_worksheet(titles[-1])
        widths = [display_width(column.title) + 3 for column in sheet.columns]
        for index, column in enumerate(sheet.columns):
            worksheet.write_string(0, index, spreadsheet_text(column.title), bold)
        last = _write_rows(worksheet, sheet, formats, widths, path)
        _lay_out(worksheet, sheet, formats, widths, last)


def _write_rows(
    worksheet: "Worksheet", sheet: Sheet, formats: "dict[Kind, Format]", widths: list[int], path: Path
) -> int:
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        if number > MOST_ROWS:
            raise BadInputError(
                Problem("file", "file-too-many-rows", {"file": path.name, "limit": MOST_ROWS})
            )
        for index, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            if value is not None and value != "":
                _write_cell(worksheet, number, index, value, formats[column.kind], formats[_kind_of(value)])
                widths[index] = max(widths[index], display_width(plain_text(value)) + 2)
    return number


def _kind_of(value: CellValue) -> Kind:
    if isinstance(value, datetime):
        return "datetime"
    return "date" if isinstance(value, date) else "text"


def _write_cell(
    worksheet: "Worksheet",
    row: int,
    index: int,
    value: CellValue,
    column_format: "Format",
    own_format: "Format",
) -> None:
    if isinstance(value, date) and is_excel_date(value):
        moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        worksheet.write_datetime(row, index, moment, own_format)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, index, value, column_format)
    elif isinstance(value, int | float) and is_excel_number(value):
        worksheet.write_number(row, index, value, column_format)
    else:
        worksheet.write_string(row, index, fit_cell(spreadsheet_text(plain_text(value))), column_format)


def _lay_out(
    worksheet: "Worksheet", sheet: Sheet, formats: "dict[Kind, Format]", widths: Sequence[int], last: int
) -> None:
    for index, column in enumerate(sheet.columns):
        width = column.width if column.width is not None else min(max(widths[index], NARROWEST), WIDEST)
        worksheet.set_column(index, index, width, formats[column.kind])
    worksheet.freeze_panes(1, 0)
    if sheet.columns:
        worksheet.autofilter(0, 0, last, len(sheet.columns) - 1)
