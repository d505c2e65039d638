"""Timing visits and typing them afterwards, through the front door."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, RunCommand
from tests.cli.stores import count_saves, local, opened, today_and

HOUR = timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def customer(rep: RunCommand) -> str:
    """The id of 李明朗, class A, whom the rep visits."""
    return str(rep("customer", "add", "李明朗", "--class", "A", "--json").json()["id"])


def start(rep: RunCommand) -> Answer:
    return rep("visit", "start", "李明朗", "--purpose", "量血压", "--json")


def add(rep: RunCommand, *more: str, ago: timedelta = 2 * HOUR, minutes: str = "40") -> Answer:
    words = ("--purpose", "问候", "--start", local(ago), "--minutes", minutes, *more)
    return rep("visit", "add", "李明朗", *words)


def test_a_timed_visit_has_the_shape_of_the_contract(rep: RunCommand, customer: str) -> None:
    running = start(rep).json()
    assert (running["end"], running["minutes"], running["purpose"]) == (None, None, "量血压")
    stopped = rep(
        "visit",
        "stop",
        "--note",
        "备注",
        "--promise",
        "送体检报告 3天后",
        "--question",
        "什么茶 明天",
        "--json",
    )
    visit = stopped.json()
    assert stopped.code == 0
    assert visit["id"] == running["id"]
    assert visit["customer"] == {"id": customer, "name": "李明朗"}
    assert (visit["channel"], visit["timed"], visit["reached"], visit["note"]) == ("home", True, True, "备注")
    assert datetime.fromisoformat(visit["start"]).utcoffset() == 8 * HOUR
    assert visit["minutes"] == 0
    assert [(one["text"], one["due"], one["form"]) for one in visit["promises"]] == [
        ("什么茶", today_and(1), "answer"),
        ("送体检报告", today_and(3), "promise"),
    ]
    assert {one["rule"]: one["state"] for one in visit["findings"]} == {
        "visit-length": "missed",
        "purpose-first": "met",
        "answer-by": "met",
    }
    assert visit["questions"] == [{"text": "什么茶", "answer_by": today_and(1), "answer": None}]


@pytest.mark.parametrize(
    ("line", "text", "answer", "shown"),
    [
        ("鱼油能不能吃 已答", "鱼油能不能吃", "已答", "鱼油能不能吃 - answered"),
        ("明天几点开门？当场答了", "明天几点开门？", "当场答了", "明天几点开门？ - answered"),
        ("which tea, answered: green", "which tea", "green", "which tea - answered: green"),
    ],
)
def test_a_question_that_was_answered_on_the_spot_needs_no_day(
    rep: RunCommand, customer: str, line: str, text: str, answer: str, shown: str
) -> None:
    options = ("--purpose", "问候", "--start", local(2 * HOUR), "--minutes", "40", "--question", line)
    visit = rep("visit", "add", "李明朗", *options, "--json").json()
    assert visit["questions"] == [{"text": text, "answer_by": None, "answer": answer}]
    assert visit["promises"] == []
    assert {one["rule"]: one["state"] for one in visit["findings"]}["answer-by"] == "met"
    assert rep("promise", "list", "--json").json()["promises"] == []
    assert shown in rep("visit", "show", visit["id"]).out


def test_a_question_without_a_day_names_both_ways(rep: RunCommand, customer: str) -> None:
    options = ("--purpose", "问候", "--start", local(2 * HOUR), "--minutes", "40", "--question", "什么茶")
    refused = rep("visit", "add", "李明朗", *options)
    assert refused.code == 2
    assert "next friday" in refused.err
    assert '"answered"' in refused.err
    assert "answered on the spot" in " ".join(rep("visit", "add", "--help").out.split())


def test_what_was_saved_is_said_with_the_reading_of_each_due_date(rep: RunCommand, customer: str) -> None:
    said = add(rep, "--promise", f"送体检报告 {today_and(3)}")
    assert said.code == 0
    saved, promise = said.out.splitlines()
    assert saved.startswith("Saved: home visit, 李明朗, 40 min (")
    assert promise.startswith("promise: 送体检报告, due ")
    assert ", in 3 days (" in promise


def test_a_short_visit_says_which_rule_it_missed(rep: RunCommand, customer: str) -> None:
    assert "Visits of the required length: missed, 29 of 30 min" in add(rep, minutes="29").out
    assert "missed" not in add(rep, minutes="30").out
    excused = add(rep, "--brief", "客人来了", "--json", minutes="29").json()
    assert {one["rule"]: one["state"] for one in excused["findings"]}["visit-length"] == "excused"


def test_a_second_visit_is_refused_with_the_name_and_time_of_the_first(
    rep: RunCommand, customer: str, home: Path
) -> None:
    rep("customer", "add", "王芳")
    began = datetime.fromisoformat(start(rep).json()["start"]).strftime("%Y-%m-%d %H:%M")
    refused = rep("visit", "start", "王芳", "--purpose", "问候")
    assert refused.code == 2
    assert "李明朗" in refused.err
    assert began in refused.err
    assert "fieldlog visit stop" in refused.err
    assert rep("visit", "stop", "--json").json()["customer"]["name"] == "李明朗"


def test_a_visit_found_again_after_a_crash_stands_first_in_todays_list(
    rep: RunCommand, customer: str
) -> None:
    began = start(rep).json()["start"]
    first = rep("today", "--json").json()["entries"][0]
    assert (first["group"], first["customer"]["name"], first["due"]) == ("unfinished", "李明朗", began)


def test_without_a_running_visit_there_is_nothing_to_stop_or_discard(rep: RunCommand, home: Path) -> None:
    for words in (("stop",), ("discard", "--reason", "x")):
        refused = rep("visit", *words)
        assert refused.code == 2
        assert refused.err.startswith("Visit: ")
        assert "fieldlog visit start" in refused.err


def test_a_discarded_visit_stays_in_its_history_and_out_of_the_list(rep: RunCommand, customer: str) -> None:
    visit = start(rep).json()["id"]
    assert rep("visit", "discard", "--reason", " ").code == 2
    discarded = rep("visit", "discard", "--reason", "走错门", "--json").json()
    assert (discarded["id"], discarded["withdrawn"]) == (visit, True)
    assert rep("visit", "list", "--json").json() == {"visits": []}
    history = rep("visit", "show", visit, "--json").json()["history"]
    assert [(one["reason"], one["withdraws"], one["by"]) for one in history] == [("走错门", True, "小王")]
    assert start(rep).code == 0


def test_of_several_stops_at_once_one_saves_the_visit(rep: RunCommand, customer: str, home: Path) -> None:
    start(rep)
    before = count_saves(home)
    words = [sys.executable, "-c", "from fieldlog.cli.main import run; run()", "visit", "stop", "--note", "n"]
    environ = {**os.environ, "FIELDLOG_HOME": str(home)}
    stops = [
        subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    for stop in stops:
        stop.communicate()
    assert sorted(stop.returncode for stop in stops) == [0, 2, 2]
    assert count_saves(home) == before + 1
    assert rep("visit", "stop").code == 2


def test_a_forgotten_stop_takes_the_true_length_and_is_marked_as_typed(
    rep: RunCommand, customer: str, home: Path
) -> None:
    start(rep)
    with opened(home) as workspace:
        draft = workspace.store.drafts()[0]
        long_ago = (datetime.now(UTC) - timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        workspace.store.write_draft(
            draft._replace(content={**draft.content, "start": long_ago, "mark": None})
        )
    refused = rep("visit", "stop", "--note", "n")
    assert refused.code == 2
    assert "--minutes N" in refused.err
    assert "what was typed is kept" in refused.err
    visit = rep("visit", "stop", "--minutes", "45", "--json").json()
    assert (visit["minutes"], visit["timed"], visit["note"]) == (45, False, "n")


def test_what_is_refused_stays_with_the_running_visit_until_it_is_corrected(
    rep: RunCommand, customer: str, home: Path
) -> None:
    start(rep)
    before = count_saves(home)
    refused = rep("visit", "stop", "--note", "很好", "--promise", "送药 2月30日")
    assert refused.code == 2
    assert "Due date" in refused.err
    assert "李明朗" in refused.err
    assert count_saves(home) == before
    assert rep("visit", "stop").code == 2
    visit = rep("visit", "stop", "--promise", "送药 明天", "--json").json()
    assert (visit["note"], [one["text"] for one in visit["promises"]]) == ("很好", ["送药"])


def test_what_was_typed_before_can_be_left_out(rep: RunCommand, customer: str) -> None:
    start(rep)
    rep("visit", "stop", "--note", "很好", "--promise", "送药")
    visit = rep("visit", "stop", "--forget-typed", "--json").json()
    assert (visit["note"], visit["promises"]) == ("", [])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("Purpose", ("--purpose", "  ")),
        ("Purpose", ("--purpose", "长" * 10_001)),
        ("Minutes", ("--minutes", "-1")),
        ("Minutes", ("--minutes", str(25 * 60))),
        ("Minutes", ("--minutes", "9" * 30)),
        ("Minutes", ("--minutes", "180")),
        ("Start", ("--start", "2099-01-01 10:00")),
        ("Start", ("--start", "9998-12-31 23:59")),
        ("Start", ("--start", "9999-12-31 23:59")),
        ("Start", ("--start", "0001-01-01 00:00")),
        ("Start", ("--start", "2026-02-30 10:00")),
        ("Start", ("--start", "yesterday")),
        ("Start", ("--start", "1900-01-01 10:00")),
        ("Reason not reached", ("--not-reached", "")),
        ("Note", ("--note", "长" * 10_001)),
        ("Note", ("--note", "a\ud800b")),
        ("Note", ("--note", "a\0b")),
        ("Promise", ("--promise", " ")),
        ("Due date", ("--promise", "送药")),
        ("Due date", ("--promise", "送药 农历腊月三十一")),
        ("Due date", ("--promise", "送药 9999-12-31")),
        ("Due date", ("--promise", "送药 1999-12-31")),
        ("Question", ("--question", "什么茶")),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    rep: RunCommand, customer: str, home: Path, field: str, words: tuple[str, str], language: str
) -> None:
    before = count_saves(home)
    given = {"--purpose": "问候", "--start": local(2 * HOUR), "--minutes": "40"} | dict([words])
    options = [part for pair in given.items() for part in pair]
    refused = rep("visit", "add", "李明朗", *options, "--json", FIELDLOG_LANG=language)
    assert (refused.code, refused.out) == (2, "")
    assert "Traceback" not in refused.err
    if language == "en":
        assert refused.err.startswith(f"{field}: ")
    assert count_saves(home) == before


@pytest.mark.parametrize(
    "words",
    [
        ("visit", "add", "李明朗", "--purpose", "x", "--start", "2024-03-05 10:00"),
        ("visit", "add", "李明朗", "--purpose", "x", "--start", "2024-03-05 10:00", "--minutes", "abc"),
        ("visit", "add", "李明朗", "--start", "2024-03-05 10:00", "--minutes", "5"),
        ("visit", "start", "李明朗"),
        ("visit", "start", "李明朗", "--purpose", "x", "--channel", "pigeon"),
        ("visit", "start", "nobody", "--purpose", "x"),
        ("visit", "start", "", "--purpose", "x"),
        ("visit", "start", "\x1b[31m", "--purpose", "x"),
        ("visit", "start", "\ud800", "--purpose", "x"),
        ("visit", "start", "李" * 10_000, "--purpose", "x"),
    ],
)
def test_a_command_that_lacks_something_or_names_nobody_is_refused(
    rep: RunCommand, customer: str, home: Path, words: tuple[str, ...]
) -> None:
    before = count_saves(home)
    refused = rep(*words)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err
    assert "\x1b" not in refused.err
    assert count_saves(home) == before
    assert rep("visit", "stop").code == 2


def test_a_name_that_matches_twice_lists_the_candidates(rep: RunCommand, customer: str) -> None:
    other = rep("customer", "add", "李明朗", "--anyway", "--json").json()["id"]
    refused = start(rep)
    assert refused.code == 2
    assert customer[:8] in refused.err
    assert other[:8] in refused.err
    assert rep("visit", "start", other[:8], "--purpose", "x", "--json").json()["customer"]["id"] == other


@pytest.mark.parametrize(
    "text", ["🙂👨‍👩‍👧", "\u202eabc\u202c", "[/bold] {x} %s", "\x1b[31mred\x1b[0m", "长" * 10_000]
)
def test_any_text_that_can_be_stored_comes_back_as_it_was_typed(
    rep: RunCommand, customer: str, text: str
) -> None:
    visit = add(rep, "--note", text, "--json").json()
    assert visit["note"] == text
    shown = rep("visit", "show", visit["id"])
    assert shown.code == 0
    assert not {"\x1b", "\u202e"} & set(shown.out)


def test_a_visit_over_midnight_is_fine(rep: RunCommand, customer: str) -> None:
    words = ("--purpose", "陪诊", "--start", "2024-03-05 23:30", "--minutes", "90", "--json")
    visit = rep("visit", "add", "李明朗", *words).json()
    assert (visit["start"][:10], visit["end"][:10], visit["minutes"]) == ("2024-03-05", "2024-03-06", 90)
    assert visit["timed"] is False


def test_a_phone_call_that_reached_nobody_has_its_reason(rep: RunCommand, customer: str) -> None:
    visit = add(rep, "--channel", "phone", "--not-reached", "没人接", "--json", minutes="1").json()
    assert (visit["channel"], visit["reached"], visit["not_reached_reason"]) == ("phone", False, "没人接")
    assert visit["findings"] == []
    assert "not reached" in rep("visit", "list").out


def test_a_clock_before_the_last_save_is_asked_about(rep: RunCommand, customer: str, home: Path) -> None:
    with opened(home) as workspace, workspace.store.writing():
        progress = workspace.store.progress()
        workspace.store.write_progress(progress._replace(last_saved_at="2199-01-01T00:00:00Z"))
    refused = start(rep)
    assert refused.code == 2
    assert refused.err.startswith("Clock: ")
    assert "--accept-clock" in refused.err
    assert rep("visit", "start", "李明朗", "--purpose", "x", "--accept-clock").code == 0


@pytest.mark.parametrize("command_name", ["start", "stop", "discard", "add", "list", "show", "amend"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_explains_each_command_with_an_example(
    rep: RunCommand, command_name: str, language: str
) -> None:
    shown = rep("visit", command_name, "--help", FIELDLOG_LANG=language)
    assert shown.code == 0
    assert f"fieldlog visit {command_name}" in shown.out.splitlines()[-3]


def test_a_refused_stop_says_that_the_typing_is_kept_and_not_that_nothing_changed(
    rep: RunCommand, customer: str
) -> None:
    start(rep)
    refused = rep("visit", "stop", "--note", "好", "--promise", "没有日子")
    assert refused.code == 2
    assert "what was typed is kept in it" in refused.err
    assert "Nothing was changed" not in refused.err
    assert rep("visit", "stop", "--promise", "送药 明天", "--json").json()["note"] == "好"


def test_a_clock_that_was_set_during_the_visit_is_told_and_changes_no_length(
    rep: RunCommand, customer: str, home: Path
) -> None:
    start(rep)
    with opened(home) as workspace:
        draft = workspace.store.drafts()[0]
        hours_ago = (datetime.now(UTC) - timedelta(hours=5.5)).strftime("%Y-%m-%dT%H:%M:%SZ")
        workspace.store.write_draft(draft._replace(content={**draft.content, "start": hours_ago}))
    stopped = rep("visit", "stop", "--note", "n")
    assert (stopped.code, "put forward by 5 h" in stopped.out) == (0, True)
    visit = rep("visit", "list", "--json").json()["visits"][0]
    assert (visit["minutes"], visit["timed"]) == (0, True)
    assert abs(visit["clock_shift"] - 19_800) < 60
    assert "put forward by 5 h" in rep("visit", "show", visit["id"]).out
