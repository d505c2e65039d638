"""Tables that supervisors take along: what the page shows, for Excel, and nothing that could do harm."""

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from sync_server.database.audits import deeds_about
from sync_server.database.engine import reading
from sync_server.review import export_tables
from sync_server.review.pages import export
from tests.sync_server.fieldwork import Fieldwork, instant
from tests.sync_server.organisation import PASSWORD
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]
FORMULA = '=HYPERLINK("http://evil.example","!")'
TABLES = ("visits", "promises", "all-promises", "rules")


@pytest.fixture
def work(team: Team) -> Fieldwork:
    """Visits and promises of two teams; a purpose that would run, and a health note."""
    work = team.fieldwork
    mine, theirs = work.add_customer("王丽", "李秀英"), work.add_customer("张伟", "赵德福")
    work.visit("王丽", mine, "2026-11-23 09:00", purpose=FORMULA, note="+86 138", health="血压160")
    work.visit("王丽", mine, "2026-11-20 09:00", 10, purpose="送药")
    work.visit("张伟", theirs, "2026-11-23 09:00")
    work.promise("王丽", mine, "2026-11-01", "@SUM(A1)")
    work.promise("张伟", theirs, "2026-11-01")
    return work


def taken(visitor: Visitor, address: str) -> bytes:
    answer = visitor.open(f"/review/export?{address}", accept_language="en")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]
    return answer.content


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    worksheet = load_workbook(BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in worksheet for cell in row)
    return list(worksheet.iter_rows(values_only=True))


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_visits_are_exported_as_they_are_filtered(visitor: Visitor, work: Fieldwork) -> None:
    visitor.sign_in("周敏")
    rows = sheet(taken(visitor, "table=visits&review=all&format=xlsx"))
    assert [row[0] for row in rows] == ["Start", datetime(2026, 11, 23, 9), datetime(2026, 11, 20, 9)]  # noqa: DTZ001
    assert rows[1][2:5] == (45, "王丽", "李秀英")
    assert rows[1][8:10] == (FORMULA, "+86 138")
    chosen = lines(taken(visitor, "table=visits&review=all&first=2026-11-22&format=csv"))
    assert [row[0] for row in chosen] == ["Start", "2026-11-23 09:00"]


def test_nothing_of_a_csv_runs_as_a_formula(visitor: Visitor, work: Fieldwork) -> None:
    visitor.sign_in("周敏")
    visits = lines(taken(visitor, "table=visits&review=all&format=csv"))
    assert visits[1][8:10] == [f"'{FORMULA}", "'+86 138"]
    promises = lines(taken(visitor, "table=promises&format=csv"))
    assert [row[1] for row in promises] == ["Promise", "'@SUM(A1)"]


def test_overdue_promises_are_exported_with_their_days(visitor: Visitor, work: Fieldwork) -> None:
    visitor.sign_in("周敏")
    rows = sheet(taken(visitor, "table=promises&format=xlsx"))
    assert rows[1][:5] == ("李秀英", "@SUM(A1)", datetime(2026, 11, 1), 23, "王丽")  # noqa: DTZ001
    assert len(rows) == 2
    assert len(sheet(taken(visitor, "table=promises&age=week&format=xlsx"))) == 1


def test_all_promises_are_exported_with_what_became_of_them(visitor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽", "陈志远")
    kept = work.save(
        "王丽",
        customer,
        kinds.PROMISE,
        {"text": "送药", "made": "2026-11-10", "due": "2026-11-12", "form": "promise"},
    )
    at = to_text(instant("2026-11-11 10:00"))
    work.save("王丽", customer, kinds.PROMISE_KEPT, {"target": kept, "at": at})
    visitor.sign_in("周敏")
    rows = sheet(taken(visitor, "table=all-promises&format=xlsx"))
    assert [(row[0], row[1], row[4], row[7]) for row in rows[1:]] == [
        ("李秀英", "@SUM(A1)", "open", "王丽"),
        ("陈志远", "送药", "kept", "王丽"),
    ]
    assert rows[2][5] == datetime(2026, 11, 11, 10)  # noqa: DTZ001
    chosen = sheet(taken(visitor, "table=all-promises&first=2026-11-10&last=2026-11-12&format=xlsx"))
    assert [row[1] for row in chosen[1:]] == ["送药"]


def test_results_of_rules_are_exported_week_by_week(visitor: Visitor, work: Fieldwork) -> None:
    visitor.sign_in("周敏")
    rows = sheet(taken(visitor, "table=rules&format=xlsx"))
    assert {row[2] for row in rows[1:]} == {"李秀英"}
    assert {"met", "missed"} <= {row[6] for row in rows[1:]}
    week = sheet(taken(visitor, "table=rules&first=2026-11-16&last=2026-11-22&format=xlsx"))
    assert {row[0] for row in week[1:]} == {"2026-W47"}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_no_export_holds_health_notes_or_another_team(
    visitor: Visitor, work: Fieldwork, table: str, format_: str
) -> None:
    visitor.sign_in("周敏")
    content = taken(visitor, f"table={table}&review=all&format={format_}")
    text = str(sheet(content)) if format_ == "xlsx" else content.decode()
    assert "李秀英" in text
    assert "血压" not in text
    assert "赵德福" not in text


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("visits", ("原因、目的、备注", "Reason, Purpose, Note")),
        ("promises", ("承诺", "Promise")),
        ("all-promises", ("承诺", "Promise")),
        ("rules", ("", "")),
    ],
)
def test_page_and_file_say_exactly_what_of_health_may_be_in_them(
    visitor: Visitor, work: Fieldwork, table: str, columns: tuple[str, str]
) -> None:
    visitor.sign_in("周敏")
    for language, free, left_out, named in zip(
        ("zh", "en"),
        ("业务员自己写的话原样保留，可能提到健康：", "may speak of health: "),
        ("不含健康记录。", "Health notes are left out."),
        columns,
        strict=True,
    ):
        visitor.open(f"/review/language?to={language}")
        page = visitor.open(f"/review/export?table={table}").text
        remark = load_workbook(BytesIO(taken(visitor, f"table={table}&format=xlsx"))).properties.description
        for told in (page, remark):
            assert left_out in told
            assert (f"{free}{named}" in told) == bool(named)
            assert (free in told) == bool(named)


