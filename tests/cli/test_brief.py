"""``fieldlog brief``, through the front door."""

from datetime import timedelta

import pytest

from tests.cli.conftest import RunCommand
from tests.cli.stores import local, today_and


@pytest.fixture
def customer(rep: RunCommand) -> str:
    added = rep(
        "customer",
        "add",
        "李明朗",
        "--honorific",
        "李爷爷",
        "--class",
        "A",
        "--lunar-birthday",
        "三月初八",
        "--taboos",
        "不谈价钱",
        "--json",
    )
    assert added.code == 0, added.err
    return str(added.json()["id"])


def test_the_brief_says_how_to_meet_the_customer(rep: RunCommand, customer: str) -> None:
    words = (
        "--purpose",
        "送报告",
        "--start",
        local(timedelta(hours=2)),
        "--minutes",
        "40",
        "--note",
        "精神好",
    )
    assert rep("visit", "add", "李明朗", *words, "--question", "试纸在哪里买 明天").code == 0
    rep("promise", "add", "李明朗", "送画册", "--due", "2024-03-08", "--made", "2024-03-05")
    brief = rep("brief", "lml")
    assert brief.code == 0
    for words_shown in (
        "李爷爷",
        "不谈价钱",
        "lunar month 3, day 8",
        "! 送画册",
        "days late",
        "试纸在哪里买",
        "精神好",
    ):
        assert words_shown in brief.out
    assert rep("brief", "lml", "--lang", "zh").code == 0


def test_the_brief_as_json(rep: RunCommand, customer: str) -> None:
    rep("promise", "add", "李明朗", "送画册", "--due", "明天")
    shape = rep("brief", "李明朗", "--json").json()
    assert shape["customer"] == {"id": customer, "name": "李明朗"}
    assert (shape["addressed"], shape["class"], shape["key"]) == ("李爷爷", "A", False)
    assert shape["consent"] == "not-asked"
    assert shape["birthday"]["calendar"] == "lunar"
    assert shape["birthday"]["days"] >= 0
    (promise,) = shape["promises"]
    assert (promise["due"], promise["days"], promise["late"]) == (today_and(1), 1, False)
    assert (shape["visits"], shape["question"], shape["paused_until"]) == ([], None, None)


def test_nobody_of_that_name_is_bad_input(rep: RunCommand) -> None:
    assert rep("brief", "王芳").code == 2
