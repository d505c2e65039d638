"""A new week, a wrong clock, a clock change: what is derived follows, and nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.checks import overdue_promises
from fieldlog.actions.homes import init_practice_store
from fieldlog.actions.workspace import Workspace
from fieldlog.store.derived import refresh
from fieldlog.store.freshness import covers, refresh_all, wanted_span
from fieldlog.store.reading import all_cards, find_card, obligations_between
from fieldlog.store.store import Store
from tests.store.stores import (
    NOW,
    Clock,
    add_customer,
    check_whole,
    derived_rows,
    fresh_rows,
    make_workspace,
    save_visit,
)

SHANGHAI_MONDAY = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
"""Midnight between Sunday and Monday in Shanghai."""
BIRTHDAY = {"calendar": "solar", "month": 11, "day": 17, "year": 1950, "leap": False}


def _is_current(store: Store, workspace: Workspace) -> bool:
    progress = store.progress()
    return covers(progress, wanted_span(progress, workspace.now(), workspace.zone))


def test_all_customers_are_evaluated_on_the_next_monday_and_not_before(tmp_path: Path) -> None:
    clock = Clock()
    with (workspace := make_workspace(tmp_path / "home", clock=clock)).store as store:
        customers = [add_customer(workspace, f"客户{number}") for number in range(3)]
        assert refresh(store, clock()) == 3
        clock.now = SHANGHAI_MONDAY - timedelta(seconds=1)
        assert _is_current(store, workspace)
        assert refresh(store, clock()) == 0
        clock.now = SHANGHAI_MONDAY
        assert not _is_current(store, workspace)
        todays_entries(workspace)
        assert _is_current(store, workspace)
        due = {
            one.customer
            for one in obligations_between(store, clock() + timedelta(days=7), clock() + timedelta(days=14))
        }
        assert due == set(customers)
        assert derived_rows(store) == fresh_rows(store, date(2026, 11, 23))
        assert refresh(store, clock()) == 0


def test_a_store_without_customers_is_evaluated_once_a_week_too(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store as store:
        assert not _is_current(store, workspace)
        refresh_all(store, workspace.now())
        assert _is_current(store, workspace)


def test_a_new_version_of_the_evaluation_evaluates_everything_anew(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store as store:
        save_visit(workspace, add_customer(workspace))
        refresh_all(store, workspace.now())
        rows = derived_rows(store)
        with store.writing():
            store.table("obligations").truncate()
            store.write_progress(store.progress()._replace(evaluation=0))
        assert overdue_promises(workspace) == ()
        assert derived_rows(store) == rows


@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, tzinfo=UTC), datetime(2031, 5, 1, tzinfo=UTC)])
def test_a_wrong_clock_takes_nothing_back_and_leaves_no_trace_once_it_is_right(
    tmp_path: Path, wrong: datetime
) -> None:
    clock = Clock()
    with (workspace := make_workspace(tmp_path / "home", clock=clock)).store as store:
        customer = add_customer(workspace, birthday=BIRTHDAY)
        save_visit(workspace, customer)
        refresh_all(store, clock())
        right = derived_rows(store)
        clock.now = wrong
        todays_entries(workspace)
        overdue_promises(workspace)
        assert right[0].keys() <= derived_rows(store)[0].keys()
        card = find_card(store, customer)
        assert card is not None
        assert card["next_birthday"][:4] == str(wrong.year)
        clock.now = NOW
        todays_entries(workspace)
        assert derived_rows(store) == right


def test_a_save_under_a_clock_set_to_2000_is_kept_and_evaluated_without_undoing_weeks(tmp_path: Path) -> None:
    clock = Clock()
    with (workspace := make_workspace(tmp_path / "home", clock=clock)).store as store:
        customer = add_customer(workspace)
        save_visit(workspace, customer)
        refresh_all(store, clock())
        weeks = {key for key in derived_rows(store)[0] if key.startswith("weekly-contact")}
        clock.now = datetime(2000, 1, 3, 9, 0, tzinfo=UTC)
        visit = save_visit(workspace, customer)
        assert store.progress().last_saved_at == "2026-11-18T06:00:00Z"
        refresh_all(store, clock())
        rows = derived_rows(store)[0]
        assert weeks <= rows.keys()
        assert any(visit in key for key in rows)
        assert len(check_whole(store)) == 3
        clock.now = NOW
        refresh_all(store, clock())
        assert derived_rows(store) == fresh_rows(store, workspace.today())


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        # Clocks go back on Sunday 25 October 2026 in Berlin, forward on Sunday 29 March.
        # Cairo skips a midnight in April.
        ("Europe/Berlin", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 26, 21, 0, tzinfo=UTC)),
        ("Asia/Shanghai", SHANGHAI_MONDAY),
    ],
)
def test_the_week_turns_at_local_midnight_across_clock_changes(
    tmp_path: Path, zone: str, midnight: datetime
) -> None:
    clock = Clock(midnight - timedelta(hours=26))
    made = init_practice_store(tmp_path / "home", "小王", zone, clock(), Random(1).randbytes)
    with (workspace := Workspace(made.store, clock, made.random_bytes)).store as store:
        customer = add_customer(workspace)
        while clock.now < midnight + timedelta(hours=3):
            is_new_week = clock.now >= midnight
            refresh_all(store, clock())
            assert derived_rows(store) == fresh_rows(store, workspace.today())
            sunday = "weekly-contact/" + (midnight - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
            assert any(row.get("due") == sunday.partition("/")[2] for row in derived_rows(store)[0].values())
            assert (workspace.today().weekday() == 0) == is_new_week
            clock.go_on(minutes=30)
        save_visit(workspace, customer)
        refresh_all(store, clock())
        assert [card["id"] for card in all_cards(store)] == [customer]
        assert derived_rows(store) == fresh_rows(store, workspace.today())
