"""What undo writes, seen from the registers."""

from pathlib import Path

import pytest

from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.undo import find_last_save, undo_last_save
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import Document, Part, merge_documents, read_register
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.registers import distinct_values, live_writes
from fieldlog.store import tables
from fieldlog.store.rows import document_to_row
from tests.store.stores import add_customer, make_workspace, save_visit


def get_document(workspace: Workspace, doc_id: str) -> Document:
    document = workspace.store.find_document(doc_id)
    assert document is not None
    return document


def receive(workspace: Workspace, document: Document, field: str, op: str, value: str) -> None:
    """Store what somebody else wrote without knowing of this laptop's writes."""
    part = Part("2026-11-18T05:00:00Z", "王芳", 7, {field: (op, value, ())})
    row = document_to_row(merge_documents(document, document._replace(parts={"their-save": part})))
    with workspace.store.writing():
        workspace.store.table(tables.DOCUMENTS).update(row, doc_ids=[document.doc_id])


def test_undo_stands_over_its_own_save_and_not_over_what_somebody_else_wrote(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        customer = add_customer(workspace, address="旧址")
        builder = SaveBuilder(workspace, customer)
        builder.change(get_document(workspace, customer), {"address": "新址"})
        builder.commit()
        receive(workspace, get_document(workspace, customer), "address", "theirs", '"他处"')
        undo_last_save(workspace)
        live = live_writes(read_register(get_document(workspace, customer), "address"))
        assert distinct_values(live) == ('"他处"', '"旧址"')


def test_undo_tells_through_any_number_of_undos_what_it_is_about(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        customer = add_customer(workspace, address="旧址")
        save_visit(workspace, customer)
        told = [undo_last_save(workspace) for _ in range(4)]
        assert [one.about for one in told] == [("promise", "visit")] * 4
        assert [one.brings_back for one in told] == [False, True, False, True]


def test_undo_of_a_changed_field_tells_whether_the_change_stands_again(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        customer = add_customer(workspace, address="旧址")
        builder = SaveBuilder(workspace, customer)
        builder.change(get_document(workspace, customer), {"address": "新址"})
        builder.commit()
        told = [undo_last_save(workspace) for _ in range(3)]
        assert [one.about for one in told] == [("customer",)] * 3
        assert [one.brings_back for one in told] == [False, True, False]


def test_undo_of_a_save_that_was_looked_at_leaves_a_later_one_alone(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        assert find_last_save(workspace) is None
        customer = add_customer(workspace)
        looked_at = find_last_save(workspace)
        assert looked_at is not None
        save_visit(workspace, customer)
        last = workspace.store.last_outbox_row()
        with pytest.raises(BadInputError) as refused:
            undo_last_save(workspace, looked_at.gid)
        assert [problem.code for problem in refused.value.problems] == ["another-save-since"]
        assert workspace.store.last_outbox_row() == last
