"""Handing a customer over from one rep to another, in one transaction."""

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
from sync_server.errors import RefusalError

LONGEST_REASON = 500


class HandOver(NamedTuple):
    """A customer handed over: the names of both, and the number from which on the new one has it."""

    customer: str
    from_user: str
    to_user: str
    seq: int


def hand_over(
    connection: Connection,
    customer: str,
    to_user: str,
    reason: str,
    by: str,
    now: datetime,
    expected: str | None = None,
) -> HandOver:
    """Give a customer to another user; ``RefusalError``.

    ``expected`` is the name of the owner that whoever decides has seen (empty: nobody): another one is
    refused with ``owner-changed``.
    """
    check_reason(reason)
    receiver = get_active(connection, to_user)
    scope = f"customer:{customer}"
    if scope not in grants.lock_known_scopes(connection, [scope]):
        raise RefusalError("customer-unknown")
    present = grants.open_grants_of_scope(connection, scope, OWNER)
    names = {grant.user_id: users.get_user(connection, grant.user_id).name for grant in present}
    if expected is not None and expected not in (names.values() or [""]):
        raise RefusalError("owner-changed")
    if receiver.user_id in names:
        raise RefusalError("owner-already")
    last = current_owners(grants.grants_of_scopes(connection, [scope], OWNER)).get(scope)
    granting = Granting(connection, now)
    for grant in present:
        granting.end(grant)
    granting.give_to_team(scope, receiver.user_id)
    granting.open(receiver.user_id, scope, OWNER, " ".join(reason.split()), last)
    before = users.get_user(connection, last).name if last else ""
    add_deed(connection, Deed(to_text(now), by, "hand-over", scope, f"{last or ''} {receiver.user_id}"))
    visibility.move_owner(connection, customer, receiver.user_id)
    seq = granting.finish()
    marks.mark_customers(connection, [scope], seq)
    return HandOver(customer, before, receiver.name, seq)


def check_reason(reason: str) -> None:
    """Raise ``BadInputError`` unless a reason is said in a line."""
    problems = list(find_line_problems("reason", reason, LONGEST_REASON))
    if not reason.strip():
        problems.append(Problem("reason", "empty"))
    if problems:
        raise BadInputError(*problems)


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
    receiver = people.find_person(connection, viewer.sight, to_user)
    if receiver is None or receiver.role != REP:
        raise RefusalError("not-found")
    # All before the first number of the feed is taken: two hand-overs then wait in the same order.
    grants.lock_known_scopes(connection, [f"customer:{one}" for one in members])
    for member in members:
        hand_over(connection, member, receiver.name, reason, viewer.user.name, now, expected)
