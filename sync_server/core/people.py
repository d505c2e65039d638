"""People and laptops as a viewer of the pages sees them, and what the viewer may do about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from sync_server.core.admission import ACTIVE, has_gone
from sync_server.core.customers import customer_name
from sync_server.core.enrolment import NewCode, make_enrol_code, revoke
from sync_server.core.holdings import Holding, holding_of, holdings_of
from sync_server.core.second_factors import WELCOME, make_link
from sync_server.core.users import ADMIN, REP, SUPERVISOR, add_user, change_team, retire_user
from sync_server.core.viewers import Viewer
from sync_server.database import credentials, people, sessions
from sync_server.database.audits import Deed, add_deed
from sync_server.database.devices import REVOKED
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.database.users import User
from sync_server.errors import RefusalError

WELCOME_MINUTES = 48 * 60


class Person(NamedTuple):
    """Somebody, and the laptops."""

    user: User
    laptops: tuple[Holding, ...]

    @property
    def seen_at(self) -> str:
        """Return when any of the laptops spoke last; empty when none ever did."""
        return max((one.device.seen_at or "" for one in self.laptops), default="")

    @property
    def customers(self) -> int:
        """Return how many customers the person has on laptops that are in use."""
        held = {customer for one in self.laptops for customer in one.customers if is_in_use(one)}
        return len(held)


class Named(NamedTuple):
    """A customer and its name; empty when its profile has not arrived."""

    customer: str
    name: str


def is_in_use(holding: Holding) -> bool:
    """Say whether a laptop may still speak."""
    return holding.device.state != REVOKED


def read_people(connection: Connection, sight: Sight) -> list[Person]:
    """Return the people of a sight with their laptops."""
    by_user: dict[str, list[Holding]] = {}
    for holding in read_laptops(connection, sight):
        by_user.setdefault(holding.device.user_id, []).append(holding)
    return [Person(user, tuple(by_user.get(user.user_id, ()))) for user in people.people(connection, sight)]


def read_person(connection: Connection, sight: Sight, user_id: str) -> Person:
    """Return one of them; ``RefusalError`` when there is none of this id."""
    user = get_user(connection, sight, user_id)
    found = people.laptops_of(connection, sight, user_id)
    return Person(user, tuple(holdings_of(connection, found)))


def get_user(connection: Connection, sight: Sight, user_id: str) -> User:
    """Return a user of a sight; ``RefusalError`` when there is none of this id."""
    user = people.find_person(connection, sight, user_id)
    if user is None:
        raise RefusalError("not-found")
    return user


def read_laptops(connection: Connection, sight: Sight) -> list[Holding]:
    """Return the laptops of a sight."""
    return holdings_of(connection, people.laptops(connection, sight))


def get_laptop(connection: Connection, sight: Sight, device_id: str) -> Holding:
    """Return a laptop of a sight; ``RefusalError`` when there is none of this id."""
    device = people.find_laptop(connection, sight, device_id)
    if device is None:
        raise RefusalError("not-found")
    return holding_of(connection, device)


def named(connection: Connection, customers: Sequence[str]) -> list[Named]:
    """Return customers by their names."""
    found = [Named(one, customer_name(connection, one)) for one in customers]
    return sorted(found, key=lambda one: (not one.name, one.name, one.customer))


def may_enrol(viewer: Viewer, user: User, now: datetime) -> bool:
    """Say whether a viewer may give a laptop to a user: administrators to all, supervisors to their reps; who
    is leaving may still hand in what waits.
    """
    return not has_gone(user.state, user.retires_at, now) and may_revoke(viewer, user)


def may_revoke(viewer: Viewer, user: User) -> bool:
    """Say whether a viewer may revoke the laptops of a user, who may have left."""
    if viewer.user.role == ADMIN:
        return True
    is_own_team = viewer.user.team_id is not None and user.team_id == viewer.user.team_id
    return viewer.user.role == SUPERVISOR and user.role == REP and is_own_team


def may_manage(viewer: Viewer, user: User) -> bool:
    """Say whether a viewer may move a user, invite it or let it go: administrators, all but themselves."""
    return viewer.user.role == ADMIN and user.state == ACTIVE and user.user_id != viewer.user.user_id


def enrol(connection: Connection, viewer: Viewer, user_id: str, now: datetime, hours: int) -> NewCode:
    """Make a one-time code for a laptop; ``RefusalError``."""
    user = get_user(connection, viewer.sight, user_id)
    _require(may_enrol(viewer, user, now))
    return make_enrol_code(connection, user.name, viewer.user.name, now, hours)


def revoke_laptop(connection: Connection, viewer: Viewer, device_id: str, now: datetime) -> list[str]:
    """Revoke a laptop and every identity taken from it; ``RefusalError``."""
    laptop = get_laptop(connection, viewer.sight, device_id)
    _require(may_revoke(viewer, get_user(connection, viewer.sight, laptop.device.user_id)))
    return revoke(connection, laptop.device.device_id, viewer.user.name, now)


def add_person(
    connection: Connection, viewer: Viewer, name: str, role: str, team: str, now: datetime
) -> tuple[User, str]:
    """Add a person, and return it with the secret of the link to come in with; ``BadInputError``."""
    user, _secret = add_user(connection, name, role, team, None, viewer.user.name, now)
    # The person sets up the second factor, with nobody looking on.
    credentials.write_totp(connection, user.user_id, None, None)
    return user, make_link(connection, user.user_id, viewer.user.name, now, WELCOME_MINUTES, WELCOME)


def invite(
    connection: Connection, viewer: Viewer, user_id: str, is_factor_lost: bool, now: datetime
) -> tuple[User, str]:
    """Make a link with which a person chooses a new password, and a new second factor if that is lost."""
    user = get_user(connection, viewer.sight, user_id)
    _require(may_manage(viewer, user))
    if is_factor_lost:
        credentials.write_totp(connection, user_id, None, None)
        credentials.write_recovery_codes(connection, user_id, (), to_text(now))
        sessions.end_sessions_of(connection, user_id)
        add_deed(connection, Deed(to_text(now), viewer.user.name, "second-factor-reset", user_id, ""))
    return user, make_link(connection, user_id, viewer.user.name, now, WELCOME_MINUTES, WELCOME)


def move(connection: Connection, viewer: Viewer, user_id: str, team: str, now: datetime) -> User:
    """Move a person to another team; ``BadInputError``, ``RefusalError``."""
    user = get_user(connection, viewer.sight, user_id)
    _require(may_manage(viewer, user))
    return change_team(connection, user.name, team, viewer.user.name, now)


def retire(connection: Connection, viewer: Viewer, user_id: str, days: int, now: datetime) -> User:
    """Let a person go; pending work may come in for some days."""
    user = get_user(connection, viewer.sight, user_id)
    _require(may_manage(viewer, user))
    return retire_user(connection, user.name, days, viewer.user.name, now)


def _require(may: bool) -> None:
    if not may:
        raise RefusalError("page-not-yours")
