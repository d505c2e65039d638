"""Customers searched and chosen, read page by page behind the last one of the page before."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from sync_server.database.derived_tables import customer_cards
from sync_server.database.figures.customer_lists import LISTED, ListedCustomer, read_listed
from sync_server.database.figures.needed_contacts import (
    NeededChoice,
    UnreachedChoice,
    is_needed,
    is_unreached,
)
from sync_server.database.people import Sight
from sync_server.database.visibility import owned_within

_card = customer_cards.c


class CustomerChoice(NamedTuple):
    """Which customers are wanted; what is empty chooses nothing.

    ``words`` (without spaces, in small letters) are looked for in what a card is found by: the name, pinyin
    and initials, phones, address and district. ``owner`` is the id of a user. ``not_since`` (UTC text)
    chooses those that nobody has reached since, and that want to be; these come in the order of their last
    contact, all others by name. ``needed`` chooses those whose contact a week still needs, ``unreached``
    those who were not reached in one. ``ids`` leaves only these.
    """

    words: tuple[str, ...] = ()
    owner: str = ""
    district: str = ""
    not_since: str = ""
    needed: NeededChoice | None = None
    unreached: UnreachedChoice | None = None
    ids: tuple[str, ...] | None = None


def choose_customers(
    connection: Connection, sight: Sight, day: date, choice: CustomerChoice, behind: str, limit: int
) -> list[ListedCustomer]:
    """Return the chosen customers behind one of them; of an empty id, or one that is gone, from the first."""
    column = _card.last_contact if choice.not_since else _card.sort
    query = LISTED.where(owned_within(sight, _card.owner_id), *_conditions(choice))
    place = connection.execute(select(column).where(_card.customer == behind)).scalar() if behind else None
    if place is not None:
        query = query.where(or_(column > place, and_(column == place, _card.customer > behind)))
    found = connection.execute(query.order_by(column, _card.customer).limit(limit))
    return [read_listed(row, day) for row in found]


def _conditions(choice: CustomerChoice) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_card.find.contains(word, autoescape=True) for word in choice.words]
    equal: tuple[tuple[Any, str], ...] = ((_card.owner_id, choice.owner), (_card.district, choice.district))
    found += [column == wanted for column, wanted in equal if wanted]
    if choice.needed is not None:
        found.append(is_needed(choice.needed))
    if choice.unreached is not None:
        found.append(is_unreached(choice.unreached))
    if choice.ids is not None:
        found.append(_card.customer.in_(choice.ids))
    if choice.not_since:
        found += [_card.last_contact < choice.not_since, _card.opted_out.is_(None)]
    return found
