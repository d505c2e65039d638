"""Reading a spreadsheet that a shop sends into rows of text: CSV in the encodings Excel writes, or XLSX."""

import csv
import io
import re
import stat
from pathlib import Path

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


def read_rows(path: Path) -> tuple[SheetRow, ...]:
    """Read the rows that hold anything; BadInputError about the field ``file`` if that cannot be done."""
    ending = path.suffix.lower()
    if ending in _OLD_EXCEL_ENDINGS:
        raise refusal("file-old-excel", path)
    if ending not in _CSV_ENDINGS | _XLSX_ENDINGS:
        raise refusal("file-ending", path)
    data = _read_bytes(path)
    rows = _workbook_rows(data, path) if _is_workbook(data, ending, path) else _csv_rows(data, path)
    if not rows:
        raise refusal("file-empty", path)
    return rows


def refusal(code: str, path: Path, **arguments: object) -> BadInputError:
    """The error that names the file and why it cannot be used."""
    return BadInputError(Problem("file", code, {"file": path.name, **arguments}))


def _read_bytes(path: Path) -> bytes:
    try:
        # A pipe or a device would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise refusal("file-not-a-file", path)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refusal("file-missing", path) from error
    except (OSError, ValueError) as error:
        raise refusal(
            "file-unreadable", path, reason=getattr(error, "strerror", None) or str(error)
        ) from error
    if len(data) > MOST_BYTES:
        raise refusal("file-too-large", path, limit=MOST_BYTES // 1024 // 1024)
    return data


def _is_workbook(data: bytes, ending: str, path: Path) -> bool:
    """What the file is by its first bytes; the ending is often wrong, because people rename files."""
    if data.startswith(_OLE_MARK):
        raise refusal("file-protected" if _PROTECTED_MARK in data else "file-old-excel", path)
    if data and ending in _XLSX_ENDINGS and not data.startswith(_ZIP_MARK):
        raise refusal("file-damaged", path)
    return data.startswith(_ZIP_MARK)


def _workbook_rows(data: bytes, path: Path) -> tuple[SheetRow, ...]:
    from fieldlog.actions.workbooks import TooManyRowsError, WorkbookError, read_workbook

    try:
        return read_workbook(data, MOST_ROWS, MOST_COLUMNS)
    except TooManyRowsError as error:
        raise refusal("file-too-many-rows", path, limit=MOST_ROWS) from error
    except WorkbookError as error:
        raise refusal(error.code, path) from error


def _csv_rows(data: bytes, path: Path) -> tuple[SheetRow, ...]:
    text = _decode(data, path)
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
                raise refusal("file-too-many-rows", path, limit=MOST_ROWS)
    except csv.Error as error:
        raise refusal("file-quotes", path, row=number + 1) from error
    return tuple(rows)


def _decode(data: bytes, path: Path) -> str:
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
    raise refusal("file-encoding", path)


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
