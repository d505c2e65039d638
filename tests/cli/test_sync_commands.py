"""The exchange with the server from the command line, without a server: states, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import RunCommand
from tests.store.stores import Clock, add_customer
from tests.sync.laptops import Laptop
from tests.sync.office import Office

KEYS = {"sent", "stored", "received", "conflicts", "quarantined", "waiting", "oldest_waiting"}


def test_a_store_of_no_server_says_so_and_counts_what_waits(rep: RunCommand) -> None:
    rep("customer", "add", "李明朗")
    status = rep("status", "--json").json()
    assert status.keys() >= KEYS
    assert (status["server"], status["waiting"], status["conflicts"]) == (None, 1, 0)
    assert status["oldest_waiting"].endswith("+08:00")
    assert "fieldlog enrol" in rep("status").out


def test_a_sync_needs_an_enrolled_store(rep: RunCommand) -> None:
    refused = rep("sync", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "fieldlog enrol" in refused.err


def test_a_practice_store_is_enrolled_nowhere(rep: RunCommand) -> None:
    refused = rep("enrol", "https://fieldlog.example.org", "CODE")
    assert (refused.code, refused.out) == (2, "")
    assert "practice" in refused.err


@pytest.mark.parametrize("address", ["ftp://fieldlog.example.org", "http://fieldlog.example.org", "https://"])
def test_an_address_that_is_none_or_not_encrypted_is_refused(rep: RunCommand, address: str) -> None:
    assert rep("enrol", address, "CODE").code == 2


@pytest.mark.parametrize(
    ("words", "list_name"),
    [("conflicts", "conflicts"), ("quarantine", "quarantined"), ("handovers", "handovers")],
)
def test_lists_of_a_fresh_store_are_empty(rep: RunCommand, words: str, list_name: str) -> None:
    assert rep(words, "--json").json() == {"count": 0, list_name: []}
    assert rep(words).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("resolve", "1f3a", "address"),
        ("resolve", "1f3a", "address", "--keep", "1"),
        ("resolve", "1f3a", "address", "--keep", "1", "--value", "x"),
        ("accept", "1f3a"),
    ],
)
def test_what_is_not_there_cannot_be_settled(rep: RunCommand, words: tuple[str, ...]) -> None:
    refused = rep(*words)
    assert (refused.code, refused.out) == (2, "")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    office = Office(tmp_path / "office", clock)
    office.add_rep("小王")
    office.add_rep("小陈")
    yield office
    office.close()


def enrolled(home: Path, office: Office, clock: Clock, seed: int, name: str) -> Laptop:
    laptop = Laptop(home, office, clock, seed, name)
    laptop.enrol(office.code_for(name))
    return laptop


def test_a_conflict_is_shown_with_both_values_and_one_of_them_kept(
    command: RunCommand, tmp_path: Path, office: Office, clock: Clock
) -> None:
    here = enrolled(tmp_path / "home", office, clock, 11, "小王")
    there = enrolled(tmp_path / "there", office, clock, 12, "小王")
    customer = add_customer(here.workspace)
    here.sync()
    there.sync()
    here.change(customer, address="桃花路1号")
    there.change(customer, address="桃花路2号")
    there.sync()
    there.store.close()
    here.sync()
    here.store.close()
    (conflict,) = command("conflicts", "--json").json()["conflicts"]
    assert (conflict["document"], conflict["field"]) == (customer, "address")
    number = next(one["number"] for one in conflict["values"] if one["value"] == "桃花路2号")
    shown = command("conflicts").out
    assert "桃花路1号" in shown
    assert "桃花路2号" in shown
    assert command("resolve", customer, "address", "--keep", "9").code == 2
    settled = command("resolve", customer[:8], "address", "--keep", str(number), "--json")
    assert (settled.code, settled.json()["conflicts"]) == (0, 0)
    assert command("customer", "show", customer, "--json").json()["address"] == "桃花路2号"


def test_a_customer_handed_over_is_accepted_once(
    command: RunCommand, tmp_path: Path, office: Office, clock: Clock
) -> None:
    old = enrolled(tmp_path / "old", office, clock, 11, "小王")
    new = enrolled(tmp_path / "home", office, clock, 12, "小陈")
    customer = add_customer(old.workspace)
    old.sync()
    office.hand_over(customer, "小陈")
    new.sync()
    for laptop in (old, new):
        laptop.store.close()
    (pack,) = command("handovers", "--json").json()["handovers"]
    assert (pack["customer"]["id"], pack["from"], pack["reason"]) == (customer, "小王", "调岗")
    assert "fieldlog accept" in command("handovers").out
    assert command("accept", pack["id"][:12]).code == 0
    assert command("handovers", "--json").json()["count"] == 0
    assert command("accept", pack["id"]).code == 2
