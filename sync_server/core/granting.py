"""Opening and ending grants in one transaction: they are gathered, and numbered by the feed last of all."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from fieldlog.domain.days import to_text
from sync_server.database import feeds, grants
from sync_server.database.engine import Connection
from sync_server.database.grants import OWNER, TEAM, Grant


class Granting:
    """The grants that one transaction opens and ends."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._at = to_text(now)
        self._opened: list[Grant] = []
        self._ended: dict[str, Grant] = {}

    def open(
        self, user_id: str, scope: str, why: str, reason: str = "", from_user: str | None = None
    ) -> None:
        """Give a scope to a user."""
        self._opened.append(grants.new_grant(user_id, scope, why, self._at, reason, from_user))

    def end(self, grant: Grant) -> None:
        """End an open grant."""
        self._ended[grant.grant_id] = grant

    def finish(self) -> int:
        """Write them, last in the transaction; return the number of the last one, 0 when there is none."""
        count = len(self._ended) + len(self._opened)
        if not count:
            return 0
        first = feeds.take_numbers(self._connection, count)
        for number, grant_id in enumerate(self._ended, first):
            grants.end_grant(self._connection, grant_id, number, self._at)
        start = first + len(self._ended)
        numbered = [grant._replace(from_seq=number) for number, grant in enumerate(self._opened, start)]
        grants.add_grants(self._connection, numbered)
        return first + count - 1

    def give_to_team(self, scope: str, owner: str) -> None:
        """Let exactly the readers of an owner's team have a scope: supervisors, or administrators."""
        wanted = set(grants.team_readers(self._connection, owner))
        present = grants.open_grants_of_scope(self._connection, scope, TEAM)
        for grant in present:
            if grant.user_id not in wanted:
                self.end(grant)
        for user_id in sorted(wanted - {grant.user_id for grant in present}):
            self.open(user_id, scope, TEAM)


def lock_customers(connection: Connection, owners: Sequence[str]) -> None:
    """Lock the customers of owners: before users and teams, as pushes and hand-overs do."""
    found = grants.grants_of_users(connection, owners, OWNER)
    grants.lock_known_scopes(connection, sorted({grant.scope for grant in found}))


def rewrite_team_grants(connection: Connection, granting: Granting, owners: Sequence[str]) -> None:
    """Give every customer of these owners to exactly the readers of the owner's team."""
    scopes = sorted({grant.scope for grant in grants.grants_of_users(connection, owners, OWNER)})
    grants.lock_known_scopes(connection, scopes)
    for scope, owner in current_owners(grants.grants_of_scopes(connection, scopes, OWNER)).items():
        granting.give_to_team(scope, owner)


def current_owners(found: Iterable[Grant]) -> dict[str, str]:
    """Return for each scope who has it, or who had it last."""
    latest: dict[str, Grant] = {}
    for grant in found:
        known = latest.get(grant.scope)
        if known is None or _recency(grant) > _recency(known):
            latest[grant.scope] = grant
    return {scope: grant.user_id for scope, grant in latest.items()}


def _recency(grant: Grant) -> tuple[bool, int]:
    return grant.to_seq is None, grant.from_seq
