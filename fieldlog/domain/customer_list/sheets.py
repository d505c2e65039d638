"""The rows in the bytes of a spreadsheet: CSV in the encodings Excel writes, or XLSX."""

import csv
import io
import re

from fieldlog.domain.customer_list.rows import SheetRow, make_row
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 256

_CSV_ENDINGS = frozenset((".csv",))
_XLSX_ENDINGS = frozenset((".xlsx", ".xlsm"))
_OLD_EXCEL_ENDINGS = frozenset((".xls", ".xlt", ".xlsb", ".et"))
_ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED_MARK = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = (",", ";", "\t")
_SNIFFED_ROWS = 50


def check_ending(name: str) -> None:
    """Raise the refusal of a file whose name has an ending that cannot be read."""
    ending = _ending_of(name)
    if ending in _OLD_EXCEL_ENDINGS:
        raise refusal("file-old-excel", name)
    if ending not in _CSV_ENDINGS | _XLSX_ENDINGS:
        raise refusal("file-ending", name)


def rows_in(data: bytes, name: str) -> tuple[SheetRow, ...]:
    """Return the rows that hold anything in the bytes of a file; BadInputError about ``file``."""
    check_ending(name)
    if len(data) > MOST_BYTES:
        raise refusal("file-too-large", name, limit=MOST_BYTES // 1024 // 1024)
    rows = _workbook_rows(data, name) if _is_workbook(data, name) else _csv_rows(data, name)
    if not rows:
        raise refusal("file-empty", name)
    return rows


def refusal(code: str, name: str, **arguments: object) -> BadInputError:
    """Return the error that names the file and why it cannot be used."""
    return BadInputError(Problem("file", code, {"file": name, **arguments}))


def _ending_of(name: str) -> str:
    return "." + name.rpartition(".")[2].lower() if "." in name.strip(".") else ""


def _is_workbook(data: bytes, name: str) -> bool:
    """What the file is by its first bytes; the ending is often wrong, because people rename files."""
    if data.startswith(_OLE_MARK):
        raise refusal("file-protected" if _PROTECTED_MARK in data else "file-old-excel", name)
    if data and _ending_of(name) in _XLSX_ENDINGS and not data.startswith(_ZIP_MARK):
        raise refusal("file-damaged", name)
    return data.startswith(_ZIP_MARK)


def _workbook_rows(data: bytes, name: str) -> tuple[SheetRow, ...]:
    from fieldlog.domain.customer_list.workbooks import TooManyRowsError, WorkbookError, read_workbook

    try:
        return read_workbook(data, MOST_ROWS, MOST_COLUMNS)
    except TooManyRowsError as error:
        raise refusal("file-too-many-rows", name, limit=MOST_ROWS) from error
    except WorkbookError as error:
        raise refusal(error.code, name) from error


def _csv_rows(data: bytes, name: str) -> tuple[SheetRow, ...]:
    text = _decode(data, name)
    # Excel takes a first line such as "sep=;" as an instruction and does not count it as a row.
    declared = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    delimiter = declared[1] if declared else _find_delimiter(text)
    table = io.StringIO(text[declared.end() :] if declared else text, newline="")
    # Not strict, an unclosed quotation mark would swallow all rows after it without a word.
    reader = csv.reader(table, delimiter=delimiter, strict=True)
    rows: list[SheetRow] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(map(str.strip, cells)):
                rows.append(make_row(number, cells[:MOST_COLUMNS]))
            if len(rows) > MOST_ROWS:
                raise refusal("file-too-many-rows", name, limit=MOST_ROWS)
    except csv.Error as error:
        raise refusal("file-quotes", name, row=number + 1) from error
    return tuple(rows)


def _decode(data: bytes, name: str) -> str:
    encodings: tuple[str, ...]
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal("file-encoding", name)


def _find_delimiter(text: str) -> str:
    """The delimiter that cuts the most rows into the same number of cells."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths: dict[int, int] = {}
    try:
        for _, cells in zip(range(_SNIFFED_ROWS), reader, strict=False):
            widths[len(cells)] = widths.get(len(cells), 0) + 1
    except csv.Error:
        # The cell is too long under this delimiter; the rows before it still tell how well it fits.
        pass
    return max((width * count for width, count in widths.items() if width > 1), default=0)
