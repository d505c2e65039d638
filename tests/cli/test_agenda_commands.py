"""The day's list and putting entries of it off, through the front door."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldlog.actions.agenda import near_festivals, todays_entries
from fieldlog.actions.customers import add_customer
from fieldlog.actions.drafts import keep_form
from fieldlog.actions.finding import get_customer
from fieldlog.actions.outlook import read_outlook
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.visits import add_visit
from tests.cli.conftest import RunCommand
from tests.cli.stores import ZONE, count_saves, opened, today_and


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def entries(rep: RunCommand) -> Any:
    return rep("today", "--json").json()["entries"]


def promise(rep: RunCommand, text: str, *due: str) -> str:
    return str(rep("promise", "add", "李明朗", text, "--due", *due, "--json").json()["id"])


@pytest.fixture
def customer(rep: RunCommand) -> str:
    return str(rep("customer", "add", "李明朗", "--json").json()["id"])


def test_an_empty_day_says_what_to_do(rep: RunCommand) -> None:
    first = rep("today")
    assert (first.code, "fieldlog customer add" in first.out) == (0, True)
    rep("customer", "add", "李明朗")
    assert "Nothing is left for today." in rep("today").out
    shape = rep("today", "--json").json()
    assert shape["entries"] == []
    assert {name: shape["week"][name] for name in ("to_contact", "contacted", "overdue")} == {
        "to_contact": 0,
        "contacted": 0,
        "overdue": 0,
    }


def test_entries_come_in_groups_each_with_its_reason(rep: RunCommand, customer: str) -> None:
    today = promise(rep, "打电话", "今天")
    late = promise(rep, "送药", "2024-03-08", "--made", "2024-03-05")
    rep("visit", "start", "李明朗", "--purpose", "量血压")
    shown = entries(rep)
    assert [(one["group"], one["rule"], one["subject"]) for one in shown] == [
        ("unfinished", "visit", "running"),
        ("overdue", "promise-on-time", late),
        ("due-today", "promise-on-time", today),
    ]
    assert all(one["customer"] == {"id": customer, "name": "李明朗"} for one in shown)
    assert "送药" in shown[1]["why"]
    assert (shown[1]["due"], shown[1]["warns"]) == ("2024-03-08", True)
    assert rep("today", "--json").json()["week"]["overdue"] == 1


def test_the_table_has_a_heading_a_mark_and_an_id_for_each_entry(rep: RunCommand, customer: str) -> None:
    promise(rep, "送药", "2024-03-08", "--made", "2024-03-05")
    said = rep("today")
    lines = said.out.splitlines()
    assert lines[0] == "*** Practice: these people are made up. ***"
    assert lines[1] == "Overdue promises"
    assert lines[3].startswith(f"!  {entries(rep)[0]['id']}  李明朗")
    assert any(line.startswith("! ") and "late" in line for line in lines[4:])
    assert lines[-1] == "This week: 0 of 0 contacted, 1 promise overdue"
    assert rep("today", "--lang", "zh").code == 0


def test_weekly_contacts_stand_by_district_and_the_week_counts_them(rep: RunCommand, home: Path) -> None:
    long_ago = datetime(2026, 3, 2, 10, tzinfo=ZONE)
    with opened(home, long_ago) as workspace:
        for name, district in (("王芳", "朝阳"), ("李明朗", "海淀"), ("赵六", "朝阳"), ("钱七", "")):
            profile = Profile(name=name, district=district)
            add_customer(workspace, profile, Standing("A"), anyway=True)
    thursday = datetime(2026, 3, 12, 10, tzinfo=ZONE)
    with opened(home, thursday) as workspace:
        fang = get_customer(workspace, "王芳")
        add_visit(workspace, fang, "问候", thursday - timedelta(hours=3), 40)
        day, shown = todays_entries(workspace)
        names = [day.cards[one.customer]["name"] for one in shown]
        assert names == ["赵六", "李明朗", "钱七"]
        assert all(one.warns for one in shown)
        week = read_outlook(workspace)
        assert (week.week, week.to_contact, week.contacted) == ("2026-W11", 4, 1)


def test_a_form_that_was_not_saved_is_listed_and_cannot_be_put_off(rep: RunCommand, home: Path) -> None:
    with opened(home) as workspace:
        keep_form(workspace, "customer_new", "", "", {"name": "王芳"})
    (entry,) = entries(rep)
    assert (entry["rule"], entry["group"], entry["customer"]) == (
        "draft",
        "unfinished",
        {"id": "", "name": ""},
    )
    assert "new customer 王芳" in rep("today").out
    refused = rep("snooze", entry["id"], "--until", "明天", "--reason", "r")
    assert (refused.code, "throw it away" in refused.err) == (2, True)


def test_what_is_missing_by_sunday_is_told_with_neighbours_together(rep: RunCommand, home: Path) -> None:
    with opened(home, datetime(2026, 3, 2, 10, tzinfo=ZONE)) as workspace:
        for name, address in (("张三", "幸福小区1号楼"), ("李四", "幸福小区2号楼"), ("王五", "长青路9号")):
            profile = Profile(name=name, district="朝阳", address=address)
            add_customer(workspace, profile, Standing("A"), anyway=True)
    shape = rep("today", "--json").json()["outlook"]
    assert (shape["to_contact"], shape["contacts_needed"], shape["median_minutes"]) == (3, 3, None)
    first, second = shape["needed"]
    assert (first["district"], first["compound"]) == ("朝阳", "幸福小区")
    assert [one["name"] for one in first["customers"]] == ["张三", "李四"]
    assert (second["compound"], [one["name"] for one in second["customers"]]) == (None, ["王五"])
    assert "朝阳 幸福小区" in rep("today").out
    checked = rep("check")
    assert ("3 contacts" in checked.out, "王五" in checked.out) == (True, True)
    assert rep("check", "--json").json()["outlook"] == shape
    past = rep("check", "--week", "2026-W12", "--json").json()["outlook"]
    assert "Week 2026-W12: 0 of 3 contacted" in rep("check", "--week", "2026-W12").out
    assert (past["to_contact"], past["contacts_needed"], past["needed"]) == (3, 0, [])


def test_what_was_met_is_listed_when_it_is_asked_for(rep: RunCommand, customer: str) -> None:
    rep("promise", "keep", promise(rep, "送药", today_and(0)))
    assert rep("check", "--json").json()["findings"] == []
    (found,) = rep("check", "--met", "--json").json()["findings"]
    assert (found["rule"], found["state"]) == ("promise-on-time", "met")
    assert "送药" not in rep("check").out
    assert "送药" in rep("check", "--met").out


def test_a_festival_stands_beside_the_list(rep: RunCommand, home: Path) -> None:
    with opened(home, datetime(2027, 2, 1, 9, tzinfo=ZONE)) as workspace:
        day, shown = todays_entries(workspace)
        assert shown == ()
        assert [(one.name, one.days) for one in near_festivals(workspace, day)] == [("Spring Festival", 5)]


def test_a_snoozed_entry_comes_back_on_its_day(rep: RunCommand, customer: str) -> None:
    promise(rep, "送药", "2024-03-08", "--made", "2024-03-05")
    entry = entries(rep)[0]["id"]
    snoozed = rep("snooze", entry[:6], "--until", "3天后", "--reason", "客户外出", "--json").json()
    assert (snoozed["id"], snoozed["until"], snoozed["customer"]["name"]) == (entry, today_and(3), "李明朗")
    shape = rep("today", "--json").json()
    assert shape["entries"] == []
    assert shape["week"]["overdue"] == 1
    assert rep("overdue").code == 1
    assert "李明朗" in rep("snooze", entry, "--until", "明天", "--reason", "r").out


def test_what_could_not_be_done_goes_with_its_reason(rep: RunCommand, customer: str) -> None:
    promise(rep, "送药", "2024-03-08", "--made", "2024-03-05")
    entry = entries(rep)[0]["id"]
    said = rep("not-done", entry, "--reason", "住院")
    assert (said.code, "李明朗" in said.out) == (0, True)
    assert entries(rep) == []
    assert rep("not-done", entry, "--reason", "又住院", "--json").json()["id"] == entry


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("Entry", ("snooze", "zzz", "--until", "明天", "--reason", "r")),
        ("Entry", ("snooze", "", "--until", "明天", "--reason", "r")),
        ("Entry", ("not-done", "\ud800", "--reason", "r")),
        ("Until", ("snooze", "ENTRY", "--until", "30天后", "--reason", "r")),
        ("Until", ("snooze", "ENTRY", "--until", "今天", "--reason", "r")),
        ("Until", ("snooze", "ENTRY", "--until", "2月30日", "--reason", "r")),
        ("Until", ("snooze", "ENTRY", "--until", "9999-12-31", "--reason", "r")),
        ("Reason", ("snooze", "ENTRY", "--until", "明天", "--reason", " ")),
        ("Reason", ("not-done", "ENTRY", "--reason", "")),
        ("Reason", ("not-done", "ENTRY", "--reason", "长" * 10_001)),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    rep: RunCommand, customer: str, home: Path, field: str, words: tuple[str, ...], language: str
) -> None:
    promise(rep, "送药", "2024-03-08", "--made", "2024-03-05")
    entry = entries(rep)[0]["id"]
    before = count_saves(home)
    refused = rep(*[entry if word == "ENTRY" else word for word in words], FIELDLOG_LANG=language)
    assert (refused.code, refused.out) == (2, "")
    if language == "en":
        assert refused.err.startswith(f"{field}: ")
    assert count_saves(home) == before
    assert len(entries(rep)) == 1


def test_a_visit_that_runs_cannot_be_put_off(rep: RunCommand, customer: str) -> None:
    rep("visit", "start", "李明朗", "--purpose", "x")
    refused = rep("snooze", entries(rep)[0]["id"], "--until", "明天", "--reason", "r")
    assert (refused.code, "fieldlog visit stop" in refused.err) == (2, True)


def test_a_customer_joined_during_the_visit_does_not_break_the_list(rep: RunCommand, customer: str) -> None:
    rep("customer", "add", "王芳")
    rep("visit", "start", "王芳", "--purpose", "x")
    assert rep("customer", "merge", "李明朗", "王芳").code == 0
    assert entries(rep)[0]["customer"] == {"id": customer, "name": "李明朗"}
    assert "李明朗" in rep("today").out
