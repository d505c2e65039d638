"""Lists of customers."""

import json
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select

from fieldlog.domain.cards import card_standing, paused_until
from sync_server.database.derived_tables import customer_cards
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import made_once, owned_within


class ListedCustomer(NamedTuple):
    """A customer in a list, as of a day: class, key flag and pause are those of that day. Days and instants
    are texts, ``last_contact`` is empty before the first one.
    """

    customer: str
    name: str
    letter: str
    is_key: bool
    district: str
    address: str
    owner_id: str
    owner: str
    last_contact: str
    paused_until: str | None
    opted_out: str | None
    open_promises: int


class LeastSeen(NamedTuple):
    """A place in the order of who was seen longest ago: the last contact ("": none yet), and the customer."""

    last_contact: str
    customer: str


_card = customer_cards.c
LISTED = select(
    _card.customer,
    _card.name,
    _card.card,
    _card.district,
    _card.address,
    _card.owner_id,
    func.coalesce(users.c.name, "").label("owner"),
    _card.last_contact,
    _card.opted_out,
    _card.open_promises,
).outerjoin_from(customer_cards, users, users.c.user_id == _card.owner_id)


def least_seen(
    connection: Connection, sight: Sight, day: date, owner: str, after: LeastSeen | None, limit: int
) -> list[ListedCustomer]:
    """Return customers that want to be contacted, those that were seen longest ago first."""
    # First who it is, by an index that holds all of it; sorting whole cards would read those of everybody.
    chosen = connection.execute(_least_seen(sight, owner, after, limit)).scalars().all()
    found = connection.execute(_listed(sight), {"customers": list(chosen)})
    return [read_listed(row, day) for row in found]


_SEEN = (_card.last_contact, _card.customer)


@made_once
def _least_seen(sight: Sight, owner: str, after: LeastSeen | None, limit: int) -> Select[Any]:
    query = select(_card.customer).where(owned_within(sight, _card.owner_id), _card.opted_out.is_(None))
    if owner:
        query = query.where(_card.owner_id == owner)
    if after is not None:
        same = and_(_card.last_contact == after.last_contact, _card.customer > after.customer)
        query = query.where(or_(_card.last_contact > after.last_contact, same))
    return query.order_by(*_SEEN).limit(limit)


@made_once
def _listed(sight: Sight) -> Select[Any]:
    listed = LISTED.where(owned_within(sight, _card.owner_id), among(_card.customer, "customers"))
    return listed.order_by(*_SEEN)


def find_customer(connection: Connection, sight: Sight, day: date, customer: str) -> ListedCustomer | None:
    """Return a customer; ``None`` when there is none of this id within the sight."""
    query = LISTED.where(owned_within(sight, _card.owner_id), _card.customer == customer)
    row = connection.execute(query).one_or_none()
    return None if row is None else read_listed(row, day)


def find_customers(
    connection: Connection, sight: Sight, day: date, customers: list[str]
) -> list[ListedCustomer]:
    """Return those of some customers that are within the sight, by name."""
    query = LISTED.where(owned_within(sight, _card.owner_id), among(_card.customer, "customers"))
    rows = connection.execute(query.order_by(_card.sort, _card.customer), {"customers": customers})
    return [read_listed(row, day) for row in rows]


def districts(connection: Connection, sight: Sight) -> list[str]:
    """Return the districts of the customers within a sight, by name."""
    query = select(_card.district).where(owned_within(sight, _card.owner_id), _card.district != "")
    return [str(one) for one in connection.execute(query.distinct().order_by(_card.district)).scalars()]


def read_listed(row: Any, day: date) -> ListedCustomer:
    """Return a row of ``LISTED`` as of a day."""
    card = json.loads(row.card)
    standing = card_standing(card, day)
    return ListedCustomer(
        row.customer,
        row.name,
        standing.letter,
        standing.key,
        row.district,
        row.address,
        row.owner_id,
        row.owner,
        row.last_contact,
        paused_until(card, day),
        row.opted_out,
        row.open_promises,
    )
