"""Taking the last save back, through the front door."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, local


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def customer(rep: RunCommand) -> str:
    return str(rep("customer", "add", "李明朗", "--json").json()["id"])


def add_visit(rep: RunCommand) -> Any:
    start = local(timedelta(hours=2))
    words = ("--purpose", "问候", "--start", start, "--minutes", "40", "--promise", "送药 明天", "--json")
    return rep("visit", "add", "李明朗", *words).json()


def promises(rep: RunCommand) -> Any:
    return rep("promise", "list", "--json").json()["promises"]


def visits(rep: RunCommand) -> Any:
    return rep("visit", "list", "--json").json()["visits"]


def test_on_an_empty_store_there_is_nothing_to_take_back(rep: RunCommand, home: Path) -> None:
    refused = rep("undo")
    assert (refused.code, refused.out) == (2, "")
    assert count_saves(home) == 0


def test_a_visit_goes_with_its_promises_and_comes_back(rep: RunCommand, customer: str, home: Path) -> None:
    visit = add_visit(rep)
    before = count_saves(home)
    undone = rep("undo", "--json").json()
    assert undone["customer"] == {"id": customer, "name": "李明朗"}
    assert undone["kinds"] == ["promise", "visit"]
    assert (visits(rep), promises(rep)) == ([], [])
    assert count_saves(home) == before + 1
    assert rep("visit", "show", visit["id"], "--json").json()["withdrawn"] is True
    assert rep("undo").code == 0
    assert [one["id"] for one in visits(rep)] == [visit["id"]]
    assert len(promises(rep)) == 1


def test_a_kept_promise_is_open_again(rep: RunCommand, customer: str) -> None:
    promise = add_visit(rep)["promises"][0]["id"]
    rep("promise", "keep", promise)
    said = rep("undo")
    assert "李明朗" in said.out
    assert "promise kept" in said.out
    assert promises(rep)[0]["state"] == "open"


def test_an_amendment_gives_way_to_the_former_values(rep: RunCommand, customer: str) -> None:
    visit = add_visit(rep)["id"]
    rep("visit", "amend", visit, "--note", "新", "--minutes", "20", "--reason", "r")
    rep("undo")
    shown = rep("visit", "show", visit, "--json").json()
    assert (shown["note"], shown["minutes"]) == ("", 40)
    assert [one["reason"] for one in shown["history"]] == ["r", "undo"]
    rep("undo")
    shown = rep("visit", "show", visit, "--json").json()
    assert (shown["note"], shown["minutes"]) == ("新", 20)
    said = rep("visit", "show", visit).out
    assert ": undone" in said
    assert ": restored" in said
    assert ": undo\n" not in said


def test_a_change_of_a_profile_gives_way_to_the_former_values(rep: RunCommand, customer: str) -> None:
    rep("customer", "edit", "李明朗", "--honorific", "李奶奶", "--phone", "13812345678", "--class", "A")
    rep("undo")
    shown = rep("customer", "show", "李明朗", "--json").json()
    assert (shown["honorific"], shown["phones"], shown["class"]) == ("", [], None)


def test_a_new_customer_goes(rep: RunCommand, customer: str) -> None:
    rep("undo")
    assert rep("customer", "list", "--json").json() == {"customers": []}


def test_a_merge_and_its_undoing_are_both_taken_back(rep: RunCommand, customer: str) -> None:
    other = rep("customer", "add", "王芳", "--json").json()["id"]

    def known() -> set[str]:
        return {one["id"] for one in rep("customer", "list", "--json").json()["customers"]}

    rep("customer", "merge", "李明朗", "王芳")
    assert known() == {customer}
    assert rep("undo").out.startswith("Taken back")
    assert known() == {customer, other}
    assert rep("undo").out.startswith("Brought back")
    assert known() == {customer}
    rep("customer", "unmerge", "李明朗")
    assert known() == {customer, other}
    assert rep("undo").out.startswith("Brought back")
    assert known() == {customer}
    assert rep("undo").out.startswith("Taken back")
    assert known() == {customer, other}


def test_a_snooze_is_taken_back(rep: RunCommand, customer: str) -> None:
    rep("promise", "add", "李明朗", "送药", "--due", "2024-03-08", "--made", "2024-03-05")
    entry = rep("today", "--json").json()["entries"][0]["id"]
    rep("snooze", entry, "--until", "明天", "--reason", "r")
    rep("undo", "--lang", "zh")
    assert [one["id"] for one in rep("today", "--json").json()["entries"]] == [entry]


def test_consent_that_brought_a_note_in_takes_it_out_again(rep: RunCommand, customer: str) -> None:
    words = ("--purpose", "p", "--start", local(timedelta(hours=2)), "--minutes", "40", "--health", "血压")
    visit = rep("visit", "add", "李明朗", *words, "--consent", "not-asked", "--json").json()["id"]
    rep("customer", "consent", "李明朗", "--given", "当面说")
    assert rep("visit", "show", visit, "--json").json()["health"] == "血压"
    rep("undo")
    assert rep("visit", "show", visit, "--json").json()["health"] == ""
    assert rep("customer", "show", "李明朗", "--json").json()["consent"] == "not-asked"


def test_a_customer_who_was_added_is_named_however_often_it_is_undone(rep: RunCommand) -> None:
    rep("customer", "add", "陈玉兰")
    said = [rep("undo").out for _ in range(3)]
    assert ["Brought back" in one for one in said] == [False, True, False]
    assert all("陈玉兰 (profile)" in one for one in said)
    assert rep("undo", "--json").json()["customer"]["name"] == "陈玉兰"
