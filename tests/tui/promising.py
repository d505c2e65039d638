"""Territories with promises, and what the store says of them, for the tests of their screens."""

from datetime import date

from fieldlog.actions.finding import get_customer
from fieldlog.actions.promise_lists import PromiseRow, open_promise_list
from fieldlog.actions.promise_pages import PromisePage, read_promise_page
from fieldlog.actions.promises import keep_promise, note_promise
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.store.freshness import refresh_all
from tests.store.stores import add_customer, save_visit
from tests.tui.running import Rep

REPORT, PHARMACY, ALBUM, RECIPE = "送体检报告", "打电话问药房", "带孙女喜欢的画册", "送少盐食谱"
ZHANG, WANG = "张桂兰", "王明"


def fill_promises(workspace: Workspace) -> None:
    """Two customers: one promise overdue for two days, one due today, one in a week, one kept."""
    zhang = add_customer(workspace, ZHANG, honorific="张阿姨", district="东湖花园")
    wang = add_customer(workspace, WANG, district="柳荫街")
    promise(workspace, zhang, f"{REPORT} 11月16日", date(2026, 11, 10))
    promise(workspace, wang, f"{PHARMACY} 今天")
    promise(workspace, zhang, f"{ALBUM} 11月25日")
    kept = promise(workspace, wang, f"{RECIPE} 11月20日", date(2026, 11, 10))
    document = workspace.store.find_document(kept)
    assert document is not None
    keep_promise(workspace, document)


def fill_week(workspace: Workspace) -> None:
    """``fill_promises``, and a visit that was long enough and one that was not."""
    fill_promises(workspace)
    customer = get_customer(workspace, ZHANG)["id"]
    save_visit(workspace, customer)
    start = {"start": "2026-11-17T02:00:00Z", "end": "2026-11-17T02:12:00Z"}
    save_visit(workspace, customer, **start, reached=True)
    add_customer(workspace, "李秀英", district="东湖花园", address="东湖花园5号楼101")
    add_customer(workspace, "陈志远", district="东湖花园", address="东湖花园5号楼102")


def fill_kept(workspace: Workspace, count: int) -> None:
    """Add so many kept promises of one customer, thirty in each save."""
    customer = add_customer(workspace, ZHANG)
    for first in range(0, count, 30):
        _save_kept(workspace, customer, range(first, min(first + 30, count)))


def _save_kept(workspace: Workspace, customer: str, numbers: range) -> None:
    builder = SaveBuilder(workspace, customer)
    for number in numbers:
        values = {"text": f"第{number}件", "due": "2026-11-17", "made": "2026-11-01", "form": "promise"}
        made = builder.create(kinds.PROMISE, values)
        hour, minute = divmod(number, 60)
        builder.create(kinds.PROMISE_KEPT, {"target": made, "at": f"2026-11-16T{hour:02}:{minute:02}:00Z"})
    builder.commit()


def promise(workspace: Workspace, customer: str, line: str, made: date | None = None) -> str:
    """Note a promise and return its id."""
    refresh_all(workspace.store, workspace.now())
    return note_promise(workspace, get_customer(workspace, customer), line, made)


def stored(rep: Rep, which: str) -> dict[str, PromiseRow]:
    """Return what one of the lists holds in the store, by the words of the promise."""
    with (workspace := rep.looking()).store:
        found = open_promise_list(workspace, which)
        return {row.text: row for row in found.window(0, len(found))}


def stored_page(rep: Rep, which: str, text: str) -> PromisePage:
    """Return all that the store knows of one promise."""
    row = stored(rep, which)[text]
    with (workspace := rep.looking()).store:
        return read_promise_page(workspace, row.promise)
