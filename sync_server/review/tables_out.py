"""Tables for spreadsheets: XLSX and CSV that Excel opens right, in memory and of a bounded size.

What is personal never lies in a file of the server. No text runs as a formula (``domain.table_cells``).
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, NamedTuple

from fieldlog.domain.table_cells import (
    CellValue,
    csv_cell,
    display_width,
    fit_cell,
    is_excel_date,
    plain_text,
    sheet_title,
    spreadsheet_text,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 20_000
"""So many rows are written at most: a workbook of so many visits takes some 80 MB while it is made."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
WIDEST = 60
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Table(NamedTuple):
    """A titled table; moments are local ones, because a cell knows no time zone. ``remark`` stands among the
    properties of a workbook; CSV has no place for it.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[CellValue, ...]]
    remark: str = ""


def as_csv(table: Table) -> bytes:
    """Return a table as UTF-8 with the mark by which Excel knows it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    for row in (table.columns, *table.rows):
        writer.writerow([csv_cell(value, is_phone=False) for value in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """Return a table as a workbook of one sheet, with a fixed first row and filters."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, _OPTIONS) as workbook:
        workbook.set_properties({"title": table.title, "comments": table.remark})
        worksheet = workbook.add_worksheet(sheet_title(table.title, ()))
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        for index, title in enumerate(table.columns):
            worksheet.write_string(0, index, spreadsheet_text(title), bold)
            texts = [plain_text(row[index]) for row in table.rows]
            widest = max(map(display_width, (title, *texts)))
            worksheet.set_column(index, index, min(widest + 3, WIDEST))
        for number, row in enumerate(table.rows, 1):
            for index, value in enumerate(row):
                _write_cell(worksheet, (number, index), value, day, moment)
        worksheet.freeze_panes(1, 0)
        worksheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    return content.getvalue()


def _write_cell(
    worksheet: "Worksheet", place: tuple[int, int], value: CellValue, day: "Format", moment: "Format"
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date) and is_excel_date(value):
        worksheet.write_datetime(*place, value, moment if isinstance(value, datetime) else day)
    elif isinstance(value, int | float):
        worksheet.write_number(*place, value)
    else:
        worksheet.write_string(*place, fit_cell(spreadsheet_text(plain_text(value))))
