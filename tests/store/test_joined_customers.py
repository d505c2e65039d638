"""Joined customers are one in everything that is derived: chains, circles, taken back and joined again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.actions.finding import get_customer
from fieldlog.actions.merging import merge_customers, unmerge_customer
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.store.derived import read_customer
from fieldlog.store.dropping import remove_scope
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import all_cards, find_card
from tests.store.stores import add_customer, derived_rows, fresh_rows, make_workspace, save_visit


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with (made := make_workspace(tmp_path / "home")).store:
        yield made


@pytest.fixture
def customers(workspace: Workspace) -> list[str]:
    """Three customers with a visit each, evaluated."""
    made = [add_customer(workspace, name) for name in ("李明朗", "王秀英", "陈建国")]
    for customer in made:
        save_visit(workspace, customer)
    _evaluate(workspace)
    return made


def _evaluate(workspace: Workspace) -> None:
    refresh_all(workspace.store, workspace.now())
    assert derived_rows(workspace.store) == fresh_rows(workspace.store, workspace.today())


def _join(workspace: Workspace, kept: str, joined: str) -> None:
    merge_customers(workspace, get_customer(workspace, kept), get_customer(workspace, joined))
    _evaluate(workspace)


def _link(workspace: Workspace, kept: str, joined: str) -> None:
    """Join two customers as a laptop would that does not know of other links."""
    builder = SaveBuilder(workspace, kept)
    builder.create(kinds.MERGE_LINK, {"kept": kept, "joined": joined})
    builder.commit()
    _evaluate(workspace)


def _shown(workspace: Workspace) -> dict[str, int]:
    return {
        card["name"]: len(read_customer(workspace.store, card["id"]).visits)
        for card in all_cards(workspace.store)
    }


def test_a_chain_leads_to_the_last_one_from_every_link(workspace: Workspace, customers: list[str]) -> None:
    one, two, three = customers
    _join(workspace, two, one)
    _join(workspace, three, two)
    assert _shown(workspace) == {"陈建国": 3}
    for joined in (one, two):
        card = find_card(workspace.store, joined)
        assert card is not None
        assert card["kept"] == three
        assert get_customer(workspace, joined)["id"] == three


@pytest.mark.parametrize("length", [1, 2, 3])
def test_customers_joined_in_a_circle_stay_one_customer_with_each_visit_once(
    workspace: Workspace, customers: list[str], length: int
) -> None:
    for number in range(length):
        _link(workspace, customers[number], customers[(number + 1) % length])
    assert sorted(_shown(workspace).values()) == [*[1] * (3 - length), length]
    save_visit(workspace, customers[0])
    _evaluate(workspace)
    assert sum(_shown(workspace).values()) == 4


def test_taking_a_join_back_gives_both_customers_back(workspace: Workspace, customers: list[str]) -> None:
    before = derived_rows(workspace.store)
    _join(workspace, customers[0], customers[1])
    joined = derived_rows(workspace.store)
    unmerge_customer(workspace, get_customer(workspace, customers[0]))
    _evaluate(workspace)
    assert derived_rows(workspace.store) == before
    for wanted in (joined, before, joined):
        undo_last_save(workspace)
        _evaluate(workspace)
        assert derived_rows(workspace.store) == wanted


def test_a_save_for_a_joined_customer_counts_for_the_one_that_is_kept(
    workspace: Workspace, customers: list[str]
) -> None:
    _join(workspace, customers[0], customers[1])
    save_visit(workspace, customers[1])
    _evaluate(workspace)
    assert _shown(workspace) == {"李明朗": 3, "陈建国": 1}


def test_of_a_joined_customer_who_has_left_nothing_stays_when_the_join_is_taken_back(
    workspace: Workspace, customers: list[str]
) -> None:
    kept, joined, _ = customers
    _join(workspace, kept, joined)
    with workspace.store.writing():
        remove_scope(workspace.store, f"customer:{joined}")
    refresh_all(workspace.store, workspace.now())
    unmerge_customer(workspace, get_customer(workspace, kept))
    _evaluate(workspace)
    assert find_card(workspace.store, joined) is None
