"""A sync that is broken off before any statement on the laptop's file goes on later as if nothing were.

Every few statements here; FIELDLOG_EVERY_CRASH=1, as ``make simulate`` sets it, tries each of them.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fieldlog.domain.documents import Document
from fieldlog.store.outbox import all_rows
from fieldlog.store.scopes import all_grants, pending_drops
from fieldlog.store.store import Store
from tests.store.stores import Clock, add_customer, save_visit
from tests.sync.laptops import Laptop, everything
from tests.sync.office import Office

EVERY = os.environ.get("FIELDLOG_EVERY_CRASH") == "1"
MOST_POINTS = 28
SECRET = "膝盖疼了三年"


class CrashError(BaseException):
    """The process is gone; not an Exception, so that nobody can go on."""


class Points:
    """Counts the statements on a store, and lets none pass from the deadly one on."""

    def __init__(self, store: Store, deadly: int | None) -> None:
        self.passed = 0
        self._deadly = deadly
        connection: Any = store.database.storage.connection
        connection.execute = self._guarded(connection.execute)
        connection.execute_many = self._guarded(connection.execute_many)

    def disarm(self) -> int:
        """Let everything pass from now on; return how many points were passed."""
        self._deadly = None
        return self.passed

    def _guarded(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        def run(sql: str, values: Iterable[Any] = ()) -> Any:
            self.passed += 1
            if self._deadly is not None and self.passed >= self._deadly:
                raise CrashError
            return execute(sql, values)

        return run


class Ended(NamedTuple):
    """What is left when everything is quiet."""

    documents: dict[str, Document]
    gone: list[tuple[str, bool, bool, str]]
    drops: int
    grants: set[str]
    at_the_office: dict[str, Document]


@pytest.fixture
def prepared(tmp_path: Path, office: Office, wang: Laptop, chen: Laptop) -> Path:
    """A laptop with everything before it: saves to push, one of them to be put aside, documents to pull, a
    customer to drop, values to erase.
    """
    kept, leaving = add_customer(wang.workspace), add_customer(wang.workspace, "王秀英")
    visit = save_visit(wang.workspace, kept, **{"health.body": SECRET})
    _allow_health(wang, kept)
    wang.sync()
    second = Laptop(tmp_path / "second", office, wang.clock, 51, "小王")
    second.enrol(office.code_for("小王"))
    second.sync()
    second.change(kept, address="西街")
    save_visit(second.workspace, kept)
    second.sync()
    second.store.close()
    wang.change(kept, address="东街")
    save_visit(wang.workspace, leaving)
    foreign = add_customer(chen.workspace, "陈建国")
    chen.sync()
    save_visit(wang.workspace, foreign)
    office.hand_over(leaving, "小陈")
    office.erase(kept)
    assert wang.store.find_document(visit) is not None
    wang.store.close()
    office.close()
    prepared = tmp_path / "prepared"
    shutil.copytree(office.folder, prepared / "office")
    shutil.copytree(wang.home, prepared / "wang")
    wang.workspace = chen.workspace
    return prepared


def _allow_health(laptop: Laptop, customer: str) -> None:
    from fieldlog.actions.consents import record_consent
    from fieldlog.actions.finding import get_customer

    record_consent(laptop.workspace, get_customer(laptop.workspace, customer), "given", "口头")


def run(prepared: Path, folder: Path, clock: Clock, deadly: int | None) -> tuple[int, Ended]:
    """Sync until the deadly point, then again on a fresh start; return how many points were passed."""
    shutil.copytree(prepared, folder)
    office = Office.reopened(folder / "office", clock)
    laptop = Laptop(folder / "wang", office, clock, 52)
    points = Points(laptop.store, deadly)
    passed = 0
    try:
        laptop.sync()
        passed = points.disarm()
    except CrashError:
        laptop.store.database.storage.connection._raw.close()
        laptop = Laptop(folder / "wang", office, clock, 53)
        # A process of its own, which sees that the one before is dead.
        laptop.process = 2
        laptop.sync()
    ended = _look(laptop, office, clock, folder)
    laptop.store.close()
    office.close()
    shutil.rmtree(folder)
    return passed, ended


def _look(laptop: Laptop, office: Office, clock: Clock, folder: Path) -> Ended:
    rows = [(row.gid, row.is_gone, row.erased, row.code) for row in all_rows(laptop.store)]
    fresh = Laptop(folder / "fresh", office, clock, 54, "小王")
    fresh.enrol(office.code_for("小王"))
    fresh.sync()
    there = everything(fresh.store)
    fresh.store.close()
    return Ended(
        everything(laptop.store),
        rows,
        len(pending_drops(laptop.store)),
        {grant.scope for grant in all_grants(laptop.store)},
        there,
    )


def test_a_crash_before_any_statement_changes_nothing_in_the_end(
    prepared: Path, tmp_path: Path, clock: Clock
) -> None:
    total, expected = run(prepared, tmp_path / "whole", clock, None)
    assert expected.documents == expected.at_the_office
    assert sorted(one[1:3] for one in expected.gone) == sorted(
        [(False, False)] * 4 + [(False, True)] + [(True, True)] * 2
    )
    assert [one[3] for one in expected.gone if one[3]] == ["foreign-scope"]
    step = 1 if EVERY else max(1, total // MOST_POINTS)
    for point in range(1, total + 1, step):
        _, ended = run(prepared, tmp_path / "crashed", clock, point)
        assert ended == expected, point
