"""Looking back at visits and correcting them, through the front door."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, local, today_and

DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def customer(rep: RunCommand) -> str:
    return str(rep("customer", "add", "李明朗", "--json").json()["id"])


def add(rep: RunCommand, start: str, *more: str, name: str = "李明朗") -> Any:
    words = ("--purpose", "问候", "--start", start, "--minutes", "40", *more, "--json")
    return rep("visit", "add", name, *words).json()


def listed(rep: RunCommand, *words: str) -> list[str]:
    return [visit["id"] for visit in rep("visit", "list", *words, "--json").json()["visits"]]


def show(rep: RunCommand, visit: str) -> Any:
    return rep("visit", "show", visit, "--json").json()


def test_the_list_holds_the_last_four_weeks_newest_first(rep: RunCommand) -> None:
    old, first, last = (add(rep, local(days * DAY))["id"] for days in (40, 3, 2))
    assert listed(rep) == [last, first]
    assert listed(rep, "--since", today_and(-50)) == [last, first, old]
    assert listed(rep, "--since", "0001-01-01") == [last, first, old]
    assert listed(rep, "--since", today_and(0)) == []


def test_the_list_of_a_customer_holds_the_visits_to_those_joined_to_it(rep: RunCommand) -> None:
    rep("customer", "add", "李明郎", "--anyway")
    rep("customer", "add", "王芳")
    joined = add(rep, local(3 * DAY), name="李明郎")["id"]
    own = add(rep, local(2 * DAY))["id"]
    add(rep, local(2 * DAY), name="王芳")
    assert rep("customer", "merge", "李明朗", "李明郎").code == 0
    assert listed(rep, "--customer", "李明朗") == [own, joined]
    assert {one["customer"]["name"] for one in rep("visit", "list", "--json").json()["visits"]} == {
        "李明朗",
        "王芳",
    }


def test_the_table_names_customer_time_and_length(rep: RunCommand) -> None:
    visit = add(rep, local(2 * DAY), "--channel", "phone")
    titles, line = rep("visit", "list").out.splitlines()
    assert titles.split() == ["Visit", "Start", "Customer", "Channel", "Length", "Purpose"]
    assert line.startswith(visit["id"][:8])
    assert "李明朗" in line
    assert "40 min" in line
    assert "phone call" in line


def test_an_empty_list_says_how_to_see_more(rep: RunCommand) -> None:
    shown = rep("visit", "list")
    assert (shown.code, "--since" in shown.out) == (0, True)


def test_an_amendment_keeps_both_versions_with_its_reason(rep: RunCommand) -> None:
    visit = add(rep, "2024-03-05 10:00", "--note", "旧")["id"]
    words = ("--minutes", "20", "--note", "新", "--purpose", "送药", "--reason", "看错表")
    amended = rep("visit", "amend", visit[:6], *words, "--json").json()
    assert (amended["minutes"], amended["note"], amended["purpose"]) == (20, "新", "送药")
    history = show(rep, visit)["history"]
    assert history == amended["history"]
    assert [(one["by"], one["reason"]) for one in history] == [("小王", "看错表")]
    assert history[0]["changes"]["note"] == {"from": "旧", "to": "新"}
    assert history[0]["changes"]["purpose"] == {"from": "问候", "to": "送药"}
    assert "旧 -> 新" in rep("visit", "show", visit).out


def test_an_amendment_moves_the_start_and_keeps_the_length(rep: RunCommand) -> None:
    visit = add(rep, "2024-03-05 10:00")["id"]
    amended = rep("visit", "amend", visit, "--start", "2024-03-04 09:00", "--reason", "r", "--json").json()
    assert (amended["start"], amended["minutes"]) == ("2024-03-04T09:00:00+08:00", 40)
    assert listed(rep, "--since", "2024-03-05") == []
    assert listed(rep, "--since", "2024-03-04") == [visit]


def test_a_timed_visit_whose_times_were_typed_is_not_timed_any_more(rep: RunCommand) -> None:
    rep("visit", "start", "李明朗", "--purpose", "x")
    visit = rep("visit", "stop", "--json").json()
    assert visit["timed"] is True
    amended = rep("visit", "amend", visit["id"], "--minutes", "0", "--reason", "r", "--json").json()
    assert amended["timed"] is False


def test_a_text_can_be_emptied_and_a_reached_customer_corrected(rep: RunCommand) -> None:
    first = (
        "--note",
        "n",
        "--brief",
        "b",
        "--health",
        "身体：h",
        "--consent",
        "given",
        "--not-reached",
        "没人",
    )
    visit = add(rep, "2024-03-05 10:00", *first)["id"]
    empty = ("--note", "", "--brief", "", "--health", "身体：", "--reached")
    amended = rep("visit", "amend", visit, *empty, "--reason", "r", "--json").json()
    assert (amended["note"], amended["brief_reason"], amended["health"]) == ("", "", "")
    assert (amended["reached"], amended["not_reached_reason"]) == (True, "")


def test_an_amendment_can_bring_a_promise_that_was_forgotten(rep: RunCommand) -> None:
    visit = add(rep, "2024-03-05 10:00")["id"]
    words = ("--promise", "送药 2天后", "--question", "什么茶 3天后", "--reason", "忘了", "--json")
    amended = rep("visit", "amend", visit, *words).json()
    assert [(one["due"], one["made"]) for one in amended["promises"]] == [
        ("2024-03-07", "2024-03-05"),
        ("2024-03-08", "2024-03-05"),
    ]
    more = rep("visit", "amend", visit, "--promise", "送茶 4天后", "--reason", "r", "--json").json()
    assert [one["due"] for one in more["promises"]][-1] == "2024-03-09"


def test_a_visit_can_be_taken_back_as_a_whole_and_only_once(rep: RunCommand, home: Path) -> None:
    visit = add(rep, local(2 * DAY))["id"]
    assert (
        rep("visit", "amend", visit, "--withdraw", "--reason", "不是她", "--json").json()["withdrawn"] is True
    )
    assert listed(rep) == []
    assert "taken back" in rep("visit", "show", visit).out
    before = count_saves(home)
    refused = rep("visit", "amend", visit, "--note", "x", "--reason", "r")
    assert (refused.code, count_saves(home)) == (2, before)
    assert refused.err.startswith("Visit: ")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("Reason", ("--note", "x", "--reason", " ")),
        ("Visit", ("--reason", "r")),
        ("Visit", ("--minutes", "40", "--reason", "r")),
        ("Purpose", ("--purpose", "", "--reason", "r")),
        ("Minutes", ("--minutes", "-3", "--reason", "r")),
        ("Minutes", ("--minutes", "9" * 20, "--reason", "r")),
        ("Start", ("--start", "2099-01-01 00:00", "--reason", "r")),
        ("Start", ("--start", "9998-12-31 23:59", "--reason", "r")),
        ("Consent", ("--health", "血压", "--reason", "r")),
        ("Due date", ("--promise", "送药", "--reason", "r")),
        ("Note", ("--note", "长" * 10_001, "--reason", "r")),
        ("Reason", ("--note", "x", "--reason", "长" * 10_001)),
    ],
)
def test_a_bad_amendment_names_its_field_and_changes_nothing(
    rep: RunCommand, home: Path, field: str, words: tuple[str, ...], language: str
) -> None:
    visit = add(rep, "2024-03-05 10:00")["id"]
    before = count_saves(home)
    refused = rep("visit", "amend", visit, *words, "--json", FIELDLOG_LANG=language)
    assert (refused.code, refused.out) == (2, "")
    if language == "en":
        assert refused.err.startswith(f"{field}: ")
    assert count_saves(home) == before


@pytest.mark.parametrize("words", ["ffffffff", "", "%", "\ud800", "李明朗", "x" * 10_000])
def test_an_unknown_visit_is_refused(rep: RunCommand, words: str) -> None:
    for command_words in (("show", words), ("amend", words, "--reason", "r", "--note", "n")):
        refused = rep("visit", *command_words)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("Visit: ")


def test_a_prefix_that_fits_several_visits_lists_them(rep: RunCommand) -> None:
    visits = [add(rep, f"2024-03-05 {hour:02}:00")["id"] for hour in range(17)]
    shared = next(one[0] for one in visits if sum(other[0] == one[0] for other in visits) > 1)
    refused = rep("visit", "show", shared)
    assert refused.code == 2
    assert sum(one[:12] in refused.err for one in visits) > 1


@pytest.mark.parametrize("since", ["2026-02-30", "whenever", ""])
def test_a_day_that_is_none_is_refused(rep: RunCommand, since: str) -> None:
    refused = rep("visit", "list", "--since", since)
    assert (refused.code, refused.err.startswith("Since: ")) == (2, True)


def test_a_day_in_words_may_lie_in_the_past(rep: RunCommand) -> None:
    yesterday = add(rep, local(DAY))["id"]
    add(rep, local(3 * DAY))
    assert listed(rep, "--since", "昨天") == [yesterday]


def test_corrections_are_shown_in_words_and_in_the_time_of_the_organisation(rep: RunCommand) -> None:
    visit = add(rep, "2024-03-05 10:00", "--health", "痛", "--consent", "given")["id"]
    changes = ("--start", "2024-03-05 11:00", "--channel", "phone", "--health", "")
    rep("visit", "amend", visit, "--reason", "看错表", *changes)
    shown = rep("visit", "show", visit).out
    assert "  Start: 2024-03-05 10:00 -> 2024-03-05 11:00" in shown
    assert "  Channel: home visit -> phone call" in shown
    assert "  Health: general: 痛 -> -" in shown
