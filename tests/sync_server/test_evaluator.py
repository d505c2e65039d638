"""The evaluator beside the server: no page has to be asked for, and nothing ends it but the server."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

from sync_server.api.logs import Log
from sync_server.cli.evaluator import BREATH_SECONDS, REST_BESIDE_PUSHES_SECONDS, Evaluator
from sync_server.core import evaluation
from sync_server.database.engine import Engine, write
from sync_server.home.opening import open_home
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.organisation import START, Clock, Organisation, line_of, make_save, new_id
from tests.sync_server.test_process import PATIENCE, Machine, end

SOON = 0.01


@pytest.fixture
def work(organisation: Organisation) -> Fieldwork:
    made = Fieldwork(organisation)
    made.add_rep("王", "东")
    return made


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "server")
    machine.ask(
        "init", "--admin", "Chen", "--zone", "Asia/Shanghai", "--password-stdin", given="a long password\n"
    )
    machine.ask("user", "add", "王丽", "--role", "rep", "--team", "东区")
    yield machine
    machine.stop()


def await_evaluation(engine: Engine, now: datetime) -> None:
    """Wait until nothing is out of date any more."""
    latest = time.monotonic() + PATIENCE
    while not evaluation.is_up_to_date(engine, now):
        assert time.monotonic() < latest, "nobody evaluates"
        time.sleep(0.05)


def test_what_a_push_a_new_week_and_a_rebuild_ask_for_is_evaluated_without_a_page(
    work: Fieldwork, clock: Clock
) -> None:
    engine, log = work.organisation.engine, StringIO()
    with Evaluator(engine, Log(log), clock.now, SOON, SOON):
        work.visit("王", work.add_customer("王"), "2026-11-17 09:00")
        await_evaluation(engine, clock.now())
        before = work.derived()
        clock.move(days=7)
        await_evaluation(engine, clock.now())
        assert len(work.derived()["obligations"]) > len(before["obligations"])
        write(engine, evaluation.rebuild)
        await_evaluation(engine, clock.now())
    assert log.getvalue() == ""
    assert [thread for thread in threading.enumerate() if thread.name == "evaluator"] == []


def test_it_rests_longer_while_laptops_push(work: Fieldwork, clock: Clock) -> None:
    rests: list[float] = []

    class Rests(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rests.append(timeout or 0.0)
            return False

    evaluator = Evaluator(work.organisation.engine, now=clock.now)
    evaluator._stopping = Rests()
    evaluator._begun = time.monotonic()
    for pushes in (0, 0, 1, 0):
        for _ in range(pushes):
            work.add_customer("王")
        assert evaluator._goes_on()
    # What came before it was asked for the first time counts as a push.
    assert [rest >= REST_BESIDE_PUSHES_SECONDS for rest in rests] == [True, False, True, False]
    assert min(rests) >= BREATH_SECONDS


def test_a_customer_that_cannot_be_evaluated_is_logged_once_by_its_id(
    work: Fieldwork, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("李阿姨")

    monkeypatch.setattr(evaluation, "evaluate", fails)
    log, evaluated = StringIO(), work.organisation.engine
    customer = work.add_customer("王")
    with Evaluator(evaluated, Log(log), clock.now, SOON, SOON):
        await_evaluation(evaluated, clock.now())
        work.visit("王", customer, "2026-11-17 09:00")
        await_evaluation(evaluated, clock.now())
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["event"], line["part"], line["customer"]) == ("trouble", "evaluator", customer)
    assert line["error"].startswith("ZeroDivisionError test_evaluator.py:")
    assert "李阿姨" not in log.getvalue()


def test_a_failure_is_logged_without_its_words_and_tried_again(work: Fieldwork) -> None:
    engine, log = work.organisation.engine, StringIO()
    failures = iter([RuntimeError("李阿姨")])

    def now() -> datetime:
        for failure in failures:
            raise failure
        return START

    work.add_customer("王")
    with Evaluator(engine, Log(log), now, SOON, SOON):
        await_evaluation(engine, START)
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["event"], line["error"], line["part"]) == ("defect", "RuntimeError", "evaluator")
    assert "李阿姨" not in log.getvalue()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_evaluates_by_itself_and_ends_cleanly(machine: Machine, workers: str) -> None:
    if workers != "1" and sys.platform != "linux":
        pytest.skip("several workers need Linux")
    process = machine.run("--workers", workers)
    machine.push(machine.enrol("王丽"), line_of(make_save(f"customer:{new_id()}"), 1))
    home = open_home(machine.home, os.environ)
    await_evaluation(home.engine, START)
    home.engine.dispose()
    assert end(process, signal.SIGTERM) == 0
    _, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err
    assert "evaluator" not in err


def test_all_that_pages_show_is_made_anew_on_the_command_line_while_the_server_runs(machine: Machine) -> None:
    machine.run()
    machine.push(machine.enrol("王丽"), line_of(make_save(f"customer:{new_id()}"), 1))
    code, out, err = machine.call("check", "--rebuild", "--json")
    assert (code, json.loads(out)) == (0, {"count": 0, "faults": []})
    assert err == "All that the pages show was reckoned anew.\n"
    home = open_home(machine.home, os.environ)
    assert evaluation.is_up_to_date(home.engine, START)
    home.engine.dispose()
