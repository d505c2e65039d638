"""Customers that a person declared to be one: links between them, nothing moves, every link can be taken
back.
"""

from collections.abc import Iterable, Mapping

from fieldlog.domain.taken_back import find_taken_back
from fieldlog.domain.views import MergeLink


def kept_customers(links: Iterable[MergeLink]) -> dict[str, str]:
    """Return for each joined customer the one it was joined to, by the links that nobody has undone.

    Following them always ends: of customers joined in a circle, the one that is kept is not joined to any.
    """
    joined = {link.joined: link.kept for link in standing_links(links)}
    return {
        customer: kept for customer, kept in joined.items() if kept_customer(joined, customer) != customer
    }


def standing_links(links: Iterable[MergeLink]) -> tuple[MergeLink, ...]:
    """Return the links that hold, sorted by id; a link whose undoing was itself undone holds again."""
    links = sorted(links, key=lambda link: link.id)
    undone = find_taken_back((link.id, link.undoes) for link in links if link.undoes)
    return tuple(link for link in links if link.kept and link.joined and link.id not in undone)


def kept_customer(joined: Mapping[str, str], customer: str) -> str:
    """Follow the links from a customer to the one that is kept; of customers joined in a circle, the one with
    the lowest id.
    """
    path = [customer]
    while path[-1] in joined:
        following = joined[path[-1]]
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]
