"""Promises through the front door: made, listed, kept, moved, released."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, local, today_and


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def customer(rep: RunCommand) -> str:
    return str(rep("customer", "add", "李明朗", "--json").json()["id"])


def make(rep: RunCommand, text: str, due: str, *more: str) -> Any:
    return rep("promise", "add", "李明朗", text, "--due", due, *more, "--json").json()


def make_overdue(rep: RunCommand, text: str = "送药") -> Any:
    return make(rep, text, "2024-03-08", "--made", "2024-03-05")


def test_a_promise_has_the_shape_of_the_contract(rep: RunCommand, customer: str) -> None:
    promise = make(rep, "送体检报告", "3天后")
    contract = ("id", "customer", "text", "due", "state", "kept_at", "moves")
    assert {name: promise[name] for name in contract} == {
        "id": promise["id"],
        "customer": {"id": customer, "name": "李明朗"},
        "text": "送体检报告",
        "due": today_and(3),
        "state": "open",
        "kept_at": None,
        "moves": [],
    }
    assert "days_late" not in promise
    assert rep("promise", "show", promise["id"][:8], "--json").json() == promise


def test_a_time_of_day_makes_the_due_date_an_instant(rep: RunCommand) -> None:
    assert make(rep, "打电话", f"{today_and(2)} 15:30")["due"] == f"{today_and(2)}T15:30:00+08:00"
    assert make(rep, "打电话", "明天下午3点")["due"] == f"{today_and(1)}T15:00:00+08:00"


def test_the_due_phrase_counts_from_the_day_of_the_promise(rep: RunCommand) -> None:
    promise = make(rep, "送药", "下周三", "--made", "2024-03-05")
    assert (promise["due"], promise["made"]) == ("2024-03-13", "2024-03-05")


def test_what_was_understood_is_said_in_one_sentence(rep: RunCommand) -> None:
    said = rep("promise", "add", "李明朗", "送体检报告", "--due", "in 9 days")
    assert said.code == 0
    assert "promise: 送体检报告, due " in said.out
    assert ", in 9 days (" in said.out
    assert len(said.out.splitlines()) == 1


def test_the_list_has_open_promises_first_and_filters(rep: RunCommand) -> None:
    kept, late, soon, far = (
        make(rep, "a", "明天"),
        make_overdue(rep),
        make(rep, "c", "2天后"),
        make(rep, "d", "30天后"),
    )
    rep("promise", "keep", kept["id"])

    def listed(*words: str) -> list[str]:
        return [one["id"] for one in rep("promise", "list", *words, "--json").json()["promises"]]

    assert listed() == [late["id"], soon["id"], far["id"], kept["id"]]
    assert listed("--open") == [late["id"], soon["id"], far["id"]]
    assert listed("--overdue") == [late["id"]]
    assert listed("--within", "2") == [late["id"], soon["id"]]
    assert listed("--within", "0") == [late["id"]]
    days_late = rep("promise", "list", "--overdue", "--json").json()["promises"][0]["days_late"]
    overdue = rep("overdue", "--json").json()["overdue"]
    assert [(one["id"], one["days_late"]) for one in overdue] == [(late["id"], days_late)]


def test_the_table_says_in_words_what_is_late(rep: RunCommand) -> None:
    late = make_overdue(rep)
    titles, line = rep("promise", "list").out.splitlines()
    assert titles.split() == ["Promise", "Customer", "What", "Due", "State"]
    assert line.startswith(late["id"][:8])
    assert line.endswith("days late")
    rep("promise", "keep", late["id"])
    assert "No such promises." in rep("promise", "list", "--open").out


def test_a_promise_is_kept_at_the_time_it_was_done(rep: RunCommand) -> None:
    promise = make_overdue(rep)
    kept = rep("promise", "keep", promise["id"], "--at", "2024-03-08 23:59", "--json").json()
    assert (kept["state"], kept["kept_at"]) == ("kept", "2024-03-08T23:59:00+08:00")
    late = make_overdue(rep)
    assert rep("promise", "keep", late["id"], "--json").json()["state"] == "kept_late"
    assert "kept late" in rep("promise", "show", late["id"]).out


def test_a_move_before_due_with_agreement_counts_and_others_are_only_planned(rep: RunCommand) -> None:
    promise = make(rep, "送药", "3天后")["id"]
    alone = rep("promise", "move", promise, "--due", "5天后", "--reason", "下雨", "--json").json()
    assert (alone["due"], alone["planned"]) == (today_and(3), today_and(5))
    agreed = rep(
        "promise", "move", promise, "--due", "6天后", "--reason", "住院", "--agreed", "--json"
    ).json()
    assert (agreed["due"], agreed["planned"]) == (today_and(6), today_and(6))
    assert [(one["due"], one["reason"], one["agreed"]) for one in agreed["moves"]] == [
        (today_and(5), "下雨", False),
        (today_and(6), "住院", True),
    ]
    assert datetime.fromisoformat(agreed["moves"][0]["at"]).utcoffset() == timedelta(hours=8)
    assert "goes on counting" in rep("promise", "move", promise, "--due", "9天后", "--reason", "r").out
    assert "住院" in rep("promise", "show", promise).out


def test_a_released_promise_is_neither_open_nor_overdue(rep: RunCommand) -> None:
    promise = make_overdue(rep)["id"]
    released = rep("promise", "release", promise, "--reason", "自己买了", "--json").json()
    assert (released["state"], released["release_reason"]) == ("released", "自己买了")
    assert rep("overdue").code == 0
    assert "自己买了" in rep("promise", "show", promise).out


@pytest.mark.parametrize(
    "words", [("keep",), ("move", "--due", "明天", "--reason", "r"), ("release", "--reason", "r")]
)
def test_what_is_settled_cannot_be_changed_again(rep: RunCommand, home: Path, words: tuple[str, ...]) -> None:
    promise = make(rep, "送药", "明天")["id"]
    rep("promise", "keep", promise)
    before = count_saves(home)
    refused = rep("promise", words[0], promise, *words[1:])
    assert (refused.code, count_saves(home)) == (2, before)
    assert refused.err.startswith("Promise: ")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("Promise", ("add", "李明朗", " ", "--due", "明天")),
        ("Text", ("add", "李明朗", "长" * 10_001, "--due", "明天")),
        ("Text", ("add", "李明朗", "a\0b", "--due", "明天")),
        ("Text", ("add", "李明朗", "a\ud800b", "--due", "明天")),
        ("Due date", ("add", "李明朗", "x", "--due", "")),
        ("Due date", ("add", "李明朗", "x", "--due", "2月30日")),
        ("Due date", ("add", "李明朗", "x", "--due", "2026-02-30")),
        ("Due date", ("add", "李明朗", "x", "--due", "农历腊月三十一")),
        ("Due date", ("add", "李明朗", "x", "--due", "9999-12-31")),
        ("Due date", ("add", "李明朗", "x", "--due", "yesterday")),
        ("Due date", ("add", "李明朗", "x", "--due", "monday friday")),
        ("Due date", ("add", "李明朗", "x", "--due", "\x1b[31m")),
        ("Due date", ("add", "李明朗", "x", "--due", "长" * 10_000)),
        ("Day of the promise", ("add", "李明朗", "x", "--due", "3天后", "--made", "2099-01-01")),
        ("Day of the promise", ("add", "李明朗", "x", "--due", "2026-01-01", "--made", "0001-01-01")),
        ("Day of the promise", ("add", "李明朗", "x", "--due", "3天后", "--made", "2026-02-30")),
        ("Customer", ("add", "张三", "x", "--due", "明天")),
        ("Promise", ("keep", "ffff")),
        ("Promise", ("show", "")),
        ("Promise", ("show", "%")),
        ("Days ahead", ("list", "--within", "-1")),
        ("Days ahead", ("list", "--within", "9" * 12)),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    rep: RunCommand, home: Path, field: str, words: tuple[str, ...], language: str
) -> None:
    before = count_saves(home)
    refused = rep("promise", *words, "--json", FIELDLOG_LANG=language)
    assert (refused.code, refused.out) == (2, "")
    assert "Traceback" not in refused.err
    assert "\x1b" not in refused.err
    if language == "en":
        assert refused.err.startswith(f"{field}: ")
    assert count_saves(home) == before


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("Time", ("keep", "--at", "2099-01-01 10:00")),
        ("Time", ("keep", "--at", "2024-03-04 23:59")),
        ("Time", ("keep", "--at", "2024-02-30 10:00")),
        ("Due date", ("move", "--due", "2024-03-20", "--reason", "r")),
        ("Due date", ("move", "--due", "x", "--reason", "r")),
        ("Reason", ("move", "--due", "明天", "--reason", " ")),
        ("Reason", ("release", "--reason", "")),
        ("Reason", ("release", "--reason", "长" * 10_001)),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    rep: RunCommand, home: Path, field: str, words: tuple[str, ...]
) -> None:
    promise = make_overdue(rep)["id"]
    before = count_saves(home)
    refused = rep("promise", words[0], promise, *words[1:], "--json")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{field}: ")
    assert count_saves(home) == before


def test_two_filters_at_once_are_refused(rep: RunCommand) -> None:
    assert rep("promise", "list", "--open", "--overdue").code == 2


@pytest.mark.parametrize("text", ["🙂👨‍👩‍👧", "\u202eabc", "[b]{x} %s", "\x1b[31m", "长" * 10_000, "a\nb"])
def test_any_text_that_can_be_stored_comes_back_as_it_was_typed(rep: RunCommand, text: str) -> None:
    promise = make(rep, text, "明天")
    assert promise["text"] == text
    for shown in (rep("promise", "list"), rep("promise", "show", promise["id"])):
        assert shown.code == 0
        assert not {"\x1b", "\u202e"} & set(shown.out)


def test_in_chinese_the_same_json_comes_out(rep: RunCommand) -> None:
    promise = make(rep, "送药", "明天")
    assert rep("promise", "show", promise["id"], "--json", "--lang", "zh").json() == promise
    assert rep("promise", "list", "--lang", "zh").code == 0


def test_a_promise_of_a_withdrawn_visit_goes_on(rep: RunCommand) -> None:
    start = local(timedelta(hours=2))
    words = ("--purpose", "p", "--start", start, "--minutes", "40", "--promise", "送药 明天", "--json")
    visit = rep("visit", "add", "李明朗", *words).json()
    assert visit["promises"][0]["visit"] == visit["id"]
    rep("visit", "amend", visit["id"], "--withdraw", "--reason", "r")
    assert len(rep("promise", "list", "--open", "--json").json()["promises"]) == 1
