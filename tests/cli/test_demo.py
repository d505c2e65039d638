"""The practice territory, from the front door."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.practice import make_practice_store
from fieldlog.actions.workspace import system_now
from fieldlog.domain.days import week_name
from tests.cli.conftest import RunCommand


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One practice store for all tests of this process; each works on a copy."""
    home = tmp_path_factory.mktemp("practice") / "home"
    make_practice_store(home, system_now())
    return home


@pytest.fixture
def practice(command: RunCommand, territory: Path, tmp_path: Path) -> RunCommand:
    shutil.copytree(territory, tmp_path / "home")
    return command


def test_making_it_says_so_and_gives_the_counts(command: RunCommand, tmp_path: Path) -> None:
    answer = command("demo", "--no-open")
    assert answer.code == 0
    assert answer.out == ""
    assert str(tmp_path / "home") in answer.err


def test_today_is_never_empty_and_every_kind_of_entry_is_there(practice: RunCommand) -> None:
    entries = practice("today", "--json").json()["entries"]
    rules = {entry["rule"] for entry in entries}
    assert {"promise-on-time", "special-day"} <= rules
    assert all(entry["why"] and entry["customer"]["name"] for entry in entries)
    assert practice("overdue").code == 1
    # On a Monday nothing of the new week can have been missed yet.
    assert practice("check").code in (0, 1)
    week = week_name((system_now() - timedelta(days=7)).date())
    assert practice("check", "--week", week).code == 1


def test_it_holds_a_year_of_made_up_people(practice: RunCommand, tmp_path: Path) -> None:
    counted = practice("demo", "--json").json()
    assert counted["home"] == str(tmp_path / "home")
    assert counted["customers"] == 120
    assert counted["visits"] > 2000
    assert counted["promises"] > 500
    customers = practice("customer", "list", "--json").json()["customers"]
    assert {customer["class"] for customer in customers} == {"A", "B", "C"}
    assert any(customer["birthday"] and customer["birthday"]["calendar"] == "lunar" for customer in customers)
    states = {one["state"] for one in practice("promise", "list", "--json").json()["promises"]}
    assert states == {"open", "kept", "kept_late", "released"}


def test_opening_it_again_keeps_it_and_shows_the_day(practice: RunCommand) -> None:
    before = practice("today", "--json").out
    answer = practice("demo")
    assert answer.code == 0
    assert "Making the practice territory" not in answer.err
    assert "made up" in answer.out
    assert "fieldlog --home" in answer.out
    assert practice("today", "--json").out == before


def test_it_ignores_a_passphrase_that_is_set(practice: RunCommand) -> None:
    assert practice("overdue", FIELDLOG_PASSPHRASE="any").code == 1


def test_a_store_of_real_work_is_never_touched(command: RunCommand, tmp_path: Path) -> None:
    secret = {"FIELDLOG_PASSPHRASE": "correct horse"}
    assert command("init", "--rep", "Wang", "--zone", "Asia/Shanghai", **secret).code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "home").iterdir()}
    answer = command("demo", "--no-open", "--json", **secret)
    assert answer.code == 0
    assert Path(json.loads(answer.out)["home"]).name == "practice"
    assert json.loads(answer.out)["home"] != str(tmp_path / "home")
    assert {path.name: path.read_bytes() for path in (tmp_path / "home").iterdir()} == before
