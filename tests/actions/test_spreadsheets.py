"""Reading CSV and XLSX files into rows of text, the shipped messy lists, and files that cannot be read."""

import io
import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from fieldlog.actions.spreadsheets import MOST_BYTES, MOST_ROWS, read_rows
from fieldlog.domain.customer_list import SheetRow, read_customer_list
from fieldlog.domain.customer_list.workbooks import MOST_UNPACKED_BYTES, number_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import SENTENCES
from tests.data import make_customer_lists as lists

TODAY = date(2026, 11, 22)


def refused(path: Path) -> str:
    with pytest.raises(BadInputError) as caught:
        read_rows(path)
    (problem,) = caught.value.problems
    assert problem.field == "file"
    assert SENTENCES[problem.code].format_map(problem.arguments)
    return problem.code


def csv_file(folder: Path, data: bytes | str) -> Path:
    path = folder / "list.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def workbook_file(folder: Path, fill: Callable[[Workbook], object]) -> Path:
    workbook = Workbook()
    fill(workbook)
    path = folder / "list.xlsx"
    workbook.save(path)
    return path


def cells_file(folder: Path, *cells: str | float | date | time, number_format: str = "") -> Path:
    def fill(workbook: Workbook) -> None:
        for column, value in enumerate(cells, 1):
            cell = workbook.worksheets[0].cell(1, column, value)
            cell.number_format = number_format or cell.number_format

    return workbook_file(folder, fill)


def changed_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


@pytest.mark.parametrize("name", [lists.WORKBOOK, lists.TABS, lists.SEMICOLONS])
def test_the_shipped_lists_are_what_their_script_makes(name: str, tmp_path: Path) -> None:
    made = tmp_path / name
    made.write_bytes(lists.customer_lists()[name])
    assert read_rows(made) == read_rows(lists.FOLDER / name)
    if name.endswith(".csv"):
        assert made.read_bytes() == (lists.FOLDER / name).read_bytes()


