"""A full disk: what was being saved is refused as a whole, all saved before stays, space lets it go on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.checks import overdue_promises
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import StoreFullError
from fieldlog.store.backup import write_backup
from fieldlog.store.derived import refresh
from fieldlog.store.drafts import Draft
from fieldlog.store.files import write_atomically
from fieldlog.store.freshness import refresh_all
from fieldlog.store.keys.creation import create_key_file
from fieldlog.store.opening import has_store
from fieldlog.store.restore import BackupSecrets, restore_backup
from tests.store.conftest import SmallDisk
from tests.store.stores import (
    NOW,
    add_customer,
    check_saves,
    check_whole,
    derived_rows,
    file_hashes,
    fresh_rows,
    make_workspace,
    open_again,
    save_visit,
)


def draft_of(workspace: Workspace, text: str) -> Draft:
    return Draft("visit", "visit", "", {"note": text}, {}, to_text(workspace.now()))


@contextmanager
def no_more_pages(workspace: Workspace) -> Iterator[None]:
    """The database may not grow, as if the disk ended there."""
    connection = workspace.store.database.storage.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    yield
    connection.execute("PRAGMA max_page_count = 1000000").fetchone()


def _repeat_until_full(change: Callable[[int], object]) -> int:
    """Repeat a change until the disk is full and return how often it succeeded."""
    for number in range(2000):
        try:
            change(number)
        except StoreFullError as error:
            full = error
            break
    assert "disk is full" in str(full)
    return number


def _save_until_full(workspace: Workspace, customer: str) -> int:
    return _repeat_until_full(lambda _: save_visit(workspace, customer, note="笔记" * 1000))


def _check_refused_as_a_whole(workspace: Workspace, customer: str, saves: int) -> None:
    store = workspace.store
    assert len(check_saves(store)) == saves
    assert len(store.documents_of_kind(kinds.VISIT)) == saves - 1
    assert len(store.documents_of_kind(kinds.PROMISE)) == saves - 1
    assert store.find_document(customer) is not None


def test_a_save_without_room_is_refused_whole_and_the_program_goes_on_with_room(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store as store:
        customer = add_customer(workspace)
        store.write_draft(draft_of(workspace, "vor"))
        with no_more_pages(workspace):
            saved = _save_until_full(workspace, customer)
            _check_refused_as_a_whole(workspace, customer, saved + 1)
            with pytest.raises(StoreFullError):
                store.write_draft(draft_of(workspace, "x" * 9000))
            draft = store.find_draft("visit")
            assert draft is not None
            assert draft.content == {"note": "vor"}
        save_visit(workspace, customer, "visit")
        _check_refused_as_a_whole(workspace, customer, saved + 2)
        assert store.drafts() == []
    with open_again(tmp_path / "home").store as store:
        check_whole(store)


def test_an_evaluation_without_room_changes_nothing_and_is_done_later(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store as store:
        refresh(store, workspace.now())
        customers = [add_customer(workspace, f"客户{number}") for number in range(30)]
        with no_more_pages(workspace):
            for _ in range(100):
                refresh_error = _try_to_refresh(workspace)
                if refresh_error:
                    break
                add_customer(workspace, "多")
            before = derived_rows(store)
        assert store.find_document(customers[0]) is not None
        refresh_all(store, workspace.now())
        assert derived_rows(store) != before
        assert derived_rows(store) == fresh_rows(store, workspace.today())


def _try_to_refresh(workspace: Workspace) -> bool:
    before = derived_rows(workspace.store)
    try:
        refresh_all(workspace.store, workspace.now())
    except StoreFullError:
        assert derived_rows(workspace.store) == before
        return True
    return False


def test_a_really_full_disk_refuses_saves_and_drafts_whole_while_reading_goes_on(
    small_disk: SmallDisk,
) -> None:
    home = small_disk.folder / "home"
    with (workspace := make_workspace(home)).store as store:
        customer = add_customer(workspace)
        save_visit(workspace, customer)
        refresh_all(store, workspace.now())
        small_disk.fill(100_000)
        saved = 1 + _save_until_full(workspace, customer)
        _repeat_until_full(lambda number: store.write_draft(draft_of(workspace, str(number) * 5000)))
        _check_refused_as_a_whole(workspace, customer, saved + 1)
    with (workspace := open_again(home)).store as store:
        _check_refused_as_a_whole(workspace, customer, saved + 1)
        small_disk.make_room()
        save_visit(workspace, customer)
        check_whole(store)
        assert overdue_promises(workspace) == ()
        assert derived_rows(store) == fresh_rows(store, workspace.today())
        _check_refused_as_a_whole(workspace, customer, saved + 2)


def test_an_open_store_is_read_without_a_free_byte_and_a_closed_one_says_what_to_do(
    small_disk: SmallDisk,
) -> None:
    home = small_disk.folder / "home"
    with (workspace := make_workspace(home)).store as store:
        customer = add_customer(workspace)
        refresh_all(store, workspace.now())
        small_disk.fill()
        assert store.find_document(customer) is not None
        with pytest.raises(StoreFullError):
            save_visit(workspace, customer)
        assert len(store.outbox_rows()) == 1
        small_disk.make_room()
    small_disk.fill()
    with pytest.raises(StoreFullError), open_again(home).store:
        pass
    small_disk.make_room()
    with (workspace := open_again(home)).store as store:
        _check_refused_as_a_whole(workspace, customer, 1)


def test_key_file_backup_and_export_are_written_whole_or_not_at_all_on_a_full_disk(
    small_disk: SmallDisk,
) -> None:
    home, backup = small_disk.folder / "home", small_disk.folder / "b.fieldlog-backup"
    with (workspace := make_workspace(home)).store as store:
        add_customer(workspace)
        write_backup(store, backup)
        small_disk.fill(8192)
        before = file_hashes(small_disk.folder)
        with pytest.raises(StoreFullError):
            write_backup(store, backup, force=True)
        with pytest.raises(StoreFullError):
            write_backup(store, small_disk.folder / "second.fieldlog-backup")
        with pytest.raises(StoreFullError):
            write_atomically(small_disk.folder / "export.xlsx", bytes(20_000))
        with pytest.raises(StoreFullError):
            write_atomically(home / "keys.json", bytes(20_000))
        with pytest.raises(StoreFullError):
            restore_backup(backup, small_disk.folder / "other", NOW, BackupSecrets())
        assert not has_store(small_disk.folder / "other")
        with pytest.raises(StoreFullError):
            restore_backup(backup, home, NOW + timedelta(days=1), BackupSecrets(), force=True)
        assert file_hashes(small_disk.folder) == before
        small_disk.fill()
        with pytest.raises(StoreFullError):
            create_key_file(small_disk.folder / "new", "s", NOW, passphrase="correct horse battery")
        assert not (small_disk.folder / "new" / "keys.json").exists()
