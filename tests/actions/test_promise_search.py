"""The tabs of the promises, and searching in one."""

from datetime import date
from pathlib import Path

import pytest

from fieldlog.actions.finding import get_customer
from fieldlog.actions.promise_lists import DONE, OVERDUE, UPCOMING
from fieldlog.actions.promise_search import open_promise_tab
from fieldlog.actions.promises import keep_promise, note_promise
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from tests.store.stores import add_customer, make_workspace


def note(workspace: Workspace, name: str, line: str, made: date | None = None) -> str:
    return note_promise(workspace, get_customer(workspace, name), line, made)


def found(workspace: Workspace, which: str, query: str) -> list[str]:
    return [row.text for row in open_promise_tab(workspace, which, query).rows or ()]


def test_every_tab_is_counted_whichever_is_read(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        add_customer(workspace)
        note(workspace, "李明朗", "送药 11月16日", date(2026, 11, 10))
        note(workspace, "李明朗", "送茶 明天")
        tab = open_promise_tab(workspace, OVERDUE)
        assert tab.counts == {"overdue": 1, "today": 0, "upcoming": 1, "done": 0}
        assert [row.text for row in tab.rows or ()] == ["送药"]


@pytest.mark.parametrize("query", ["送药", "李明", "lml", "limi", "LML", "送 药"])
def test_words_and_customers_are_found(tmp_path: Path, query: str) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        add_customer(workspace)
        add_customer(workspace, "王芳")
        note(workspace, "李明朗", "送药 明天")
        note(workspace, "王芳", "送茶 明天")
        assert found(workspace, UPCOMING, query) == ["送药"]


def test_a_search_in_what_is_done_looks_at_all_of_it(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        add_customer(workspace)
        for number in range(5):
            promise = note(workspace, "李明朗", f"第{number}件 明天")
            document = workspace.store.find_document(promise)
            assert document is not None
            keep_promise(workspace, document)
        assert found(workspace, DONE, "第3") == ["第3件"]


@pytest.mark.parametrize("line", ["", "送药", "送药 昨天", "明天", "送药 周五或周六"])
def test_a_line_that_is_no_promise_is_refused_and_nothing_is_saved(tmp_path: Path, line: str) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        add_customer(workspace)
        before = workspace.store.last_outbox_row()
        with pytest.raises(BadInputError):
            note(workspace, "李明朗", line)
        assert workspace.store.last_outbox_row() == before
