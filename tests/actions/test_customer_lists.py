"""The list of customers: windows at the edges, filters, and what other programs save meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.customer_lists import CustomerRow, list_districts, open_customer_list
from fieldlog.actions.customers import opt_out, pause_customer
from fieldlog.actions.finding import get_customer
from fieldlog.actions.merging import merge_customers
from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.contact_strip import CONTACTED, MISSED, NOT_ASKED_FOR, NOT_DUE
from fieldlog.domain.customer_filter import CustomerFilter
from tests.store.stores import (
    Clock,
    add_customer,
    finish,
    make_workspace,
    open_again,
    save_visit,
    start_program,
)

NAMES = ("陈一", "李二", "王三", "张四", "赵五")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(home: Path, clock: Clock) -> Iterator[Workspace]:
    with (workspace := make_workspace(home, clock=clock)).store:
        yield workspace


def names_of(workspace: Workspace, **wanted: object) -> list[str]:
    found = open_customer_list(workspace, CustomerFilter(**wanted))  # type: ignore[arg-type]
    return [row.name for row in found.window(0, len(found))]


def change_class(workspace: Workspace, customer: str, start: str, **values: object) -> None:
    builder = SaveBuilder(workspace, customer)
    builder.create(kinds.CLASS_CHANGE, {"start": start, **values})
    builder.commit()


def test_a_window_shows_what_there_is_between_its_edges(workspace: Workspace) -> None:
    assert open_customer_list(workspace).window(0, 5) == ()
    for name in reversed(NAMES):
        add_customer(workspace, name)
    found = open_customer_list(workspace)
    assert len(found) == len(found.ids) == 5
    for first, count, shown in (
        (0, 2, NAMES[:2]),
        (3, 9, NAMES[3:]),
        (4, 1, NAMES[4:]),
        (5, 1, ()),
        (99, 3, ()),
        (2, 0, ()),
        (-2, 3, NAMES[:1]),
        (-2, 1, ()),
        (2, -1, ()),
    ):
        assert tuple(row.name for row in found.window(first, count)) == shown
        assert tuple(card["name"] for card in found.cards(first, count)) == shown
    assert [row.id for row in found.window(0, 5)] == list(found.ids)


def test_customers_are_sorted_by_district_then_pinyin(workspace: Workspace) -> None:
    for name, district in (("王三", "南湖"), ("陈一", "南湖"), ("赵五", ""), ("李二", "东城")):
        add_customer(workspace, name, district=district)
    assert names_of(workspace) == ["赵五", "李二", "陈一", "王三"]
    assert list_districts(workspace) == ("东城", "南湖")
    assert names_of(workspace, district="南湖", query="w s") == ["王三"]


def test_a_row_says_what_a_list_shows(workspace: Workspace) -> None:
    customer = add_customer(
        workspace, "李明朗", honorific="李叔叔", district="南湖", **{"phone.1": "13800001111"}
    )
    save_visit(workspace, customer)
    pause_customer(
        workspace, get_customer(workspace, customer), "旅行", workspace.today() + timedelta(days=1)
    )
    (row,) = open_customer_list(workspace).window(0, 1)
    assert row == CustomerRow(
        id=customer,
        name="李明朗",
        honorific="李叔叔",
        letter="A",
        key=False,
        district="南湖",
        phones=("13800001111",),
        days_since_contact=0,
        open_promises=1,
        is_to_contact=False,
        paused_until="2026-11-19",
        opted_out=None,
        strip=NOT_DUE * 49 + MISSED * 2 + CONTACTED,
    )


def test_a_class_from_the_middle_of_the_week_is_listed_from_its_day_on(
    workspace: Workspace, clock: Clock
) -> None:
    customer = add_customer(workspace, "陈一")
    add_customer(workspace, "李二")
    change_class(workspace, customer, "2026-11-20", letter="B", key=True)
    assert names_of(workspace, letter="A") == ["陈一", "李二"]
    assert names_of(workspace, key=True) == []
    clock.go_on(days=2)
    assert names_of(workspace, letter="A") == ["李二"]
    assert names_of(workspace, letter="B", key=True) == ["陈一"]
    clock.go_on(days=14)
    assert names_of(workspace, letter="B") == ["陈一"]


def test_who_was_not_contacted_yet_is_found_week_after_week(workspace: Workspace, clock: Clock) -> None:
    reached, paused, left, due = (add_customer(workspace, name) for name in NAMES[:4])
    save_visit(workspace, reached)
    until = workspace.today() + timedelta(days=1)
    pause_customer(workspace, get_customer(workspace, paused), "旅行", until)
    opt_out(workspace, get_customer(workspace, left), "不想")
    assert names_of(workspace, not_contacted=True) == ["张四"]
    clock.go_on(days=2)
    assert names_of(workspace, not_contacted=True) == ["李二", "张四"]
    clock.go_on(days=7)
    assert names_of(workspace, not_contacted=True) == ["陈一", "李二", "张四"]
    save_visit(workspace, due)
    assert names_of(workspace, not_contacted=True) == ["陈一", "李二"]


def test_a_clock_set_back_behind_the_last_save_lists_by_its_own_week(
    workspace: Workspace, clock: Clock
) -> None:
    customer = add_customer(workspace, "陈一")
    save_visit(workspace, customer)
    assert names_of(workspace, not_contacted=True) == []
    clock.go_on(days=-7)
    assert names_of(workspace, not_contacted=True) == ["陈一"]
    assert names_of(workspace, query="cy", letter="A") == ["陈一"]


def test_an_open_list_shows_what_another_program_saved_and_a_new_one_finds_it(
    workspace: Workspace, home: Path
) -> None:
    first, second = (add_customer(workspace, name) for name in NAMES[:2])
    found = open_customer_list(workspace)
    with (other := open_again(home)).store as store:
        document = store.find_document(first)
        assert document is not None
        builder = SaveBuilder(other, first)
        builder.change(document, {"name": "陈改名"})
        builder.commit()
        add_customer(other, "王三")
        open_customer_list(other)
        merge_customers(other, get_customer(other, first), get_customer(other, second))
        open_customer_list(other)
    assert len(found) == 2
    assert [row.name for row in found.window(0, 2)] == ["陈改名", ""]
    assert [card["name"] for card in found.cards(0, 2)] == ["陈改名"]
    assert names_of(workspace) == ["陈改名", "王三"]
    assert names_of(workspace, query="gm") == ["陈改名"]


def test_a_customer_saved_by_another_process_is_listed(workspace: Workspace, home: Path) -> None:
    customer = add_customer(workspace, "陈一")
    assert names_of(workspace, not_contacted=True) == ["陈一"]
    finish(start_program("programs.save_visits", home, 5, 1, customer, 1))
    assert names_of(workspace, not_contacted=True) == []
    (row,) = open_customer_list(workspace).window(0, 1)
    assert row.strip.endswith(CONTACTED)


def test_who_need_not_be_contacted_weekly_shows_the_weeks_with_a_contact(workspace: Workspace) -> None:
    customer = new_document_id(workspace)
    builder = SaveBuilder(workspace, customer)
    builder.create(kinds.CUSTOMER, {"name": "陈一", "created": "2026-10-01"}, customer)
    builder.commit()
    save_visit(workspace, customer, reached=True)
    (row,) = open_customer_list(workspace).window(0, 1)
    assert row.strip == NOT_DUE * 51 + NOT_ASKED_FOR
