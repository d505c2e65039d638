"""The people, laptops and deeds that a viewer of the pages may see: every query here is within a sight."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, true, update

from sync_server.database import devices as device_rows
from sync_server.database.audits import Deed
from sync_server.database.devices import DeviceRow
from sync_server.database.many import among
from sync_server.database.tables import audit, devices, teams, users
from sync_server.database.users import User


class Sight(NamedTuple):
    """Whom a viewer may see: everybody, the members of a team (``None``: of none), and always itself."""

    user_id: str
    team_id: str | None
    sees_all: bool


class Place(NamedTuple):
    """Where a page of the audit ended: the time and the id of its last deed."""

    at: str
    audit_id: str


class Choice(NamedTuple):
    """Which deeds are wanted; empty is any."""

    by: str = ""
    action: str = ""


def people_within(sight: Sight) -> ColumnElement[bool]:
    """Return the condition on ``users`` that a query of people has to hold."""
    if sight.sees_all:
        return true()
    of_team = users.c.team_id == sight.team_id if sight.team_id is not None else false()
    return or_(users.c.user_id == sight.user_id, of_team)


_USERS = select(
    *(users.c[name] for name in ("user_id", "name", "role", "team_id")),
    func.coalesce(teams.c.name, "").label("team"),
    *(users.c[name] for name in ("state", "retires_at", "made_at")),
).select_from(users.outerjoin(teams))


def people(connection: Connection, sight: Sight) -> list[User]:
    """Return the people, those who are there before those who have left, by team and name."""
    order = (users.c.state != "active", func.coalesce(teams.c.name, ""), users.c.name)
    return [
        User._make(row) for row in connection.execute(_USERS.where(people_within(sight)).order_by(*order))
    ]


def find_person(connection: Connection, sight: Sight, user_id: str) -> User | None:
    """Return a person; ``None`` when there is none of this id within the sight."""
    query = _USERS.where(people_within(sight), users.c.user_id == user_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else User._make(row)


def laptops(connection: Connection, sight: Sight) -> list[DeviceRow]:
    """Return the laptops of the people, by the name of who has them."""
    return device_rows.devices_where(connection, people_within(sight))


def laptops_of(connection: Connection, sight: Sight, user_id: str) -> list[DeviceRow]:
    """Return the laptops of one person."""
    return device_rows.devices_where(connection, and_(people_within(sight), users.c.user_id == user_id))


def find_laptop(connection: Connection, sight: Sight, device_id: str) -> DeviceRow | None:
    """Return a laptop; ``None`` when there is none of this id within the sight."""
    found = device_rows.devices_where(
        connection, and_(people_within(sight), devices.c.device_id == device_id)
    )
    return found[0] if found else None


def team_names(connection: Connection) -> list[str]:
    """Return the names of all teams."""
    return list(connection.execute(select(teams.c.name).order_by(teams.c.name)).scalars())


def _deeds_within(sight: Sight) -> ColumnElement[bool]:
    if sight.sees_all:
        return true()
    within = people_within(sight)
    ids = select(users.c.user_id).where(within)
    held = select(devices.c.device_id).where(devices.c.user_id.in_(ids))
    names = select(users.c.name).where(within)
    return or_(audit.c.subject.in_(ids), audit.c.subject.in_(held), audit.c.by.in_(names))


def deeds(
    connection: Connection, sight: Sight, choice: Choice, behind: Place | None, limit: int
) -> list[tuple[str, Deed]]:
    """Return deeds with their ids, newest first, behind a place."""
    query = select(audit.c.audit_id, *(audit.c[name] for name in Deed._fields)).where(_deeds_within(sight))
    if choice.by:
        query = query.where(audit.c.by == choice.by)
    if choice.action:
        query = query.where(audit.c.action == choice.action)
    if behind is not None:
        same = and_(audit.c.at == behind.at, audit.c.audit_id < behind.audit_id)
        query = query.where(or_(audit.c.at < behind.at, same))
    rows = connection.execute(query.order_by(audit.c.at.desc(), audit.c.audit_id.desc()).limit(limit))
    return [(str(row[0]), Deed(*row[1:])) for row in rows]


_NAMES_OF_USERS = select(users.c.user_id, users.c.name).where(among(users.c.user_id, "wanted"))
_NAMES_OF_TEAMS = select(teams.c.team_id, teams.c.name).where(among(teams.c.team_id, "wanted"))
_NAMES_OF_LAPTOPS = (
    select(devices.c.device_id, users.c.name + " · " + devices.c.label)
    .join(users, users.c.user_id == devices.c.user_id)
    .where(among(devices.c.device_id, "wanted"))
)


def names_of_users(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return for the ids of people what they are called."""
    return _named(connection, ids, _NAMES_OF_USERS)


def names_of(connection: Connection, subjects: Iterable[str]) -> dict[str, str]:
    """Return for the ids of people, teams and laptops what they are called."""
    return _named(connection, subjects, _NAMES_OF_USERS, _NAMES_OF_TEAMS, _NAMES_OF_LAPTOPS)


def _named(connection: Connection, ids: Iterable[str], *queries: Select[str, str]) -> dict[str, str]:
    wanted = {"wanted": sorted(set(ids))}
    if not wanted["wanted"]:
        return {}
    return {str(row[0]): str(row[1]) for query in queries for row in connection.execute(query, wanted)}


def read_language(connection: Connection, user_id: str) -> str | None:
    """Return the language that a user has chosen on the pages."""
    return connection.execute(select(users.c.language).where(users.c.user_id == user_id)).scalar()


def write_language(connection: Connection, user_id: str, language: str) -> None:
    """Store the language that a user has chosen on the pages."""
    connection.execute(update(users).where(users.c.user_id == user_id).values(language=language))
