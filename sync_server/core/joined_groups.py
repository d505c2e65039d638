"""Customers that were joined are evaluated as one: which of them belong together, now and before."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from fieldlog.domain.merging import kept_customer, kept_customers, standing_links
from fieldlog.domain.views import MergeLink

Pair = tuple[str, str]


def connected(customers: Iterable[str], pairs: Collection[Pair]) -> set[str]:
    """Return customers together with all that pairs connect them with."""
    found = set(customers)
    size = 0
    while size != len(found):
        size = len(found)
        for pair in pairs:
            if not found.isdisjoint(pair):
                found.update(pair)
    return found


def standing_pairs(links: Sequence[MergeLink]) -> set[Pair]:
    """Return (joined, kept) of the links that hold."""
    return {(link.joined, link.kept) for link in standing_links(links)}


def kept_within(
    links: Sequence[MergeLink], customers: Collection[str], owners: Mapping[str, str]
) -> dict[str, str]:
    """Return for each of these customers the one that it counts as: itself, or the one that was kept.

    Only a link between two customers of the same owner counts here: otherwise whoever writes one could show
    a team what belongs to another.
    """
    inside = [
        link
        for link in standing_links(links)
        if link.kept in customers
        and link.joined in customers
        and owners.get(link.kept) == owners.get(link.joined)
    ]
    joined = kept_customers(inside)
    return {customer: kept_customer(joined, customer) for customer in customers}
