"""The lists of promises: by what can be done about them, read a window at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.actions.checks import overdue_promises
from fieldlog.actions.finding import get_customer, get_promise
from fieldlog.actions.promise_lists import (
    DONE,
    OVERDUE,
    TODAY,
    UPCOMING,
    WHICH,
    PromiseRow,
    open_promise_list,
)
from fieldlog.actions.promises import keep_promise, list_promises, make_promise, move_promise, release_promise
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.workspace import Workspace
from tests.store.stores import Clock, add_customer, make_workspace, open_again


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(home: Path, clock: Clock) -> Iterator[Workspace]:
    with (workspace := make_workspace(home, clock=clock)).store:
        add_customer(workspace)
        yield workspace


def promise(workspace: Workspace, text: str, due: str) -> str:
    return make_promise(workspace, get_customer(workspace, "lml"), text, due)


def texts(workspace: Workspace, which: str, first: int = 0, count: int = 99) -> list[str]:
    return [row.text for row in open_promise_list(workspace, which).window(first, count)]


def test_promises_wait_in_the_list_of_their_due_date(workspace: Workspace, clock: Clock) -> None:
    for text, due in (
        ("c", "2026-12-02"),
        ("b", "2026-11-19"),
        ("today", "2026-11-18"),
        ("far", "2026-11-20"),
    ):
        promise(workspace, text, due)
    assert texts(workspace, TODAY) == ["today"]
    assert texts(workspace, UPCOMING) == ["b", "far", "c"]
    # Two in the afternoon in Shanghai: ten hours later the day is over.
    clock.go_on(hours=9, minutes=59, seconds=59)
    assert texts(workspace, TODAY) == ["today"]
    assert texts(workspace, OVERDUE) == []
    clock.go_on(seconds=1)
    assert texts(workspace, OVERDUE) == ["today"]
    assert texts(workspace, TODAY) == ["b"]
    assert texts(workspace, UPCOMING) == ["far", "c"]
    clock.go_on(days=2)
    (oldest, *_) = open_promise_list(workspace, OVERDUE).window(0, 9)
    assert (oldest.text, oldest.days_late, oldest.state, oldest.closed_at) == ("today", 3, "open", None)


def test_every_promise_stands_in_one_list(workspace: Workspace, clock: Clock) -> None:
    ids = [promise(workspace, str(number), f"2026-11-{18 + number % 9}") for number in range(18)]
    clock.go_on(days=4)
    for number, one in enumerate(ids[::3]):
        document = get_promise(workspace, one)
        if number % 2:
            keep_promise(workspace, document)
        else:
            release_promise(workspace, document, "不要了")
    found = [row.promise for which in WHICH for row in open_promise_list(workspace, which).window(0, 99)]
    assert sorted(found) == sorted(ids)
    overdue = open_promise_list(workspace, OVERDUE)
    assert [row.promise for row in overdue.window(0, 99)] == [
        one.promise for one in overdue_promises(workspace)
    ]
    assert [row.days_late for row in overdue.window(0, 99)] == [
        one.days_late for one in overdue_promises(workspace)
    ]
    opened = [row.promise for which in WHICH[:3] for row in open_promise_list(workspace, which).window(0, 99)]
    assert opened == [one.subject for one in list_promises(workspace, "open")]


def test_what_is_done_stands_newest_first_with_how_it_ended(workspace: Workspace, clock: Clock) -> None:
    kept, late, released = (promise(workspace, text, "2026-11-19") for text in ("kept", "late", "released"))
    keep_promise(workspace, get_promise(workspace, kept))
    clock.go_on(days=1)
    release_promise(workspace, get_promise(workspace, released), "不要了")
    clock.go_on(days=4)
    keep_promise(workspace, get_promise(workspace, late))
    found = open_promise_list(workspace, DONE).window(0, 9)
    assert [(row.text, row.state, row.closed_at) for row in found] == [
        ("late", "kept_late", "2026-11-23T06:00:00Z"),
        ("released", "released", "2026-11-19T06:00:00Z"),
        ("kept", "kept", "2026-11-18T06:00:00Z"),
    ]
    assert found[2] == PromiseRow(
        promise=kept,
        customer=found[0].customer,
        customer_name="李明朗",
        text="kept",
        due="2026-11-19",
        form="promise",
        state="kept",
        days_late=None,
        closed_at="2026-11-18T06:00:00Z",
    )


def test_windows_of_a_list_fit_together_and_end_with_it(workspace: Workspace) -> None:
    for number in range(7):
        # All at one time: their ids tell them apart.
        keep_promise(workspace, get_promise(workspace, promise(workspace, str(number), "2026-12-01")))
    found = open_promise_list(workspace, DONE)
    whole = found.window(0, 99)
    assert len(found) == found.count == len(whole) == 7
    assert len({row.promise for row in whole}) == 7
    for first in range(-2, 9):
        for count in range(5):
            assert found.window(first, count) == whole[max(first, 0) : max(first + count, 0)]
    assert found.window(2, -1) == ()
    assert open_promise_list(workspace, UPCOMING).window(0, 5) == ()


def test_a_move_and_an_undo_put_a_promise_into_the_list_it_belongs_to(
    workspace: Workspace, clock: Clock
) -> None:
    one = promise(workspace, "tea", "2026-11-18")
    move_promise(workspace, get_promise(workspace, one), "2026-11-25", "下雨", agreed=True)
    assert (texts(workspace, TODAY), texts(workspace, UPCOMING)) == ([], ["tea"])
    clock.go_on(minutes=1)
    keep_promise(workspace, get_promise(workspace, one))
    assert (texts(workspace, UPCOMING), texts(workspace, DONE)) == ([], ["tea"])
    undo_last_save(workspace)
    assert (texts(workspace, UPCOMING), texts(workspace, DONE)) == (["tea"], [])


def test_what_another_program_kept_is_in_the_next_list(workspace: Workspace, home: Path) -> None:
    one = promise(workspace, "tea", "2026-11-18")
    listed = open_promise_list(workspace, TODAY)
    with (other := open_again(home)).store:
        keep_promise(other, get_promise(other, one))
        assert texts(other, DONE) == ["tea"]
    assert listed.count == 1
    assert listed.window(0, 5) == ()
    assert (texts(workspace, TODAY), texts(workspace, DONE)) == ([], ["tea"])
