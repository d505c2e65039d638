"""Which guidance cards still help a rep: counted on the laptop, never synced."""

import pytest

from fieldlog.actions.guidance import all_cards, call_back, card_standings, cards_for, mark_shown
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.guidance import HABIT
from tests.store.stores import Clock, add_customer, save_visit


def ids(workspace: Workspace, moment: str) -> list[str]:
    return [card.id for card in cards_for(workspace, moment)]


def visits_with_purpose(workspace: Workspace, clock: Clock, customer: str, count: int) -> None:
    for _ in range(count):
        clock.go_on(hours=2)
        save_visit(workspace, customer, purpose_set_at="2026-11-01T00:00:00Z")


def test_a_rep_who_is_new_sees_every_card_of_the_moment(workspace: Workspace) -> None:
    assert ids(workspace, "before-visit") == ["purpose", "surprise", "form-of-address"]
    assert ids(workspace, "start-visit") == ["arriving", "listening"]
    assert ids(workspace, "no such moment") == []
    assert not any(one.is_faded for one in card_standings(workspace))


def test_a_card_fades_after_it_was_shown_and_comes_when_it_is_called_back(workspace: Workspace) -> None:
    for _ in range(HABIT):
        assert "listening" in ids(workspace, "start-visit")
        mark_shown(workspace, "listening")
    assert ids(workspace, "start-visit") == ["arriving"]
    call_back(workspace, "listening")
    assert ids(workspace, "start-visit") == ["arriving", "listening"]


def test_the_card_about_the_purpose_fades_with_the_habit_and_returns_when_it_is_lost(
    workspace: Workspace, clock: Clock
) -> None:
    customer = add_customer(workspace)
    visits_with_purpose(workspace, clock, customer, HABIT - 1)
    mark_shown(workspace, "purpose")
    assert "purpose" in ids(workspace, "before-visit")
    visits_with_purpose(workspace, clock, customer, 1)
    assert "purpose" not in ids(workspace, "before-visit")
    clock.go_on(hours=2)
    save_visit(workspace, customer, purpose_set_at=to_text(workspace.now()))
    assert "purpose" in ids(workspace, "before-visit")


def test_after_calling_back_only_visits_since_then_show_the_habit(workspace: Workspace, clock: Clock) -> None:
    customer = add_customer(workspace)
    visits_with_purpose(workspace, clock, customer, HABIT)
    call_back(workspace)
    assert "purpose" in ids(workspace, "before-visit")
    visits_with_purpose(workspace, clock, customer, HABIT)
    assert "purpose" not in ids(workspace, "before-visit")


def test_calling_all_back_forgets_what_was_shown(workspace: Workspace) -> None:
    for card in all_cards():
        mark_shown(workspace, card.id)
    call_back(workspace)
    assert {one.shown for one in card_standings(workspace)} == {0}


def test_what_was_seen_is_no_save_and_never_leaves_the_laptop(workspace: Workspace) -> None:
    mark_shown(workspace, "honour")
    call_back(workspace)
    assert workspace.store.outbox_rows() == []


def test_a_card_that_there_is_not_is_refused(workspace: Workspace) -> None:
    for action in (mark_shown, call_back):
        with pytest.raises(BadInputError) as refused:
            action(workspace, "no such card")
        assert [one.field for one in refused.value.problems] == ["card"]
