"""A real server process on a loopback port, and two laptops that enrol, save and sync by the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.running import Answer, run_fieldlog
from tests.store.stores import CHECKOUT
from tests.sync_server.databases import KINDS, Databases

ADMIN_PASSWORD = "a long pass phrase 7"
LAPTOP_PASSPHRASE = "an orange on the table"
PROGRAM = (sys.executable, "-c", "from sync_server.cli.start import run; run()")


class OfficeProcess:
    """``fieldlog-server`` on a folder of its own."""

    def __init__(self, home: Path, database: Mapping[str, str]) -> None:
        self._environ = {**os.environ, **database, "FIELDLOG_SERVER_HOME": str(home), "FIELDLOG_LANG": "en"}

    def do(self, *words: str, typed: str = "") -> str:
        """Run a command that must succeed, and return what it said."""
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=CHECKOUT,
            env=self._environ,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, done
        return done.stdout

    def code_for(self, name: str) -> str:
        """Return a one-time code."""
        return str(json.loads(self.do("enrol-code", name, "--json"))["code"])

    def start(self) -> "tuple[subprocess.Popen[str], str]":
        """Serve on a free port; return the process and its address once it is ready."""
        process = subprocess.Popen(
            [*PROGRAM, "run", "--port", "0"],
            cwd=CHECKOUT,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on "), line
        return process, line.split()[-1]


class LaptopProcess:
    """``fieldlog`` on a folder of its own."""

    def __init__(self, home: Path, rep: str) -> None:
        self._home = home
        assert self.run("init", "--rep", rep, "--zone", "Asia/Shanghai").code == 0

    def run(self, *words: str) -> Answer:
        """Run a command."""
        return run_fieldlog(self._home, *words, FIELDLOG_PASSPHRASE=LAPTOP_PASSPHRASE)

    def json(self, *words: str) -> Any:
        """Run a command that must succeed, and return its document."""
        answer = self.run(*words, "--json")
        assert answer.code == 0, answer
        return json.loads(answer.out)


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest, databases: Databases) -> OfficeProcess:
    """A founded server, on SQLite unless the test says another kind of database."""
    office = OfficeProcess(tmp_path / "office", databases.environ(getattr(request, "param", "sqlite")))
    office.do("init", "--admin", "boss", "--password-stdin", "--zone", "Asia/Shanghai", typed=ADMIN_PASSWORD)
    office.do("user", "add", "小王", "--role", "rep", "--team", "一队")
    return office


@pytest.fixture
def served(office: OfficeProcess) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    process, address = office.start()
    yield process, address
    process.kill()
    process.communicate(timeout=60)


def test_two_laptops_of_one_rep_see_what_the_other_saved_and_an_ended_server_loses_nothing(
    office: OfficeProcess, served: "tuple[subprocess.Popen[str], str]", tmp_path: Path
) -> None:
    process, address = served
    old, new = LaptopProcess(tmp_path / "old", "小王"), LaptopProcess(tmp_path / "new", "小王")
    for laptop in (old, new):
        assert laptop.json("enrol", address, office.code_for("小王"))["user"] == "小王"
    customer = old.json("customer", "add", "李明朗")["id"]
    assert old.json("status")["waiting"] == 1
    assert (sent := old.json("sync"))["stored"] == sent["sent"] == 1
    assert new.json("sync")["received"] >= 1
    assert [one["id"] for one in new.json("customer", "list")["customers"]] == [customer]
    old.json("customer", "edit", customer, "--address", "桃花路1号")
    new.json("customer", "edit", customer, "--address", "桃花路2号")
    assert old.json("sync")["conflicts"] == 0
    assert new.json("sync")["conflicts"] == 1
    conflict = new.json("conflicts")["conflicts"][0]
    assert {one["value"] for one in conflict["values"]} == {"桃花路1号", "桃花路2号"}
    new.json("resolve", conflict["document"], conflict["field"], "--value", "桃花路3号")
    assert new.json("sync")["conflicts"] == 0
    assert old.json("sync")["conflicts"] == 0
    assert old.json("customer", "show", customer)["address"] == "桃花路3号"
    process.kill()
    process.wait(timeout=60)
    old.json("customer", "add", "王秀英")
    offline = old.run("sync")
    assert (offline.code, offline.out) == (4, "")
    status = old.json("status")
    assert (status["waiting"], status["trouble"]) == (1, "no-connection")


@pytest.mark.parametrize("office", KINDS, indirect=True)
def test_a_customer_who_is_handed_over_goes_with_what_waited_and_leaves_the_first_laptop(
    office: OfficeProcess, served: "tuple[subprocess.Popen[str], str]", tmp_path: Path
) -> None:
    _, address = served
    office.do("user", "add", "小陈", "--role", "rep", "--team", "一队")
    first, second = LaptopProcess(tmp_path / "first", "小王"), LaptopProcess(tmp_path / "second", "小陈")
    for laptop, name in ((first, "小王"), (second, "小陈")):
        laptop.json("enrol", address, office.code_for(name))
    customer = first.json("customer", "add", "李明朗")["id"]
    first.json("sync")
    first.json("customer", "edit", customer, "--address", "桃花路1号")
    office.do("handover", customer, "--to", "小陈", "--reason", "调岗")
    assert first.json("sync")["stored"] == 1
    assert first.json("customer", "list")["customers"] == []
    second.json("sync")
    assert second.json("customer", "show", customer)["address"] == "桃花路1号"
    assert json.loads(office.do("check", "--json"))["faults"] == []