def test_the_log_keeps_how_an_export_was_filtered_and_no_words_that_were_typed(
    visitor: Visitor, team: Team, work: Fieldwork
) -> None:
    visitor.sign_in("周敏")
    address = "/review/export?table=visits&format=csv&review=all&channel=home&words=血压偏高&named=李秀英"
    assert visitor.open(address).status_code == 200
    visitor.clock.move(minutes=1)
    visitor.open("/review/export?table=visits&format=csv")
    with reading(team.organisation.engine) as connection:
        first, second = deeds_about(connection, "visits")
    kept = first.detail.rpartition(", ")[2].split("&")
    assert sorted(kept) == ["channel=home", "named=%2A", "review=all", "words=%2A"]
    assert second.detail.endswith(", review=queue")


def test_an_export_is_in_the_log_and_asks_for_the_password_when_it_was_long_ago(
    visitor: Visitor, work: Fieldwork
) -> None:
    visitor.sign_in("周敏")
    visitor.clock.move(minutes=11)
    visitor.open("/review/export?table=visits&format=csv", accept_language="en")
    assert visitor.path == "/review/confirm"
    assert (
        "exported a table"
        not in visitor.open("/review/audit", accept_language="en").text.partition("<table")[2]
    )
    visitor.open("/review/export?table=visits&format=csv")
    visitor.send("confirm", password=PASSWORD)
    assert visitor.page.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        "exported a table" in visitor.open("/review/audit", accept_language="en").text.partition("<table")[2]
    )


def test_what_is_too_long_is_refused_with_the_way_out(
    visitor: Visitor, work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    monkeypatch.setattr(export_tables, "MOST_ROWS", 1)
    visitor.sign_in("周敏")
    answer = visitor.open("/review/export?table=visits&review=all&format=xlsx", accept_language="en")
    assert answer.status_code == 422
    assert "more than 1 rows" in answer.text


@pytest.mark.parametrize(
    "address", ["table=users", "table=visits&format=exe", "table=visits&first=x&format=csv"]
)
def test_what_cannot_be_exported_is_refused(visitor: Visitor, work: Fieldwork, address: str) -> None:
    visitor.sign_in("周敏")
    assert visitor.open(f"/review/export?{address}").status_code == 400


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format_", ["", "&format=csv"])
def test_a_filter_that_names_what_one_does_not_see_is_refused_and_nothing_is_taken_along(
    visitor: Visitor, team: Team, work: Fieldwork, table: str, format_: str
) -> None:
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    for name, value in {"rep": team.ids["张伟"], "team": "西区"}.items():
        answer = visitor.open(f"/review/export?table={table}&{name}={value}{format_}")
        assert answer.status_code == 422
        assert f"{name.capitalize()}: this choice is not there, or you do not see it." in answer.text
        assert value not in answer.text.partition("<main")[2]
    with reading(team.organisation.engine) as connection:
        assert deeds_about(connection, table) == []


@pytest.mark.parametrize(
    ("filters", "label"),
    [
        ("rep=nobody", "Rep"),
        ("district=西山", "District"),
        ("customer=" + "0" * 32, "Customer"),
        ("channel=letter", "Channel"),
        ("finding=nothing", "Service rules"),
        ("signal=smoke", "Signals"),
        ("review=maybe", "Review"),
        ("table=promises&age=ancient", "Late by"),
    ],
)
def test_an_unknown_filter_is_refused_by_its_name(
    visitor: Visitor, work: Fieldwork, filters: str, label: str
) -> None:
    visitor.sign_in("周敏")
    address = filters if filters.startswith("table=") else f"table=visits&{filters}"
    answer = visitor.open(f"/review/export?{address}&format=csv", accept_language="en")
    assert answer.status_code == 422
    assert f"{label}: this choice is not there" in answer.text


def test_known_filters_are_taken_and_an_administrator_may_name_every_team(
    visitor: Visitor, new_visitor: NewVisitor, team: Team, work: Fieldwork
) -> None:
    mine = work.add_customer("王丽", "陈志远", district="东湖")
    work.visit("王丽", mine, "2026-11-23 09:00")
    visitor.sign_in("周敏")
    chosen = (
        f"rep={team.ids['王丽']}&district=东湖&customer={mine}&team=东区&channel=home&review=all&sort=oldest"
    )
    assert len(lines(taken(visitor, f"table=visits&{chosen}&format=csv"))) == 2
    visitor = new_visitor()
    visitor.sign_in("Admin")
    assert len(lines(taken(visitor, "table=promises&team=西区&age=month&format=csv"))) == 2
    assert visitor.open("/review/export?table=promises&team=南区&format=csv").status_code == 422


@pytest.mark.parametrize(
    ("page", "table"),
    [("/review/visits?review=all", "visits"), ("/review/promises", "promises"), ("/review", "rules")],
)
def test_the_page_of_a_table_leads_to_its_export(
    visitor: Visitor, work: Fieldwork, page: str, table: str
) -> None:
    visitor.sign_in("周敏")
    assert f'href="/review/export?table={table}' in visitor.open(page).text
    assert visitor.open(f"/review/export?table={table}").status_code == 200
