"""Many customers of one rep handed over at once: all or none."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import local_day, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from sync_server.core.customers import customer_name
from sync_server.core.figures.weeks import read_zone
from sync_server.core.handover import (
    Order,
    OwnerChangedError,
    carry_out,
    find_reason_problems,
    find_receiver,
)
from sync_server.core.viewers import Viewer
from sync_server.database import evaluating, grants, people
from sync_server.database.engine import Connection
from sync_server.database.figures import customer_lists
from sync_server.database.figures.customer_lists import ListedCustomer
from sync_server.database.grants import OWNER
from sync_server.database.people import Sight
from sync_server.database.users import User
from sync_server.errors import RefusalError

MOST_AT_ONCE = 200
NAMED_FOR = timedelta(days=1)
"""So long a viewer who sees a customer no more is still told by name that it was moved."""


class Ticked(NamedTuple):
    """Customers of one rep that were ticked; ``gone`` names those that the rep has no more."""

    owner: User
    customers: tuple[ListedCustomer, ...]
    gone: tuple[str, ...]


class Wanted(NamedTuple):
    """Which customers a viewer wants to hand over, from whom to whom (ids of users), and why."""

    customers: Sequence[str]
    owner_id: str
    to_user: str
    reason: str


def read_ticked(
    connection: Connection, sight: Sight, owner_id: str, customers: Sequence[str], now: datetime
) -> Ticked:
    """Return what was ticked as it is now, by name; ``RefusalError``."""
    owner = _find_owner(connection, sight, owner_id)
    day = local_day(now, read_zone(connection))
    wanted = list(dict.fromkeys(customers))[:MOST_AT_ONCE]
    found = {one.customer: one for one in customer_lists.find_customers(connection, sight, day, wanted)}
    gone = []
    for customer in wanted:
        present = found.get(customer)
        if present is None:
            _require_known(connection, owner_id, customer, now)
        if present is None or present.owner_id != owner_id:
            gone.append(customer_name(connection, customer))
    kept = (one for one in found.values() if one.owner_id == owner_id)
    return Ticked(owner, tuple(kept), tuple(gone))


def hand_over_all(connection: Connection, viewer: Viewer, wanted: Wanted, now: datetime) -> int:
    """Give all wanted customers, with all that count as them, to a rep; return how many were ticked.

    ``BadInputError``, ``RefusalError``; ``OwnerChangedError`` when somebody else has one by now.
    """
    customers = list(dict.fromkeys(wanted.customers))
    _check(wanted, len(customers))
    owner = _find_owner(connection, viewer.sight, wanted.owner_id)
    receiver = find_receiver(connection, viewer, wanted.to_user)
    members: list[str] = []
    for customer in customers:
        found = evaluating.members_within(connection, viewer.sight, customer)
        if not found:
            _require_known(connection, owner.user_id, customer, now)
            raise OwnerChangedError(customer)
        members += found
    carry_out(connection, members, Order(receiver, wanted.reason, viewer.user.name, now, owner.name))
    return len(customers)


def _check(wanted: Wanted, count: int) -> None:
    """Raise ``BadInputError`` with all that is wrong with a form, in the order of its fields."""
    problems = []
    if not count:
        problems.append(Problem("customers", "nothing-chosen"))
    if count > MOST_AT_ONCE:
        problems.append(Problem("customers", "too-many-chosen", {"most": MOST_AT_ONCE}))
    if not wanted.to_user:
        problems.append(Problem("to", "empty"))
    problems += find_reason_problems(wanted.reason)
    if problems:
        raise BadInputError(*problems)


def _find_owner(connection: Connection, sight: Sight, owner_id: str) -> User:
    owner = people.find_person(connection, sight, owner_id)
    if owner is None:
        raise RefusalError("not-found")
    return owner


def _require_known(connection: Connection, owner_id: str, customer: str, now: datetime) -> None:
    """Raise ``RefusalError`` unless a customer out of sight was moved away from a rep just now."""
    since = to_text(now - NAMED_FOR)
    found = grants.grants_of_scopes(connection, [f"customer:{customer}"], OWNER)
    if not any(one.user_id == owner_id and (one.ended_at or "") >= since for one in found):
        raise RefusalError("not-found")
