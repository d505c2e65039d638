"""fieldlog export: files that other programs open right, without health notes unless they are asked for."""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from tests.cli.conftest import RunCommand
from tests.cli.stores import today_and

FORMULA = '=HYPERLINK("http://x")'
SECRET = "血压142/91"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def customer(rep: RunCommand) -> str:
    """Somebody with a visit, health notes, and promises in every state."""
    added = rep(
        "customer", "add", "李明朗", "--phone", "13812345678", "--class", "A", "--notes", FORMULA, "--json"
    )
    customer = str(added.json()["id"])
    words = [
        "--purpose",
        "回访",
        "--start",
        f"{today_and(-2)} 10:00",
        "--minutes",
        "40",
        "--note",
        "+1234 谢谢",
    ]
    words += [
        "--health",
        SECRET,
        "--consent",
        "given",
        "--promise",
        "送体检报告 5天后",
        "--promise",
        "打电话 明天下午3点",
    ]
    assert rep("visit", "add", customer, *words).code == 0
    kept = rep("promise", "add", customer, "带茶叶", "--due", "明天", "--json").json()["id"]
    assert rep("promise", "keep", kept).code == 0
    return customer


def export(rep: RunCommand, path: Path, *options: str) -> dict[str, Any]:
    """Write a file and return the answer."""
    answer = rep("export", str(path), *options, "--json")
    assert answer.code == 0, answer.err
    assert "not encrypted" in answer.err
    found: dict[str, Any] = answer.json()
    return found


