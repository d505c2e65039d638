"""Unfinished forms: nothing typed is lost, nothing refused is kept, and what somebody else changed stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.captures import Capture
from fieldlog.actions.consents import record_consent
from fieldlog.actions.customers import add_customer as add_new
from fieldlog.actions.customers import edit_customer, pause_customer, seen_profile
from fieldlog.actions.drafts import (
    find_form,
    forget_form,
    form_subject,
    keep_form,
    move_form,
    save_form,
    unfinished_forms,
)
from fieldlog.actions.finding import get_customer
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.visits import add_visit, start_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import Document, as_seen, live_ops, read_register, seen_ops, shown_values
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.registers import distinct_values, live_writes
from fieldlog.domain.views import Customer, read_view
from fieldlog.store.derived import read_customer
from fieldlog.store.drafts import Draft
from tests.domain.builders import document
from tests.store.stores import Clock, add_customer, check_whole, make_workspace, open_again


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with (made := make_workspace(tmp_path / "home", clock=clock)).store:
        yield made


@pytest.fixture
def customer(workspace: Workspace) -> str:
    return add_customer(workspace)


def get_document(workspace: Workspace, doc_id: str) -> Document:
    found = workspace.store.find_document(doc_id)
    assert found is not None
    return found


def content(draft: Draft | None) -> object:
    return None if draft is None else dict(draft.content)


def live_values(workspace: Workspace, doc_id: str, field: str) -> tuple[str, ...]:
    return distinct_values(live_writes(read_register(get_document(workspace, doc_id), field)))


# Keeping


def test_what_was_typed_is_found_by_another_run(tmp_path: Path) -> None:
    typed: dict[str, str | bool | list[str]] = {"name": "王芳", "key": True, "phones": ["13800000001", ""]}
    with (workspace := make_workspace(tmp_path / "home")).store:
        keep_form(workspace, "customer_new", "", "", typed)
    with (workspace := open_again(tmp_path / "home")).store:
        assert content(find_form(workspace, "customer_new", "")) == typed
        assert workspace.store.outbox_rows() == []


@pytest.mark.parametrize("empty", [{}, {"name": ""}, {"name": " \n", "key": False, "phones": [], "x": "　"}])
def test_a_form_with_only_empty_values_keeps_no_draft(
    workspace: Workspace, empty: dict[str, str | bool | list[str]]
) -> None:
    keep_form(workspace, "promise", "", "", empty)
    assert unfinished_forms(workspace) == []
    keep_form(workspace, "promise", "", "", {"name": "x"})
    keep_form(workspace, "promise", "", "", empty)
    assert unfinished_forms(workspace) == []


def test_forms_of_one_kind_about_different_things_stand_apart(workspace: Workspace, customer: str) -> None:
    keep_form(workspace, "customer_edit", customer, customer, {"name": "甲"})
    keep_form(workspace, "customer_edit", "a/b", "", {"name": "乙"})
    assert content(find_form(workspace, "customer_edit", customer)) == {"name": "甲"}
    assert sorted(map(form_subject, unfinished_forms(workspace))) == sorted([customer, "a/b"])
    forget_form(workspace, "customer_edit", customer)
    assert [form_subject(draft) for draft in unfinished_forms(workspace)] == ["a/b"]
    forget_form(workspace, "customer_edit", customer)


def test_unfinished_forms_are_the_last_typed_first_without_visit_and_held_notes(
    workspace: Workspace, customer: str, clock: Clock
) -> None:
    card = get_customer(workspace, customer)
    start_visit(workspace, card, "回访")
    start = workspace.now() - timedelta(hours=2)
    capture = Capture(health={"body": "好"}, consent="not-asked")
    add_visit(workspace, card, "回访", start, 40, capture=capture)
    for form in ("pause", "visit", "held-note"):
        clock.go_on(minutes=1)
        keep_form(workspace, form, "", customer, {"note": form})
    clock.go_on(minutes=1)
    keep_form(workspace, "pause", "", customer, {"note": "again"})
    assert [draft.form for draft in unfinished_forms(workspace)] == ["pause", "held-note", "visit"]


def test_an_unstorable_text_is_refused_by_its_field_and_the_rest_is_kept(workspace: Workspace) -> None:
    with pytest.raises(BadInputError) as caught:
        keep_form(workspace, "promise", "", "", {"text": "a\0b", "reason": "因为", "note": "x" * 10_001})
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [
        ("text", "forbidden-character")
    ]
    found = find_form(workspace, "promise", "")
    assert found is not None
    assert set(found.content) == {"reason", "note"}


# Health notes


def test_a_refused_health_note_is_never_kept_in_a_form(workspace: Workspace, customer: str) -> None:
    typed: dict[str, str | bool | list[str]] = {"health.body": "血压", "health": "高", "note": "好"}
    keep_form(workspace, "visit", "", customer, {**typed, "consent": "refused"})
    assert content(find_form(workspace, "visit", "")) == {"note": "好", "consent": "refused"}
    keep_form(workspace, "visit", "", customer, typed)
    assert content(find_form(workspace, "visit", "")) == typed
    record_consent(workspace, get_customer(workspace, customer), "refused")
    assert content(find_form(workspace, "visit", "")) == {"note": "好"}
    keep_form(workspace, "visit", "", customer, typed)
    assert content(find_form(workspace, "visit", "")) == {"note": "好"}
    keep_form(workspace, "visit", "", customer, {**typed, "consent": "given"})
    assert content(find_form(workspace, "visit", "")) == {**typed, "consent": "given"}


def test_a_refusal_leaves_no_form_that_held_a_health_note_alone_and_no_other_customer_is_touched(
    workspace: Workspace, customer: str
) -> None:
    other = add_customer(workspace, "王秀英")
    keep_form(workspace, "visit", "", customer, {"health.body": "血压"})
    keep_form(workspace, "visit", other, other, {"health.body": "血压"})
    record_consent(workspace, get_customer(workspace, customer), "withdrawn")
    assert [draft.customer for draft in unfinished_forms(workspace)] == [other]


# Saving


def test_saving_a_form_removes_its_draft_with_it(workspace: Workspace) -> None:
    keep_form(workspace, "customer_new", "", "", {"name": "王芳"})
    saved = save_form(workspace, "customer_new", "", add_new, workspace, Profile(name="王芳"), Standing())
    assert shown_values(get_document(workspace, saved))["name"] == '"王芳"'
    assert unfinished_forms(workspace) == []
    check_whole(workspace.store)


def test_a_form_goes_over_to_another_customer_with_all_that_was_typed(
    workspace: Workspace, customer: str
) -> None:
    other = add_customer(workspace, "王佩兰")
    keep_form(workspace, "visit", customer, customer, {"note": "好"})
    move_form(workspace, "visit", customer, other)
    assert find_form(workspace, "visit", customer) is None
    moved = find_form(workspace, "visit", other)
    assert moved is not None
    assert (moved.content, moved.customer) == ({"note": "好"}, other)
    keep_form(workspace, "visit", customer, customer, {"note": "第二次"})
    move_form(workspace, "visit", customer, other)
    assert content(find_form(workspace, "visit", customer)) == {"note": "第二次"}
    assert content(find_form(workspace, "visit", other)) == {"note": "好"}


def test_a_form_that_cannot_go_over_whole_stays_too(workspace: Workspace, customer: str) -> None:
    other = add_customer(workspace, "王佩兰")
    record_consent(workspace, get_customer(workspace, other), "refused")
    typed = {"note": "好", "health.body": "血压130"}
    keep_form(workspace, "visit", customer, customer, typed)
    move_form(workspace, "visit", customer, other)
    assert content(find_form(workspace, "visit", customer)) == typed
    assert content(find_form(workspace, "visit", other)) == {"note": "好"}


def test_a_form_that_is_refused_stays_as_it_was_typed(workspace: Workspace, customer: str) -> None:
    card = get_customer(workspace, customer)
    keep_form(workspace, "pause", customer, customer, {"reason": "住院"})
    before = workspace.store.progress().dseq
    with pytest.raises(BadInputError):
        save_form(
            workspace,
            "pause",
            customer,
            pause_customer,
            workspace,
            card,
            "住院",
            workspace.today() - timedelta(1),
        )
    assert content(find_form(workspace, "pause", customer)) == {"reason": "住院"}

    def save_and_fail() -> None:
        pause_customer(workspace, card, "住院", workspace.today())
        raise LookupError

    with pytest.raises(LookupError):
        save_form(workspace, "pause", customer, save_and_fail)
    assert workspace.store.progress().dseq == before
    assert find_form(workspace, "pause", customer) is not None


# What the form was filled from


def test_a_draft_keeps_what_its_form_was_filled_from(workspace: Workspace, customer: str) -> None:
    seen = seen_profile(workspace, customer)
    keep_form(workspace, "customer_edit", customer, customer, {"name": "甲"}, seen)
    keep_form(workspace, "customer_edit", customer, customer, {"name": "乙"})
    found = find_form(workspace, "customer_edit", customer)
    assert found is not None
    assert (found.seen, found.content) == (seen, {"name": "乙"})


def test_an_edit_of_another_window_between_filling_and_saving_stays_beside_the_own(
    workspace: Workspace, customer: str
) -> None:
    seen = seen_profile(workspace, customer)
    edit_customer(workspace, customer, Profile(address="他处"), Standing())
    assert edit_customer(workspace, customer, Profile(address="新址"), Standing(), seen)
    assert live_values(workspace, customer, "address") == ('"他处"', '"新址"')
    assert edit_customer(workspace, customer, Profile(address="定址"), Standing())
    assert live_values(workspace, customer, "address") == ('"定址"',)


def test_a_field_that_the_form_shows_and_nobody_touched_in_it_is_not_written(
    workspace: Workspace, customer: str
) -> None:
    edit_customer(workspace, customer, Profile(address="旧址", phones=("13800000001",)), Standing("B"))
    seen = seen_profile(workspace, customer)
    edit_customer(workspace, customer, Profile(address="他处", phones=("13800000002",)), Standing("C"))
    form = Profile(name="李明朗", address="旧址", phones=("13800000001",), taboos="不谈价钱")
    assert edit_customer(workspace, customer, form, Standing("B", False), seen)
    assert live_values(workspace, customer, "address") == ('"他处"',)
    profile = read_view(get_document(workspace, customer))
    assert isinstance(profile, Customer)
    assert (profile.phones, profile.taboos) == (("13800000002",), "不谈价钱")
    changes = read_customer(workspace.store, customer).class_changes
    assert [change.letter for change in changes if change.letter] == ["A", "B", "C"]
    assert not edit_customer(workspace, customer, form._replace(taboos=None), Standing("B", False), seen)


def test_a_class_given_without_knowing_of_another_does_not_stand_over_it(
    workspace: Workspace, customer: str
) -> None:
    seen = seen_profile(workspace, customer)
    edit_customer(workspace, customer, Profile(), Standing("C"))
    edit_customer(workspace, customer, Profile(), Standing("B"), seen)
    first, *rest = read_customer(workspace.store, customer).class_changes
    assert {change.letter: change.replaces for change in rest} == {"B": (first.id,), "C": (first.id,)}


def test_a_correction_of_another_window_between_filling_and_saving_stays_beside_the_own(
    workspace: Workspace, customer: str
) -> None:
    card = get_customer(workspace, customer)
    start = workspace.now() - timedelta(hours=2)
    visit = add_visit(workspace, card, "回访", start, 40, capture=Capture(note="旧"))
    seen = seen_ops(get_document(workspace, visit))
    for note, form in (("他", None), ("我", seen)):
        correction = VisitCorrection(purpose="回访", capture=Capture(note=note))
        amend_visit(workspace, get_document(workspace, visit), correction, "改", form)
    assert live_values(workspace, visit, "note") == ('"他"', '"我"')
    amendments = read_customer(workspace.store, customer).amendments
    assert sorted(str(one.changes["note"]) for one in amendments) == sorted(
        str({"from": "旧", "to": note}) for note in "他我"
    )
    # Without a form the correction stands over all that is there.
    correction = VisitCorrection(capture=Capture(note="定"))
    amend_visit(workspace, get_document(workspace, visit), correction, "改")
    assert live_values(workspace, visit, "note") == ('"定"',)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(), min_size=1))
def test_a_document_as_seen_just_now_is_the_document(values: dict[str, int]) -> None:
    made = document("customer", **values)
    assert shown_values(as_seen(made, seen_ops(made))) == shown_values(made)
    assert shown_values(as_seen(made, {})) == {}
    assert seen_ops(made) == {name: list(live_ops(made, name)) for name in values}
