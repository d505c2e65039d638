"""Drafts: typed text survives, and what is saved from a form stands over exactly what the form had shown."""

from pathlib import Path

import pytest

from fieldlog.actions.captures import Capture
from fieldlog.actions.running_visits import keep_typed, running_visit, typed_before
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.visits import discard_visit, start_visit, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document, live_ops, read_register
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.registers import distinct_values, is_conflict, live_writes
from fieldlog.store.drafts import Draft
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_card
from tests.store.programs import SECRETS, capture
from tests.store.stores import add_customer, check_whole, kill, make_workspace, open_again, start_program


def _get(workspace: Workspace, doc_id: str) -> Document:
    document = workspace.store.find_document(doc_id)
    assert document is not None
    return document


def _change(workspace: Workspace, customer: str, name: str) -> None:
    builder = SaveBuilder(workspace, customer)
    builder.change(_get(workspace, customer), {"name": name})
    builder.commit()


def test_what_was_typed_into_a_visit_is_found_again_after_a_kill(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = start_program("programs.type_until_killed", home)
    assert program.stdout is not None
    assert program.stdout.readline() == "typed\n"
    kill(program)
    with (workspace := open_again(home)).store:
        running = running_visit(workspace)
        assert running is not None
        assert running.content["purpose"] == SECRETS[2]
        assert typed_before(running) == capture()


def test_a_save_from_a_draft_names_exactly_what_its_form_was_filled_from(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store:
        customer = add_customer(workspace)
        _change(workspace, customer, "李明朗二")
        shown = live_ops(_get(workspace, customer), "name")
        draft = Draft(
            "edit", "edit", customer, {"name": "张三"}, {"name": list(shown)}, to_text(workspace.now())
        )
        workspace.store.write_draft(draft)
    with (other := open_again(home, 3)).store:
        _change(other, customer, "王五")
        theirs = live_ops(_get(other, customer), "name")
    with (workspace := open_again(home, 4)).store as store:
        found = store.find_draft("edit")
        assert found == draft
        builder = SaveBuilder(workspace, customer)
        builder.change(_get(workspace, customer), found.content, found.seen)
        builder.commit([found.draft_id])
        register = read_register(_get(workspace, customer), "name")
        assert is_conflict(register)
        assert distinct_values(live_writes(register)) == ('"张三"', '"王五"')
        (mine,) = (write for write in register.values() if write.value == '"张三"')
        assert set(shown) <= set(mine.over)
        # The other's write was never seen, so it is not written over.
        assert not set(theirs) & set(mine.over)
        assert store.drafts() == []
        check_whole(store)


def test_a_change_without_a_draft_stands_over_everything_that_is_shown(tmp_path: Path) -> None:
    with (workspace := make_workspace(tmp_path / "home")).store:
        customer = add_customer(workspace)
        for name in ("甲", "乙", "丙"):
            _change(workspace, customer, name)
        register = read_register(_get(workspace, customer), "name")
        assert [write.value for write in live_writes(register)] == ['"丙"']
        assert len(register) == 4


def test_a_draft_is_replaced_as_a_whole_and_keeps_its_place(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "home").store as store:
        for draft_id, typed in (("a", {"x": "1", "y": "2"}), ("b", {}), ("a", {"x": "3"})):
            store.write_draft(Draft(draft_id, "note", "", typed, {}, "2026-11-18T06:00:00Z"))
        assert [(draft.draft_id, draft.content) for draft in store.drafts()] == [("a", {"x": "3"}), ("b", {})]
        store.remove_draft("a")
        store.remove_draft("never there")
        assert [draft.draft_id for draft in store.drafts()] == ["b"]


def test_a_visit_that_another_window_stopped_is_not_saved_twice_or_typed_into(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (one := make_workspace(home)).store, (other := open_again(home)).store:
        customer = add_customer(one)
        refresh_all(one.store, one.now())
        card = find_card(one.store, customer)
        assert card is not None
        visit = start_visit(one, card, "回访").content["visit"]
        with pytest.raises(BadInputError):
            start_visit(other, card, "回访")
        stop_visit(one, Capture(note="第一"))
        saves = one.store.progress().dseq
        keep_typed(other, Capture(note="第二"))
        with pytest.raises(BadInputError):
            stop_visit(other, Capture(note="第二"))
        with pytest.raises(BadInputError):
            discard_visit(other, "误")
        assert running_visit(other) is None
        assert other.store.progress().dseq == saves
        assert len(_get(other, visit).parts) == 1
