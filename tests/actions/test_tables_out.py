"""Exported tables: what Excel and LibreOffice see, nothing that runs, whole files or none."""

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fieldlog.actions.tables_out import Column, Sheet, write_csv, write_xlsx
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.table_cells import MOST_UNITS, CellValue, could_run, csv_cell, fit_cell, sheet_title

COLUMNS = (
    Column("姓名"),
    Column("电话", "phone"),
    Column("生日", "date"),
    Column("开始", "datetime"),
    Column("分钟", "number"),
)
START = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
ROWS: tuple[tuple[CellValue, ...], ...] = (
    ("王秀英", "13812345678", date(1950, 3, 5), START, 30),
    ("唐䶮", "010-12345678", "3月5日", None, None),
    ("老寿星", "01012345678", date(1899, 12, 31), START, 2.5),
)
Write = Callable[[Path, Sheet, bool], None]


def as_xlsx(path: Path, sheet: Sheet, overwrite: bool) -> None:
    write_xlsx(path, [sheet], overwrite)


def opened(path: Path) -> Worksheet:
    workbook = load_workbook(path)
    return workbook.worksheets[0]


def texts_out(tmp_path: Path, *texts: str) -> list[object]:
    path = tmp_path / "texts.xlsx"
    write_xlsx(path, [Sheet("t", (Column("c"),), [(text,) for text in texts])], overwrite=True)
    column = list(opened(path).iter_rows(min_row=2, max_col=1))
    assert all(cell.data_type in ("s", "n") for (cell,) in column)
    return [cell.value for (cell,) in column]


