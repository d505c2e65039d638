"""Customers that a person has declared one: links are made and undone on laptops, and whoever reads them
counts the same customers as one (rule 6). Nothing moves: that is I3.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fieldlog.actions.merging import merge_customers, unmerge_customer
from fieldlog.domain import kinds
from fieldlog.domain.errors import BadInputError, StoreFullError
from fieldlog.domain.merging import kept_customer
from fieldlog.store import tables
from fieldlog.store.derived import joined_customers, refresh
from tests.simulation.faults import Fault
from tests.simulation.laptops import SimLaptop
from tests.simulation.ledger import Folded, live_values

if TYPE_CHECKING:
    from tests.simulation.world import World


class Link(NamedTuple):
    """A link as written: the customer that is kept, the one that counts as it, or which link it undoes."""

    kept: str = ""
    joined: str = ""
    undoes: str = ""


# What a person does


def link(world: "World", laptop: SimLaptop) -> None:
    """Declare two customers one."""
    from tests.simulation.people import customers_on

    found = customers_on(laptop)
    if len(found) < 2:
        return
    kept, joined = world.chance.sample(found, 2)
    is_known = joined in joined_customers(laptop.store)
    if _done(world, laptop, lambda: merge_customers(laptop.workspace, _card(kept), _card(joined))):
        world.count(Fault.LINKED_AGAIN if is_known else Fault.LINKED)


def unlink(world: "World", laptop: SimLaptop) -> None:
    """Take back what was declared one with a customer."""
    kept = sorted(set(joined_customers(laptop.store).values()))
    if kept:
        card = _card(world.chance.choice(kept))
        if _done(world, laptop, lambda: unmerge_customer(laptop.workspace, card)):
            world.count(Fault.LINK_UNDONE)


def read_list(world: "World", laptop: SimLaptop) -> None:
    """Look at the list of customers: what has changed since is derived anew."""
    try:
        refresh(laptop.store, laptop.clock())
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)


def _card(customer: str) -> Any:
    return {"id": customer, "name": customer}


def _done(world: "World", laptop: SimLaptop, act: Callable[[], object]) -> bool:
    """Do something that saves; return whether it has."""
    from tests.simulation.people import note_saved

    try:
        act()
    except BadInputError:
        # One of them was handed over, or nothing is left to be undone.
        return False
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)
        return False
    note_saved(world, laptop, laptop.store.progress().dseq)
    return True


# What must hold


def groups_of(documents: Mapping[str, Folded]) -> set[frozenset[str]]:
    """Return the customers that count as one: all whom the links that stand connect."""
    links = {doc_id: _link(one) for doc_id, one in sorted(documents.items()) if one.kind == kinds.MERGE_LINK}
    standing = (link for doc_id, link in links.items() if link.kept and link.joined and _holds(doc_id, links))
    pairs = (frozenset((link.joined, link.kept)) for link in standing if link.joined != link.kept)
    groups: set[frozenset[str]] = set()
    for pair in pairs:
        touching = {group for group in groups if group & pair}
        groups = (groups - touching) | {pair.union(*touching)}
    return groups


def _link(document: Folded) -> Link:
    live = live_values(document.parts)
    said = {name: next(iter(live[name].values())).strip('"') for name in Link._fields if name in live}
    return Link(**{name: value for name, value in said.items() if value != "null"})


def _holds(doc_id: str, links: Mapping[str, Link]) -> bool:
    """Say whether nothing that holds itself takes a link back."""
    return not any(one.undoes == doc_id and _holds(taker, links) for taker, one in links.items())


def check_links(laptop: SimLaptop, documents: Mapping[str, Folded]) -> Iterable[str]:
    """Yield what a laptop with these documents reads otherwise than it was linked: its groups, and its list,
    where each customer stands once.
    """
    joined = joined_customers(laptop.store)
    found: dict[str, set[str]] = {}
    for customer, kept in joined.items():
        found.setdefault(kept_customer(joined, customer), set()).update((customer, kept))
    expected = groups_of(documents)
    if set(map(frozenset, found.values())) != expected:
        yield f"counts {found} as one instead of {expected}"
    refresh(laptop.store, laptop.clock())
    for row in laptop.store.table(tables.CARDS):
        kept = kept_customer(joined, str(row.doc_id))
        if row.get("kept", row.doc_id) != kept:
            yield f"lists {row.doc_id} as {row.get('kept')} instead of {kept}"
