"""Backups are remembered, so that Settings can say how old the last one is."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from fieldlog.actions.backups import (
    BackupSecrets,
    days_since_backup,
    last_backup_at,
    make_backup,
    restore_backup,
    suggest_backup_name,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.store import tables
from fieldlog.store.tinydb_sqlcipher.errors import Full
from tests.store.stores import NOW, Clock, add_customer, open_again
from tests.store.test_full_disk import no_more_pages


def fill_settings(workspace: Workspace) -> None:
    """Write rows into the table of the preferences until not even the smallest fits."""
    rows = workspace.store.table(tables.SETTINGS)
    for size in (1000, 100, 10, 0):
        with suppress(Full):
            for number in range(1000):
                rows.insert(tables.named_row({"x": "x" * size}, f"{size}/{number}"))


def test_a_store_that_was_never_backed_up_says_so(workspace: Workspace) -> None:
    assert last_backup_at(workspace) is None
    assert days_since_backup(workspace) is None


def test_the_days_since_a_backup_are_those_of_the_calendar(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    assert make_backup(workspace, tmp_path / "a.backup") == (tmp_path / "a.backup").stat().st_size
    assert last_backup_at(workspace) == NOW
    assert days_since_backup(workspace) == 0
    # It was two in the afternoon; ten hours later a new day has begun in Shanghai.
    clock.go_on(hours=10)
    assert days_since_backup(workspace) == 1
    clock.go_on(days=-3)
    assert days_since_backup(workspace) == 0


def test_a_backup_that_failed_is_not_remembered(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        make_backup(workspace, tmp_path / "missing" / "a.backup")
    (tmp_path / "a.backup").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInputError):
        make_backup(workspace, tmp_path / "a.backup")
    assert last_backup_at(workspace) is None
    make_backup(workspace, tmp_path / "a.backup", force=True)
    assert last_backup_at(workspace) == NOW


def test_a_backup_succeeds_where_the_store_itself_can_take_nothing_more(
    workspace: Workspace, tmp_path: Path
) -> None:
    add_customer(workspace)
    with no_more_pages(workspace):
        fill_settings(workspace)
        make_backup(workspace, tmp_path / "a.backup")
        assert last_backup_at(workspace) is None
    restore_backup(tmp_path / "a.backup", tmp_path / "elsewhere", NOW, BackupSecrets())
    with (restored := open_again(tmp_path / "elsewhere")).store as store:
        assert store.count_documents("customer") == 1
        assert last_backup_at(restored) is None


def test_the_suggested_name_holds_the_day() -> None:
    assert suggest_backup_name(date(2026, 11, 22)) == "fieldlog-2026-11-22.backup"
