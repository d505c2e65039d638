"""Users and teams."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from sync_server.database.tables import teams, users


class User(NamedTuple):
    """A user, and the name of the team; ``state`` active, retiring (pushes until ``retires_at``), retired."""

    user_id: str
    name: str
    role: str
    team_id: str | None
    team: str
    state: str
    retires_at: str | None
    made_at: str


_COLUMNS = (
    users.c.user_id,
    users.c.name,
    users.c.role,
    users.c.team_id,
    teams.c.name.label("team"),
    users.c.state,
    users.c.retires_at,
    users.c.made_at,
)
_QUERY = select(*_COLUMNS).select_from(users.outerjoin(teams))


def _read(row: Sequence[Any]) -> User:
    user = User(*row)
    return user._replace(team=user.team or "")


def find_user(connection: Connection, name: str) -> User | None:
    """Return the user of a name."""
    row = connection.execute(_QUERY.where(users.c.name == name)).one_or_none()
    return None if row is None else _read(row)


def get_user(connection: Connection, user_id: str) -> User:
    """Return the user of an id."""
    return _read(connection.execute(_QUERY.where(users.c.user_id == user_id)).one())


def all_users(connection: Connection) -> list[User]:
    """Return all users by their names."""
    return [_read(row) for row in connection.execute(_QUERY.order_by(users.c.name))]


def members(connection: Connection, team_ids: Collection[str]) -> list[str]:
    """Return the ids of the users of teams."""
    query = select(users.c.user_id).where(users.c.team_id.in_(team_ids)).order_by(users.c.user_id)
    return list(connection.execute(query).scalars()) if team_ids else []


def teamless(connection: Connection) -> list[str]:
    """Return the ids of the users without a team."""
    query = select(users.c.user_id).where(users.c.team_id.is_(None)).order_by(users.c.user_id)
    return list(connection.execute(query).scalars())


def add_user(
    connection: Connection,
    user: User,
    password_hash: str | None = None,
    totp_secret: str | None = None,
) -> None:
    """Store a new user."""
    values = {**user._asdict(), "password_hash": password_hash, "totp_secret": totp_secret}
    del values["team"]
    connection.execute(insert(users).values(values))


def write_user(connection: Connection, user: User) -> None:
    """Store a user's role, team and state."""
    values = {
        "role": user.role,
        "team_id": user.team_id,
        "state": user.state,
        "retires_at": user.retires_at,
    }
    connection.execute(update(users).where(users.c.user_id == user.user_id).values(values))


def lock_user(connection: Connection, user_id: str) -> None:
    """Lock a user's row: whoever gives a new scope to the user's team waits."""
    connection.execute(select(users.c.user_id).where(users.c.user_id == user_id).with_for_update())


def find_team(connection: Connection, name: str) -> str | None:
    """Return the id of the team of a name."""
    found = connection.execute(select(teams.c.team_id).where(teams.c.name == name)).scalar()
    return None if found is None else str(found)


def lock_team(connection: Connection, name: str) -> str:
    """Return the id of a team, made when there is none of this name, locked."""
    query = select(teams.c.team_id).where(teams.c.name == name).with_for_update()
    found = connection.execute(query).scalar()
    if found is not None:
        return str(found)
    team_id = uuid4().hex
    connection.execute(insert(teams).values(team_id=team_id, name=name))
    return team_id