SHIPPED = {
    lists.WORKBOOK: (
        {
            5: "王秀英",
            6: "李明",
            7: "张桂芳",
            8: "刘建国",
            12: "赵德明",
            17: "黄美华",
            18: "周福生",
            24: "朱永福",
        }
        | {25: "阿依古丽·买买提"},
        [
            (10, "birthday"),
            (11, "phone"),
            (15, "phone"),
            (19, "birthday"),
            (20, "birthday"),
            (21, "phone"),
            (22, "name"),
            (23, "class"),
            (28, "name"),
        ],
        ("微信群",),
    ),
    lists.TABS: (
        {2: "林巧云", 3: "郭大海", 4: "何秋菊", 6: "梁淑芬", 9: "唐䶮", 12: "冯铁柱", 15: "曹安", 17: "彭英"},
        [(5, "phone"), (7, "phone"), (10, "key"), (11, "birthday"), (14, "key"), (18, "name")],
        ("爱好",),
    ),
    lists.SEMICOLONS: (
        {2: "曾雪莲", 3: "萧国栋", 4: "田桂珍", 6: "董立春", 9: "袁芳", 11: "于晓东", 17: "魏长寿"},
        [
            (5, "class"),
            (7, "address"),
            (7, "birthday"),
            (8, "class"),
            (10, "birthday"),
            (12, "name"),
            (13, "phone"),
            (14, "birthday"),
            (15, "address"),
            (16, "notes"),
        ],
        ("会员卡号",),
    ),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_bad_row_of_a_shipped_list_is_named_and_the_good_ones_are_read(name: str) -> None:
    names, problems, unknown = SHIPPED[name]
    listed = read_customer_list(read_rows(lists.FOLDER / name), TODAY)
    assert {candidate.row: candidate.name for candidate in listed.candidates} == names
    assert [(row, problem.field) for row, problem in listed.problems] == problems
    assert listed.unknown_columns == unknown


def test_a_real_date_cell_and_a_phone_that_became_a_number_are_read_right() -> None:
    listed = read_customer_list(read_rows(lists.FOLDER / lists.WORKBOOK), TODAY)
    first = listed.candidates[0]
    assert first.birthday is not None
    assert (first.birthday.year, first.birthday.month, first.birthday.day) == (1950, 3, 5)
    assert first.phones == ("13800010001",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_delimiter_of_excel(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    text = f'姓名{delimiter}备注\r\n"唐䶮"{delimiter}"一{delimiter}行\n二""行"\r\n\r\n王芳{delimiter}\r\n'
    rows = read_rows(csv_file(tmp_path, text.encode(encoding)))
    assert rows == (
        SheetRow(1, ("姓名", "备注")),
        SheetRow(2, ("唐䶮", f'一{delimiter}行\n二"行')),
        SheetRow(4, ("王芳",)),
    )


def test_a_declared_separator_is_followed_and_not_counted_as_a_row(tmp_path: Path) -> None:
    assert read_rows(csv_file(tmp_path, "sep=;\r\n姓名;电话,手机\r\n")) == (
        SheetRow(1, ("姓名", "电话,手机")),
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\r\n,,\r\n", "file-empty"),
        (b"\xff\xff\x80\xff", "file-encoding"),
        (b"\xef\xbb\xbf\xc0\xd6", "file-encoding"),
        (b"\xff\xfea", "file-encoding"),
        ('姓名,备注\r\n王芳,"好\r\n李明,好\r\n', "file-quotes"),
        ('姓名,备注\r\n王芳,"好"的\r\n', "file-quotes"),
        ("姓名\r\n" * (MOST_ROWS + 1), "file-too-many-rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "file-old-excel"),
    ],
)
def test_a_csv_file_that_cannot_be_read_says_why(data: bytes | str, code: str, tmp_path: Path) -> None:
    assert refused(csv_file(tmp_path, data)) == code


def test_an_unclosed_quotation_mark_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read_rows(csv_file(tmp_path, '姓名,备注\n王芳,好\n李明,"不好\n赵六,好\n'))
    assert caught.value.problems[0].arguments["row"] == 3


def test_files_that_are_no_lists_are_refused_before_they_are_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.csv") == "file-missing"
    assert refused(tmp_path / "gone" / "list.xlsx") == "file-missing"
    assert refused(tmp_path / ("long" * 200 + ".csv")) == "file-unreadable"
    assert refused(tmp_path / "a\x00b.csv") == "file-unreadable"
    for name, code in {
        "list.xls": "file-old-excel",
        "list.pdf": "file-ending",
        "list": "file-ending",
    }.items():
        (tmp_path / name).write_bytes(b"x")
        assert refused(tmp_path / name) == code
    (tmp_path / "folder.csv").mkdir()
    assert refused(tmp_path / "folder.csv") == "file-not-a-file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv") == "file-not-a-file"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_of_a_hundred_megabytes_is_refused(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"large.{ending}"
    with path.open("wb") as file:
        file.truncate(5 * MOST_BYTES)
    assert refused(path) == "file-too-large"


def test_cells_become_the_text_a_person_sees(tmp_path: Path) -> None:
    moments = (date(1950, 3, 5), datetime(2026, 3, 5, 14, 30), time(9, 5))  # noqa: DTZ001 - cells have no zone
    cells = ("王芳", 13812345678.0, 3, 2.5, True, *moments, "a_x000D_b", "#N/A")
    (row,) = read_rows(cells_file(tmp_path, *cells))
    assert row.cells == (
        *("王芳", "13812345678", "3", "2.5", "TRUE"),
        *("1950-03-05", "2026-03-05 14:30:00", "09:05:00", "a\rb", "#N/A"),
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (13812345678, "13812345678"),
        (1.3812345678e10, "13812345678"),
        (1.38e10, "1.38E+10"),
        (13800000000, "1.38E+10"),
        (1e-7, "0.0000001"),
        (-5.0, "-5"),
        (float("inf"), "#NUM!"),
        (123456789012345678, "123456789012345678"),
    ],
)
def test_numbers_have_no_exponent_unless_digits_were_lost(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize("number_format", ['m"月"d"日"', "mm-dd", "[$-804]m月d日"])
def test_a_date_shown_without_its_year_is_read_without_it(number_format: str, tmp_path: Path) -> None:
    path = cells_file(tmp_path, date(2026, 3, 5), number_format=number_format)
    assert read_rows(path)[0].cells == ("3月5日",)


@pytest.mark.parametrize(("number", "text"), [(b"31", "1950-03-05"), (b"58", "3月5日")])
def test_the_date_formats_that_only_chinese_excel_knows_are_dates(
    number: bytes, text: str, tmp_path: Path
) -> None:
    path = cells_file(tmp_path, date(1950, 3, 5), number_format="0.00")
    changed_part(
        path, "xl/styles.xml", lambda xml: xml.replace(b'<xf numFmtId="2"', b'<xf numFmtId="%s"' % number)
    )
    assert read_rows(path)[0].cells == (text,)


def test_the_first_visible_sheet_with_content_is_read_with_excels_row_numbers(tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        hidden = workbook.create_sheet("hidden")
        hidden["A1"] = "secret"
        hidden.sheet_state = "hidden"
        workbook.create_sheet("list")["B7"] = "王芳"
        workbook.create_sheet("later")["A1"] = "other"

    assert read_rows(workbook_file(tmp_path, fill)) == (SheetRow(7, ("", "王芳")),)


def test_rows_beyond_the_size_that_a_sheet_claims_are_read(tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        for row in range(1, 6):
            workbook.worksheets[0].cell(row, 1, f"n{row}")

    path = workbook_file(tmp_path, fill)
    changed_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:A5"', b'ref="A1"'))
    assert len(read_rows(path)) == 5


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    assert refused(workbook_file(tmp_path, lambda workbook: None)) == "file-empty"


def test_a_workbook_under_a_csv_name_is_read_all_the_same(tmp_path: Path) -> None:
    path = cells_file(tmp_path, "王芳").rename(tmp_path / "list.csv")
    assert read_rows(path)[0].cells == ("王芳",)


def test_protected_and_renamed_workbooks_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    mark = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(mark + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path) == "file-protected"
    path.write_bytes(mark + bytes(600))
    assert refused(path) == "file-old-excel"
    path.write_bytes("姓名,电话\n".encode())
    assert refused(path) == "file-damaged"


def test_a_zip_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = Path(shutil.copy(lists.FOLDER / lists.WORKBOOK, tmp_path))
    changed_part(path, "xl/sharedStrings.xml", lambda xml: xml + b" " * (MOST_UNPACKED_BYTES + 1))
    assert path.stat().st_size < 1_000_000
    assert refused(path) == "file-unpacks-too-large"


def test_a_row_number_far_beyond_excel_does_not_keep_the_reader_busy(tmp_path: Path) -> None:
    path = cells_file(tmp_path, "王芳")
    changed_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="A1"', b'r="A99999999999"').replace(
            b'<row r="1"', b'<row r="99999999999"'
        ),
    )
    assert refused(path) == "file-too-many-rows"


def test_nested_entities_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{entities}]><sst><si><t>&e9;</t></si></sst>'
    path = Path(shutil.copy(lists.FOLDER / lists.WORKBOOK, tmp_path))
    changed_part(path, "xl/sharedStrings.xml", lambda xml: bomb.encode())
    assert refused(path) == "file-damaged"


def test_a_damaged_workbook_is_read_or_refused_but_never_a_traceback(tmp_path: Path) -> None:
    whole = (lists.FOLDER / lists.WORKBOOK).read_bytes()
    path = tmp_path / "list.xlsx"
    damaged = [whole[:length] for length in range(4, len(whole), 500)]
    damaged += (whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] for at in range(4, len(whole), 41))
    outcomes: set[str] = set()
    for data in damaged:
        path.write_bytes(data)
        try:
            read_rows(path)
            outcomes.add("read")
        except BadInputError as error:
            outcomes.add(error.problems[0].code)
    assert "file-damaged" in outcomes


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_a_part_with_wrong_content_is_read_or_refused(name: str, tmp_path: Path) -> None:
    whole = (lists.FOLDER / lists.WORKBOOK).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        xml = archive.read(name)
    refusals = 0
    for at in range(100, len(xml), max(1, len(xml) // 40)):
        path = tmp_path / "list.xlsx"
        path.write_bytes(whole)
        changed_part(path, name, lambda part, at=at: part[:at] + b"9" + part[at + 1 :])  # type: ignore[misc]
        try:
            read_rows(path)
        except BadInputError:
            refusals += 1
    assert refusals > 0