def csv_rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_every_cell_has_its_type_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, [Sheet("顾客", COLUMNS, iter(ROWS))])
    sheet = opened(path)
    assert sheet.title == "顾客"
    first = [cell.value for cell in sheet[2]]
    assert first == ["王秀英", "13812345678", datetime(1950, 3, 5), datetime(2026, 11, 22, 14, 5), 30]  # noqa: DTZ001
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "d", "d", "n"]
    assert [cell.number_format for cell in sheet[2]][1:4] == ["@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert [cell.value for cell in sheet[3]] == ["唐䶮", "010-12345678", "3月5日", None, None]
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("1899-12-31", "s")


def test_the_header_is_bold_frozen_and_filters_and_columns_fit_chinese(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    columns = (Column("地址"), Column("备注", width=20), Column("长"))
    write_xlsx(
        path, [Sheet("a", columns, [("和平街八号楼二单元五零一", "x", "长" * 500)]), Sheet("A", columns, [])]
    )
    sheet = opened(path)
    assert sheet["A1"].font.b
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C2"
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert 24 <= widths[0] <= 28
    assert 20 <= widths[1] <= 21
    assert 60 <= widths[2] <= 61
    assert load_workbook(path).sheetnames == ["a", "A 2"]


HOSTILE = [
    "=1+1",
    '=HYPERLINK("file:///etc/passwd","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    "\u200b=1+1",
]


def test_no_text_becomes_a_formula_or_a_link_in_the_workbook(tmp_path: Path) -> None:
    texts = [
        *HOSTILE,
        "http://a.example/",
        "mailto:a@b",
        "{=1}",
        "12345",
        "<r><t>x</t></r>",
        "<r><broken</r>",
        "_x0041_",
    ]
    values = texts_out(tmp_path, *texts)
    with zipfile.ZipFile(tmp_path / "texts.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml
    expected = [text.replace("\r", "\n") for text in texts]
    assert [str(value).rstrip() for value in values[:-1]] == expected[:-1]
    assert values[-1] == "_x005F_x0041_"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_could_run_gets_an_apostrophe_in_csv(text: str) -> None:
    assert csv_cell(text, is_phone=False) == "'" + text.replace("\r", "\n")


def test_numbers_and_dates_are_left_alone_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    rows: list[tuple[CellValue, ...]] = [*ROWS, ("=1", None, None, None, -5)]
    write_csv(path, Sheet("顾客", COLUMNS, rows))
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 5
    assert csv_rows(path) == [
        ["姓名", "电话", "生日", "开始", "分钟"],
        ["王秀英", "13812345678\t", "1950-03-05", "2026-11-22 14:05", "30"],
        ["唐䶮", "010-12345678\t", "3月5日", "", ""],
        ["老寿星", "01012345678\t", "1899-12-31", "2026-11-22 14:05", "2.5"],
        ["'=1", "", "", "", "-5"],
    ]


@pytest.mark.parametrize("text", ["0012", "12e5", "3-5", "1/2", "12:30", "13812345678", "TRUE", "1,000"])
def test_a_text_that_looks_like_a_number_or_date_stays_text_in_csv(text: str) -> None:
    assert csv_cell(text, is_phone=False) == f"{text}\t"


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    assert not could_run(csv_cell(text, is_phone=False))
    assert not could_run(csv_cell(text, is_phone=True))


def test_characters_that_xml_forbids_are_shown_as_signs(tmp_path: Path) -> None:
    (value,) = texts_out(tmp_path, "a\x00b\x1bc\x7fd\ud800e\uffffg\x9bh\ti\nj😀")
    assert value == "a␀b␛c␡d\ufffde\ufffdg\ufffdh\ti\nj😀"


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_any_text_gives_a_workbook_that_opens(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    read_back = texts_out(tmp_path_factory.mktemp("any"), *texts)
    shown = [value for value in read_back if value is not None]
    assert len(shown) == sum(text != "" for text in texts)
    assert all(isinstance(value, str) for value in shown), "a text became a number or a date"


@pytest.mark.parametrize("character", ["字", "😀"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(character: str, tmp_path: Path) -> None:
    (value,) = texts_out(tmp_path, character * 40_000)
    assert isinstance(value, str)
    head, mark = value.split("… [+")
    assert len(head) + int(mark.rstrip("]")) == 40_000
    assert len(value.encode("utf-16-le")) // 2 <= MOST_UNITS
    assert fit_cell("字" * MOST_UNITS) == "字" * MOST_UNITS


def test_sheet_titles_are_made_acceptable_and_unique() -> None:
    assert sheet_title("a/b:[c]*?'", []) == "a b  c"
    assert sheet_title("'  '", []) == "1"
    assert sheet_title("顾" * 40, []) == "顾" * 31
    assert sheet_title("Visits", ["visits", "Visits 2"]) == "Visits 3"


@pytest.mark.parametrize(("write", "ending"), [(as_xlsx, "xlsx"), (write_csv, "csv")])
def test_an_existing_file_is_replaced_only_when_allowed(write: Write, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_bytes(b"old")
    with pytest.raises(BadInputError) as caught:
        write(path, Sheet("t", COLUMNS, ROWS), False)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("file", "file-exists")]
    assert path.read_bytes() == b"old"
    write(path, Sheet("t", COLUMNS, ROWS), True)
    assert path.read_bytes() != b"old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("write", "ending"), [(as_xlsx, "xlsx"), (write_csv, "csv")])
def test_a_source_that_fails_half_way_leaves_the_old_file_and_no_traces(
    write: Write, ending: str, tmp_path: Path
) -> None:
    def failing() -> Iterator[tuple[CellValue, ...]]:
        yield from ROWS
        raise KeyError("the source broke")

    path = tmp_path / f"out.{ending}"
    path.write_bytes(b"old")
    with pytest.raises(KeyError):
        write(path, Sheet("t", COLUMNS, failing()), True)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("write", "ending"), [(as_xlsx, "xlsx"), (write_csv, "csv")])
def test_a_target_that_cannot_be_is_named(write: Write, ending: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / f"folder.{ending}").mkdir()
    codes = []
    for place in (f"gone/out.{ending}", f"file/out.{ending}", f"folder.{ending}", "x" * 300 + f".{ending}"):
        with pytest.raises(BadInputError) as caught:
            write(tmp_path / place, Sheet("t", COLUMNS, ROWS), True)
        codes.append(caught.value.problems[0].code)
    assert codes == ["folder-missing", "folder-missing", "file-exists", "file-not-writable"]


FULL_DISK = """
import random, resource, sys
from pathlib import Path
from fieldlog.actions.tables_out import Column, Sheet, write_csv, write_xlsx
from fieldlog.domain.errors import StoreFullError
path = Path(sys.argv[1])
digits = random.Random(1)
sheet = Sheet("t", (Column("c"),), [(f"{digits.random()}" * 5,) for _ in range(3000)])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    write_csv(path, sheet, True) if path.suffix == ".csv" else write_xlsx(path, [sheet], True)
except StoreFullError as error:
    print(error.arguments["path"])
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of a file to stand in for a full disk"
)
@pytest.mark.parametrize(("name", "limit"), [("out.csv", 50_000), ("out.xlsx", 50_000), ("out.xlsx", 600)])
def test_a_full_disk_leaves_the_old_file_and_says_so(name: str, limit: int, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    command = [sys.executable, "-W", "error", "-c", FULL_DISK, str(path), str(limit)]
    outcome = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (outcome.stdout.strip(), outcome.stderr, outcome.returncode) == (str(path), "", 0)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_keeps_chinese_phones_and_dates_of_both_formats(tmp_path: Path) -> None:
    hostile: tuple[CellValue, ...] = ("=1+1", "0012", None, None, None)
    for path, write in ((tmp_path / "x.xlsx", as_xlsx), (tmp_path / "c.csv", write_csv)):
        write(path, Sheet("顾客", COLUMNS, [*ROWS, hostile]), False)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    utf8 = "--infilter=Text - txt - csv (StarCalc):44,34,76,1"
    for name, options in (("x.xlsx", []), ("c.csv", [utf8])):
        command = ["soffice", profile, "--headless", *options, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        command += ["--outdir", str(tmp_path / "out"), str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    for name, formula in (("x.xlsx", "=1+1"), ("c.xlsx", "'=1+1")):
        sheet = opened(tmp_path / "out" / name)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0] == ["姓名", "电话", "生日", "开始", "分钟"]
        assert [str(row[1]).rstrip("\t") for row in rows[1:]] == [
            "13812345678",
            "010-12345678",
            "01012345678",
            "0012",
        ]
        assert {cell.data_type for cell in sheet["B"]} == {"s"}
        assert [row[0] for row in rows[1:]] == ["王秀英", "唐䶮", "老寿星", formula]
        assert sheet["A5"].data_type == "s"
        assert rows[1][2:] == [datetime(1950, 3, 5), datetime(2026, 11, 22, 14, 5), 30]  # noqa: DTZ001
