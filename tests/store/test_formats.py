"""Store formats: newer ones refused untouched, older ones backed up and migrated, released ones readable."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.captures import Capture
from fieldlog.actions.checks import overdue_promises
from fieldlog.actions.customer_lists import open_customer_list
from fieldlog.actions.promise_lists import open_promise_list
from fieldlog.actions.running_visits import running_visit, typed_before
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.service_check import check_week
from fieldlog.actions.visits import stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.documents import Document
from fieldlog.domain.errors import NewerStoreError, StoreFullError
from fieldlog.domain.wire import thaw
from fieldlog.store import tables
from fieldlog.store.backup import write_backup
from fieldlog.store.derived import read_customer
from fieldlog.store.freshness import refresh_all
from fieldlog.store.migrations import Step, bring_up_to_date
from fieldlog.store.restore import BackupSecrets, restore_backup
from fieldlog.store.store import Store
from tests.data.make_store_fixture import (
    CUSTOMER,
    MADE,
    UNKNOWN_FIELD,
    UNKNOWN_ID,
    UNKNOWN_KIND,
    UNKNOWN_VALUES,
    fixture_path,
)
from tests.end_to_end.running import run_fieldlog
from tests.store.stores import (
    NOW,
    Clock,
    add_customer,
    check_whole,
    derived_rows,
    file_hashes,
    fresh_rows,
    make_workspace,
    open_again,
    save_visit,
)

NEXT = tables.FORMAT + 1
RELEASED = range(1, tables.FORMAT + 1)


def test_a_newer_format_is_refused_and_not_a_byte_is_changed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        add_customer(workspace)
        # A newer version may have given up an index that this one would make anew.
        connection = store.database.storage.connection
        (index,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE name GLOB '*index:documents:kind'"
        ).fetchone()
        connection.execute(f'DROP INDEX "{index}"')
        store.database.user_version = NEXT
    before = file_hashes(home)
    with pytest.raises(NewerStoreError, match=f"has format {NEXT}.*Upgrade fieldlog"):
        open_again(home)
    for words in (("overdue",), ("customer", "add", "王芳")):
        answer = run_fieldlog(home, *words)
        assert (answer.code, answer.out) == (3, "")
        assert "Upgrade fieldlog" in answer.err
    assert file_hashes(home) == before


def _rename_notes(store: Store) -> None:
    store.table(tables.DRAFTS).truncate()
    store.table("added").insert({"made": "by the step"})


def _migrate(store: Store, steps: Mapping[int, Step], wanted: int = NEXT) -> Path | None:
    return bring_up_to_date(store, lambda path: write_backup(store, path), NOW, steps, wanted)


def test_an_older_format_is_backed_up_first_then_brought_up_to_date(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        customer = add_customer(workspace)
        save_visit(workspace, customer)
        saves = check_whole(store)
        assert _migrate(store, {}, tables.FORMAT) is None
        backup = _migrate(store, {tables.FORMAT: _rename_notes})
        assert backup is not None
        assert backup.parent == home
        assert store.database.user_version == NEXT
        assert len(store.table("added")) == 1
        assert check_whole(store) == saves
    restore_backup(backup, tmp_path / "other", NOW, BackupSecrets())
    with open_again(tmp_path / "other").store as store:
        assert store.database.user_version == tables.FORMAT
        assert check_whole(store) == saves
        assert "added" not in store.database.tables()


def test_a_step_that_fails_leaves_the_older_store_as_it_was(tmp_path: Path) -> None:
    def fail(store: Store) -> None:
        _rename_notes(store)
        raise StoreFullError("full")

    steps = {tables.FORMAT: _rename_notes, NEXT: fail}
    with (workspace := make_workspace(tmp_path / "home")).store as store:
        add_customer(workspace)
        with pytest.raises(StoreFullError):
            _migrate(store, steps, NEXT + 1)
        assert store.database.user_version == tables.FORMAT
        assert "added" not in store.database.tables()
        check_whole(store)


def test_a_backup_that_fails_stops_the_migration(tmp_path: Path) -> None:
    def fail(_: Path) -> None:
        raise StoreFullError("full")

    with make_workspace(tmp_path / "home").store as store:
        with pytest.raises(StoreFullError):
            bring_up_to_date(store, fail, NOW, {tables.FORMAT: _rename_notes}, NEXT)
        assert store.database.user_version == tables.FORMAT


def test_two_programs_that_start_after_an_upgrade_migrate_once(tmp_path: Path) -> None:
    home, steps = tmp_path / "home", {tables.FORMAT: _rename_notes}
    with make_workspace(home).store as first, open_again(home).store as second:
        # The second one comes while the first makes its backup.
        bring_up_to_date(
            first, lambda _: bring_up_to_date(second, lambda _: None, NOW, steps, NEXT), NOW, steps, NEXT
        )
        assert first.database.user_version == NEXT
        assert len(first.table("added")) == 1


@pytest.fixture(params=RELEASED)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store as a released version left it, restored by this one."""
    home = tmp_path / "home"
    restore_backup(fixture_path(request.param), home, MADE, BackupSecrets())
    return home


