"""Handing a customer over from one rep to another, in one transaction."""

from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_line_problems
from sync_server.core.granting import Granting, current_owners
from sync_server.core.users import get_active
from sync_server.database import grants, marks, users, visibility
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
