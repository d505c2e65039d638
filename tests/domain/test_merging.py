"""Customers declared to be one."""

from itertools import permutations

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document
from fieldlog.domain.merging import kept_customer, kept_customers, standing_links
from fieldlog.domain.views import MergeLink, read_views
from tests.domain.builders import document


def link(doc_id: str, kept: str, joined: str) -> Document:
    return document(kinds.MERGE_LINK, doc_id, kept=kept, joined=joined)


def undoing(doc_id: str, target: str) -> Document:
    return document(kinds.MERGE_LINK, doc_id, undoes=target)


def joined(*links: Document) -> dict[str, str]:
    """Return who was joined to whom, alike in whatever order the links arrived."""
    found = [
        kept_customers(read_views({one.doc_id: one for one in order}, MergeLink))
        for order in permutations(links)
    ]
    assert all(one == found[0] for one in found)
    return found[0]


def test_a_link_joins_one_customer_to_another() -> None:
    assert joined(link("l1", "a", "b")) == {"b": "a"}
    assert joined() == {}


def test_an_undone_link_no_longer_joins_and_undoing_that_joins_again() -> None:
    first, undone, again = link("l1", "a", "b"), undoing("l2", "l1"), undoing("l3", "l2")
    assert joined(first, undone) == {}
    assert joined(first, undone, again) == {"b": "a"}
    assert joined(first, undone, again, undoing("l4", "l3")) == {}


def test_customers_can_be_joined_again_after_an_undoing() -> None:
    assert joined(link("l1", "a", "b"), undoing("l2", "l1"), link("l3", "c", "b")) == {"b": "c"}


def test_whoever_was_joined_to_two_customers_is_one_with_both() -> None:
    assert joined(link("l1", "a", "c"), link("l2", "b", "c")) == {"b": "a", "c": "a"}
    assert joined(link("l1", "a", "c"), link("l2", "b", "c"), undoing("l3", "l1")) == {"c": "b"}
    links = read_views({one.doc_id: one for one in (link("l2", "b", "c"), link("l1", "a", "c"))}, MergeLink)
    assert [one.id for one in standing_links(links)] == ["l1", "l2"]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"y": "x"}, {"y": "x"}),
        ({"x": "y", "y": "z"}, {"x": "z", "y": "z"}),
        ({"x": "x"}, {}),
        ({"x": "c", "c": "b", "b": "c"}, {"x": "b", "c": "b"}),
        ({"x": "b", "b": "a", "a": "x"}, {"x": "a", "b": "a"}),
        ({"c": "b", "b": "d", "d": "c", "x": "c"}, {"c": "b", "d": "b", "x": "b"}),
        ({"b": "a", "d": "c"}, {"b": "a", "d": "c"}),
    ],
)
def test_links_are_followed_and_a_circle_has_one_kept_customer(
    links: dict[str, str], expected: dict[str, str]
) -> None:
    found = joined(*(link(f"l-{one}", kept, one) for one, kept in links.items()))
    assert found == expected
    assert [kept_customer(found, one) for one in links] == [expected.get(one, one) for one in links]


def test_customers_joined_to_each_other_on_two_laptops_have_one_that_is_kept() -> None:
    assert joined(link("l1", "a", "b"), link("l2", "b", "a")) == {"b": "a"}
    assert joined(link("l1", "a", "a")) == {}


def test_a_link_with_one_end_joins_nothing() -> None:
    assert (
        joined(document(kinds.MERGE_LINK, "l1", kept="a"), document(kinds.MERGE_LINK, "l2", joined="b")) == {}
    )
