"""Handing customers over from one rep to another, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_line_problems
from sync_server.core.granting import Granting, current_owners
from sync_server.core.users import REP, get_active
from sync_server.core.viewers import Viewer
from sync_server.database import evaluating, grants, marks, people, users, visibility
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.database.grants import OWNER
from sync_server.database.users import User
from sync_server.errors import RefusalError

LONGEST_REASON = 500


class OwnerChangedError(RefusalError):
    """Somebody else has a customer than whoever decides has seen."""

    def __init__(self, customer: str) -> None:
        super().__init__("owner-changed")
        self.customer = customer


class HandOver(NamedTuple):
    """A customer handed over: the names of both, and the number from which on the new one has it."""

    customer: str
    from_user: str
    to_user: str
    seq: int


class Order(NamedTuple):
    """To whom customers go, why, by whose decision and when.

    ``expected`` is the name of the owner that whoever decides has seen (empty: nobody; ``None``: whoever it
    is): another one is refused with ``OwnerChangedError``.
    """

    receiver: User
    reason: str
    by: str
    now: datetime
    expected: str | None = None


def hand_over(
    connection: Connection,
    customer: str,
    to_user: str,
    reason: str,
    by: str,
    now: datetime,
    expected: str | None = None,
) -> HandOver:
    """Give a customer to another user; ``RefusalError``."""
    check_reason(reason)
    order = Order(get_active(connection, to_user), reason, by, now, expected)
    return carry_out(connection, [customer], order)[0]


def carry_out(connection: Connection, customers: Sequence[str], order: Order) -> list[HandOver]:
    """Give customers to another user, all or none; ``RefusalError``."""
    # All before the first number of the feed is taken: two hand-overs then wait in the same order.
    scopes = sorted(f"customer:{one}" for one in set(customers))
    if len(grants.lock_known_scopes(connection, scopes)) < len(scopes):
        raise RefusalError("customer-unknown")
    granting = Granting(connection, order.now)
    before = {scope: _give(connection, granting, scope, order) for scope in scopes}
    visibility.move_owner(connection, [scope[9:] for scope in scopes], order.receiver.user_id)
    seq = granting.finish()
    marks.mark_customers(connection, scopes, seq)
    return [HandOver(scope[9:], name, order.receiver.name, seq) for scope, name in before.items()]


def _give(connection: Connection, granting: Granting, scope: str, order: Order) -> str:
    """Give one customer, and return the name of who had it."""
    receiver, customer = order.receiver, scope[9:]
    present = grants.open_grants_of_scope(connection, scope, OWNER)
    names = {grant.user_id: users.get_user(connection, grant.user_id).name for grant in present}
    last = current_owners(grants.grants_of_scopes(connection, [scope], OWNER)).get(scope)
    before = users.get_user(connection, last).name if last else ""
    # Pages go on naming a rep who has left, although nobody has the customer since.
    if order.expected is not None and order.expected not in (names.values() or ["", before]):
        raise OwnerChangedError(customer)
    if receiver.user_id in names:
        raise RefusalError("owner-already")
    for grant in present:
        granting.end(grant)
    granting.give_to_team(scope, receiver.user_id)
    granting.open(receiver.user_id, scope, OWNER, " ".join(order.reason.split()), last)
    detail = f"{last or ''} {receiver.user_id}"
    add_deed(connection, Deed(to_text(order.now), order.by, "hand-over", scope, detail))
    return before


def check_reason(reason: str) -> None:
    """Raise ``BadInputError`` unless a reason is said in a line."""
    problems = find_reason_problems(reason)
    if problems:
        raise BadInputError(*problems)


def find_reason_problems(reason: str) -> list[Problem]:
    """Return why a reason is not said in a line."""
    problems = list(find_line_problems("reason", reason, LONGEST_REASON))
    if not reason.strip():
        problems.append(Problem("reason", "empty"))
    return problems


def find_receiver(connection: Connection, viewer: Viewer, to_user: str) -> User:
    """Return the rep within a viewer's sight who is to receive customers; ``RefusalError``."""
    receiver = people.find_person(connection, viewer.sight, to_user)
    if receiver is None or receiver.role != REP:
        raise RefusalError("not-found")
    return get_active(connection, receiver.name)


def hand_over_seen(
    connection: Connection,
    viewer: Viewer,
    customer: str,
    to_user: str,
    reason: str,
    expected: str,
    now: datetime,
) -> None:
    """Give a customer within a viewer's sight, with all that count as it, to a rep of that sight;
    ``RefusalError``, ``BadInputError``.
    """
    members = evaluating.members_within(connection, viewer.sight, customer)
    if not members:
        raise RefusalError("not-found")
    if not to_user:
        raise BadInputError(Problem("to", "empty"))
    receiver = find_receiver(connection, viewer, to_user)
    check_reason(reason)
    carry_out(connection, members, Order(receiver, reason, viewer.user.name, now, expected))
