"""Scopes and who has them: a grant runs from one number of the feed to another."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from sync_server.database.engine import is_sqlite
from sync_server.database.many import Texts, among, insert_rows, insert_values
from sync_server.database.tables import grants, scopes, teams, users

OWNER, SELF, ORGANISATION, TEAM = "owner", "self", "organisation", "team"
"""Why a user has a scope."""
PULLED = (OWNER, SELF, ORGANISATION)
"""Grants whose scopes a laptop receives: health notes of a whole team do not belong on one more laptop."""

MOST_PARAMETERS = 500
MOST_NAMED = 6


class Grant(NamedTuple):
    """A user's right to a scope, why, from which number on, and to which (``None`` while it is open)."""

    grant_id: str
    user_id: str
    scope: str
    why: str
    from_seq: int
    to_seq: int | None
    given_at: str
    ended_at: str | None
    reason: str
    from_user: str | None


def new_grant(
    user_id: str, scope: str, why: str, at: str, reason: str = "", from_user: str | None = None
) -> Grant:
    """Return an open grant that has no number yet."""
    return Grant(uuid4().hex, user_id, scope, why, 0, None, at, None, reason, from_user)


def add_grants(connection: Connection, new: Sequence[Grant]) -> None:
    """Store new grants."""
    insert_rows(connection, grants, [grant._asdict() for grant in new])


def end_grant(connection: Connection, grant_id: str, to_seq: int, at: str) -> None:
    """End a grant at a number."""
    ended = update(grants).where(grants.c.grant_id == grant_id).values(to_seq=to_seq, ended_at=at)
    connection.execute(ended)


def lock_scopes(connection: Connection, wanted: Sequence[str], user_id: str, at: str) -> list[str]:
    """Lock scopes in their order, making those that are unknown; return these."""
    found = _locked(connection, wanted)
    # Scopes of users are made with their user: somebody else's is foreign, not new.
    missing = [scope for scope in wanted if scope not in found and scope.startswith("customer:")]
    if not missing:
        return []
    made = _make_scopes(connection, missing, user_id, at)
    # Somebody else may have made one meanwhile, and then it has to be waited for.
    _locked(connection, missing)
    return made


_LOCKED = (
    select(scopes.c.scope).where(among(scopes.c.scope, "wanted")).order_by(scopes.c.scope).with_for_update()
)


def _locked(connection: Connection, wanted: Sequence[str]) -> set[str]:
    return set(connection.execute(_LOCKED, {"wanted": wanted}).scalars()) if wanted else set()


def _make_scopes(connection: Connection, missing: Sequence[str], user_id: str, at: str) -> list[str]:
    """Make scopes that were missing, and return those that nobody else has made meanwhile."""
    if is_sqlite(connection):
        # There is one writer: what was missing still is.
        insert_values(connection, scopes, _COLUMNS, [(scope, at, user_id) for scope in missing])
        return list(missing)
    made = connection.execute(_MADE, {"missing": missing, "at": at, "by": user_id}).scalars().all()
    return [scope for scope in missing if scope in set(made)]


_COLUMNS = ("scope", "made_at", "made_by")
_MADE = (
    insert(scopes)
    .from_select(
        _COLUMNS,
        select(
            func.unnest(bindparam("missing", type_=Texts)),
            bindparam("at", type_=Text),
            bindparam("by", type_=Text),
        ),
    )
    .on_conflict_do_nothing()
    .returning(scopes.c.scope)
)


def grants_on(connection: Connection, user_id: str, wanted: Sequence[str]) -> dict[str, list[Grant]]:
    """Return a user's grants on scopes, the ended ones too."""
    if not wanted:
        return {}
    found = connection.execute(_OF_USER_ON, {"user_id": user_id, "wanted": wanted})
    return _by_scope(Grant(*row) for row in found)


_OF_USER = (
    select(grants).where(grants.c.user_id == bindparam("user_id", type_=Text)).order_by(grants.c.from_seq)
)
_OF_USER_ON = select(grants).where(
    grants.c.user_id == bindparam("user_id", type_=Text), among(grants.c.scope, "wanted")
)


def all_grants(connection: Connection, user_id: str) -> list[Grant]:
    """Return all grants of a user, the ended ones too."""
    return [Grant(*row) for row in connection.execute(_OF_USER, {"user_id": user_id}).all()]


def open_grants_of_scope(connection: Connection, scope: str, why: str) -> list[Grant]:
    """Return who has a scope now for a reason."""
    query = select(grants).where(grants.c.scope == scope, grants.c.why == why, grants.c.to_seq.is_(None))
    return [Grant(*row) for row in connection.execute(query.order_by(grants.c.from_seq))]


def grants_of_users(connection: Connection, user_ids: Sequence[str], why: str) -> list[Grant]:
    """Return the grants of users for a reason, the ended ones too."""
    query = select(grants).where(grants.c.user_id.in_(user_ids), grants.c.why == why)
    return [Grant(*row) for row in connection.execute(query)] if user_ids else []


def grants_of_scopes(connection: Connection, wanted: Sequence[str], why: str) -> list[Grant]:
    """Return the grants on scopes for a reason, the ended ones too."""
    found: list[Grant] = []
    for start in range(0, len(wanted), MOST_PARAMETERS):
        part = wanted[start : start + MOST_PARAMETERS]
        query = select(grants).where(grants.c.scope.in_(part), grants.c.why == why)
        found += (Grant(*row) for row in connection.execute(query))
    return found


def lock_known_scopes(connection: Connection, wanted: Sequence[str]) -> set[str]:
    """Lock scopes in their order and return those that exist."""
    found: set[str] = set()
    for start in range(0, len(wanted), MOST_PARAMETERS):
        found |= _locked(connection, wanted[start : start + MOST_PARAMETERS])
    return found


def add_scope(connection: Connection, scope: str, user_id: str, at: str) -> None:
    """Store a scope of the server's own making: a user's, or the organisation's."""
    _make_scopes(connection, [scope], user_id, at)


def scopes_like(connection: Connection, beginning: str) -> list[str]:
    """Return the first few scopes with a beginning."""
    query = select(scopes.c.scope).where(scopes.c.scope.startswith(beginning, autoescape=True))
    return list(connection.execute(query.order_by(scopes.c.scope).limit(MOST_NAMED)).scalars())


def customer_scopes(connection: Connection) -> list[str]:
    """Return the scopes of all customers."""
    query = select(scopes.c.scope).where(scopes.c.scope.startswith("customer:")).order_by(scopes.c.scope)
    return list(connection.execute(query).scalars())


def _by_scope(found: Iterable[Grant]) -> dict[str, list[Grant]]:
    grouped: dict[str, list[Grant]] = {}
    for grant in found:
        grouped.setdefault(grant.scope, []).append(grant)
    return grouped


def team_readers(connection: Connection, user_id: str) -> list[str]:
    """Return the supervisors of a user's team; of one without a team, the administrators.

    The user and the team stay as they are until the transaction ends.
    """
    mine = select(users.c.team_id).where(users.c.user_id == user_id).with_for_update(read=True)
    team = connection.execute(mine).scalar()
    connection.execute(select(teams.c.team_id).where(teams.c.team_id == team).with_for_update(read=True))
    query = select(users.c.user_id).where(users.c.state == "active", users.c.user_id != user_id)
    if team is None:
        query = query.where(users.c.role == "admin")
    else:
        query = query.where(users.c.team_id == team, users.c.role == "supervisor")
    return list(connection.execute(query.order_by(users.c.user_id)).scalars())