def sheet_rows(path: Path, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the titles of their columns."""
    workbook = load_workbook(path)
    titles, *rows = workbook[title].iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def test_a_workbook_holds_every_table_with_real_dates_and_no_formula(
    rep: RunCommand, customer: str, tmp_path: Path
) -> None:
    path = tmp_path / "all.xlsx"
    assert export(rep, path) == {"file": str(path), "customers": 1, "visits": 1, "promises": 3}
    workbook = load_workbook(path)
    assert workbook.sheetnames == ["Customers", "Visits", "Promises", "Service check"]
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(SECRET not in str(cell.value) for cell in cells)
    (someone,) = sheet_rows(path, "Customers")
    assert (someone["Name"], someone["Phone"], someone["Class"]) == ("李明朗", "13812345678", "A")
    assert someone["Notes"] == FORMULA
    assert someone["Created"] == datetime.fromisoformat(today_and(0))
    (visit,) = sheet_rows(path, "Visits")
    assert visit["Start"] == datetime.fromisoformat(f"{today_and(-2)} 10:00")
    assert (visit["Minutes"], visit["Customer"], visit["Id"]) == (40, "李明朗", visit["Id"])
    promises = sheet_rows(path, "Promises")
    assert [one["What"] for one in promises] == ["打电话", "带茶叶", "送体检报告"]
    assert [one["State"] for one in promises] == ["open", "kept", "open"]
    assert [one["Time"] for one in promises] == ["15:00", None, None]


def test_a_workbook_in_chinese_has_chinese_titles(rep: RunCommand, customer: str, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    export_zh = rep("export", str(path), "--lang", "zh")
    assert export_zh.code == 0
    workbook = load_workbook(path)
    assert len(workbook.sheetnames) == 4
    assert workbook.worksheets[0]["A1"].value == "姓名"


def test_the_findings_of_the_last_weeks_are_there(rep: RunCommand, customer: str, tmp_path: Path) -> None:
    words = ["--purpose", "回访", "--start", f"{today_and(-8)} 10:00", "--minutes", "12"]
    assert rep("visit", "add", customer, *words).code == 0
    export(rep, tmp_path / "all.xlsx")
    findings = sheet_rows(tmp_path / "all.xlsx", "Service check")
    assert any(one["State"] == "missed" and "12" in str(one["Detail"]) for one in findings)


def test_a_table_as_csv_opens_with_its_signs(rep: RunCommand, customer: str, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    assert export(rep, path) == {"file": str(path), "customers": 0, "visits": 1, "promises": 0}
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (visit,) = csv.DictReader(file)
    assert visit["Note"] == "'+1234 谢谢"
    assert visit["Start"] == f"{today_and(-2)} 10:00"
    assert "Health" not in visit
    export(rep, tmp_path / "people.csv", "--what", "customers")
    with (tmp_path / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        (someone,) = csv.DictReader(file)
    assert someone["Phone"].strip() == "13812345678"
    assert someone["Notes"] == f"'{FORMULA}"
    assert export(rep, tmp_path / "promises.csv", "--what", "promises")["promises"] == 3


def test_everything_is_in_the_json_document(rep: RunCommand, customer: str, tmp_path: Path) -> None:
    rep("customer", "edit", customer, "--address", "和平里1号")
    rep("customer", "edit", customer, "--address", "翠湖里2号")
    path = tmp_path / "all.json"
    assert export(rep, path)["visits"] == 1
    text = path.read_text(encoding="utf-8")
    assert SECRET not in text
    assert "李明朗" in text
    document = json.loads(text)
    assert (document["format"], document["rep"], document["zone"]) == (1, "小王", "Asia/Shanghai")
    (someone,) = document["customers"]
    assert someone["address"] == "翠湖里2号"
    assert sorted(one["state"] for one in someone["promises"]) == ["kept", "open", "open"]
    (profile,) = [one for one in document["documents"] if one["kind"] == "customer"]
    addresses = [part["fields"].get("address") for part in profile["history"]]
    assert addresses == [None, "和平里1号", "翠湖里2号"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_health_notes_are_there_only_if_wanted_and_allowed(
    rep: RunCommand, customer: str, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"all.{ending}"
    answer = rep("export", str(path), "--with-health")
    assert answer.code == 0
    assert "health notes" in answer.err
    assert SECRET in everything_in(path)
    export(rep, path, "--force")
    assert SECRET not in everything_in(path)
    rep("customer", "consent", customer, "--withdrawn")
    export(rep, path, "--force", "--with-health")
    assert SECRET not in everything_in(path)


def everything_in(path: Path) -> str:
    """All text of a file, whatever it is."""
    if path.suffix == ".xlsx":
        sheets = load_workbook(path).worksheets
        return "\n".join(
            str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row
        )
    return path.read_text(encoding="utf-8")


def test_an_amended_health_note_leaves_no_trace_in_the_history(
    rep: RunCommand, customer: str, tmp_path: Path
) -> None:
    visit = rep("visit", "list", "--json").json()["visits"][0]["id"]
    assert rep("visit", "amend", visit, "--health", "脉搏72", "--reason", "抄错").code == 0
    export(rep, tmp_path / "all.json")
    text = (tmp_path / "all.json").read_text(encoding="utf-8")
    assert SECRET not in text
    assert "脉搏72" not in text
    assert "抄错" in text


def test_open_promises_load_in_a_calendar(rep: RunCommand, customer: str, tmp_path: Path) -> None:
    path = tmp_path / "promises.ics"
    assert export(rep, path) == {"file": str(path), "customers": 0, "visits": 0, "promises": 2}
    events = {str(one["summary"]): one for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert set(events) == {"李明朗: 打电话", "李明朗: 送体检报告"}
    assert events["李明朗: 送体检报告"].decoded("dtstart") == date.fromisoformat(today_and(3))
    timed = events["李明朗: 打电话"].decoded("dtstart")
    assert timed == datetime.fromisoformat(f"{today_and(-1)}T15:00:00+08:00")
    (first,) = [
        one["id"] for one in rep("promise", "list", "--json").json()["promises"] if one["text"] == "打电话"
    ]
    assert events["李明朗: 打电话"]["uid"] == f"{first}@fieldlog"
    moved = rep("promise", "move", first, "--due", "后天", "--reason", "出差", "--agreed")
    assert moved.code == 0
    export(rep, path, "--force")
    again = {str(one["uid"]): one for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert again[f"{first}@fieldlog"]["sequence"] == 1


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "ics"])
def test_an_empty_store_makes_an_empty_file(rep: RunCommand, tmp_path: Path, ending: str) -> None:
    answer = export(rep, tmp_path / f"x.{ending}")
    assert (answer["customers"], answer["visits"], answer["promises"]) == (0, 0, 0)
    assert (tmp_path / f"x.{ending}").stat().st_size > 0
    assert rep("export", str(tmp_path / f"x.{ending}"), "--force").code == 0


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "ics"])
def test_a_file_that_is_there_is_replaced_only_by_force(rep: RunCommand, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(b"mine")
    refused = rep("export", str(path))
    assert refused.code == 2
    assert path.name in refused.err
    assert path.read_bytes() == b"mine"
    assert rep("export", str(path), "--force").code == 0
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("x.pdf", []),
        ("x", []),
        ("x.xlsx.exe", []),
        ("missing/x.csv", []),
        ("x" * 300 + ".csv", []),
        ("a\0b.json", []),
        ("home", []),
        ("x.xlsx", ["--what", "visits"]),
        ("x.ics", ["--with-health"]),
        ("home/keys.json", ["--force"]),
    ],
)
def test_what_cannot_be_written_is_refused(
    rep: RunCommand, tmp_path: Path, home: Path, name: str, options: list[str]
) -> None:
    before = {path: path.read_bytes() for path in home.iterdir() if path.is_file()}
    for extra in ([], ["--lang", "zh", "--json"]):
        refused = rep("export", str(tmp_path / name), *options, *extra)
        assert refused.code == 2
        assert refused.out == ""
        assert len(refused.err.splitlines()) == 2
    assert {path: path.read_bytes() for path in before} == before
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_an_unknown_table_is_a_usage_error(rep: RunCommand, tmp_path: Path) -> None:
    assert rep("export", str(tmp_path / "x.csv"), "--what", "everything").code == 2