def test_a_store_of_a_released_format_opens_reads_evaluates_and_saves(released: Path) -> None:
    clock = Clock(MADE + timedelta(minutes=50))
    with (workspace := open_again(released, 7, clock)).store as store:
        saves = check_whole(store)
        dossier = read_customer(store, CUSTOMER)
        assert dossier.customer is not None
        assert (dossier.customer.name, dossier.customer.phones) == ("李明朗", ("13800001111",))
        assert [visit.health for visit in dossier.visits] == [{"body": "血压 142/91"}]
        assert sorted(promise.text for promise in dossier.promises) == ["打电话", "送体检报告"]
        running = running_visit(workspace)
        assert running is not None
        assert typed_before(running).note == "写到一半"
        assert overdue_promises(workspace) == ()
        assert check_week(workspace).counts
        stop_visit(workspace, Capture())
        refresh_all(store, clock())
        assert derived_rows(store) == fresh_rows(store, workspace.today())
        assert len(check_whole(store)) == len(saves) + 1
        clock.go_on(days=30)
        assert [one.text for one in overdue_promises(workspace)] == ["打电话"]


def test_lists_over_newer_indexes_open_on_a_store_of_a_released_format(released: Path) -> None:
    with (workspace := open_again(released, 7, Clock(MADE))).store:
        (row,) = open_customer_list(workspace, CustomerFilter("lml", letter="A")).window(0, 5)
        assert row.name == "李明朗"
        (done,) = open_promise_list(workspace, "done").window(0, 5)
        assert (done.text, done.state) == ("送体检报告", "kept")
        assert open_promise_list(workspace, "upcoming").count == 1


def test_what_only_a_newer_version_understands_is_kept_byte_for_byte(released: Path) -> None:
    with (workspace := open_again(released, 7, Clock(MADE))).store as store:
        for changed in (False, True):
            profile, unknown = _get(store, CUSTOMER), _get(store, UNKNOWN_ID)
            assert unknown.kind == UNKNOWN_KIND
            assert unknown.schema == 7
            texts = [next(iter(profile.parts.values())).writes[UNKNOWN_FIELD][1]]
            (part,) = unknown.parts.values()
            texts += [part.writes[name][1] for name in ("report", "pressure")]
            assert texts == list(UNKNOWN_VALUES)
            frozen = [row.frozen for row in store.outbox_rows()]
            assert all(any(text.encode() in one for one in frozen) for text in UNKNOWN_VALUES)
            values = {
                write.value for one in frozen for doc in thaw(one).documents for write in doc.fields.values()
            }
            assert values >= set(UNKNOWN_VALUES)
            if not changed:
                _change_the_name(workspace, profile)


def _get(store: Store, doc_id: str) -> Document:
    document = store.find_document(doc_id)
    assert document is not None
    return document


def _change_the_name(workspace: Workspace, profile: Document) -> None:
    builder = SaveBuilder(workspace, CUSTOMER)
    builder.change(profile, {"name": "李明"})
    builder.commit()
