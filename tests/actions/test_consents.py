"""A health note reaches a save only while the customer's consent stands, and nothing that waits is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.captures import Capture
from fieldlog.actions.consents import current_consent, record_consent
from fieldlog.actions.finding import get_customer
from fieldlog.actions.held_notes import held_notes, remove_expired_notes
from fieldlog.actions.merging import merge_customers
from fieldlog.actions.running_visits import running_visit, typed_before
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visits import add_visit, start_visit, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.views import Visit, read_view
from fieldlog.domain.wire import thaw
from tests.store.stores import Clock, add_customer, check_saves, make_workspace

HEALTH = "血压一百三"


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


def note(workspace: Workspace, customer: str, consent: str | None, text: str = HEALTH) -> str:
    """Save a visit with a health note an hour ago, and return the visit's id."""
    card = get_customer(workspace, customer)
    start = workspace.now() - timedelta(hours=1)
    return add_visit(
        workspace, card, "回访", start, 40, "home", Capture(health={"body": text}, consent=consent)
    )


def health(workspace: Workspace, visit: str) -> dict[str, str]:
    document = workspace.store.find_document(visit)
    assert document is not None
    view = read_view(document)
    assert isinstance(view, Visit)
    return view.health


def empty_health(workspace: Workspace, visit: str) -> None:
    document = workspace.store.find_document(visit)
    assert document is not None
    amend_visit(workspace, document, VisitCorrection(capture=Capture(health={"body": ""})), "删去")


def written_since(workspace: Workspace, dseq: int) -> bool:
    """Say whether a save after this one holds the text of the note."""
    return any(HEALTH.encode() in row.frozen for row in workspace.store.outbox_rows(dseq))


def test_a_recorded_consent_stands_although_nobody_asked_again(workspace: Workspace, customer: str) -> None:
    record_consent(workspace, get_customer(workspace, customer), "given", "口头")
    assert health(workspace, note(workspace, customer, "not-asked")) == {"body": HEALTH}
    assert held_notes(workspace) == []


def test_after_a_withdrawal_a_note_is_removed_without_being_written_out_again(
    workspace: Workspace, customer: str
) -> None:
    visit = note(workspace, customer, "given")
    record_consent(workspace, get_customer(workspace, customer), "withdrawn")
    before = workspace.store.progress().dseq
    empty_health(workspace, visit)
    assert (health(workspace, visit), written_since(workspace, before)) == ({}, False)
    with pytest.raises(BadInputError) as caught:
        undo_last_save(workspace)
    assert [problem.code for problem in caught.value.problems] == ["consent-refused-before"]
    assert workspace.store.progress().dseq == before + 1
    assert health(workspace, visit) == {}


def test_with_consent_a_correction_tells_both_texts_and_is_undone(
    workspace: Workspace, customer: str
) -> None:
    visit = note(workspace, customer, "given")
    before = workspace.store.progress().dseq
    empty_health(workspace, visit)
    assert written_since(workspace, before)
    undo_last_save(workspace)
    assert health(workspace, visit) == {"body": HEALTH}


def test_undoing_a_consent_takes_the_note_out_and_undoing_that_brings_both_back(
    workspace: Workspace, customer: str
) -> None:
    visit = note(workspace, customer, "not-asked")
    record_consent(workspace, get_customer(workspace, customer), "given", "口头")
    before = workspace.store.progress().dseq
    undo_last_save(workspace)
    assert (health(workspace, visit), current_consent(workspace, customer)) == ({}, "")
    assert not written_since(workspace, before)
    undo_last_save(workspace)
    assert (health(workspace, visit), current_consent(workspace, customer)) == ({"body": HEALTH}, "given")


def test_the_consent_of_joined_customers_settles_the_notes_of_each_in_its_own_scope(
    workspace: Workspace, customer: str
) -> None:
    other = add_customer(workspace, "李明郎")
    visits = [note(workspace, one, "not-asked") for one in (customer, other)]
    merge_customers(workspace, get_customer(workspace, customer), get_customer(workspace, other))
    card = get_customer(workspace, other)
    with pytest.raises(BadInputError) as caught:
        record_consent(workspace, card, "refused")
    assert caught.value.problems[0].arguments == {"count": 2}
    record_consent(workspace, card, "given", "口头")
    assert [health(workspace, visit) for visit in visits] == [{"body": HEALTH}] * 2
    assert held_notes(workspace) == []
    scope_of = {visit: f"customer:{one}" for visit, one in zip(visits, (customer, other), strict=True)}
    for save in (thaw(row.frozen) for row in workspace.store.outbox_rows()):
        assert all(scope_of.get(writes.doc_id, save.scope) == save.scope for writes in save.documents)
    check_saves(workspace.store)


def test_a_clock_far_ahead_removes_no_note_that_waits(
    workspace: Workspace, customer: str, clock: Clock
) -> None:
    note(workspace, customer, "not-asked")
    clock.go_on(days=400)
    assert remove_expired_notes(workspace) == []
    clock.go_on(days=-370)
    # The thirtieth day itself is within the time.
    add_customer(workspace, "王秀英")
    assert remove_expired_notes(workspace) == []
    clock.go_on(days=1)
    assert remove_expired_notes(workspace) == []
    add_customer(workspace, "陈建国")
    assert [one.customer for one in remove_expired_notes(workspace)] == [customer]
    assert held_notes(workspace) == []


def test_what_a_refused_stop_typed_waits_in_the_visit(workspace: Workspace, customer: str) -> None:
    start_visit(workspace, get_customer(workspace, customer), "回访")
    with pytest.raises(BadInputError):
        stop_visit(workspace, Capture(note="精神好"), minutes=10**9)
    running = running_visit(workspace)
    assert running is not None
    assert typed_before(running).note == "精神好"
