"""The people of the organisation: added, moved between teams, retired."""

from datetime import datetime, timedelta
from uuid import uuid4

from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_line_problems
from sync_server.auth.passwords import LONGEST, SHORTEST, hash_password, is_long_enough, make_totp_secret
from sync_server.core.admission import ACTIVE, RETIRED, RETIRING
from sync_server.core.granting import Granting, lock_customers, rewrite_team_grants
from sync_server.database import grants, sessions, users
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.database.grants import ORGANISATION, OWNER, SELF, TEAM
from sync_server.database.users import User
from sync_server.errors import RefusalError

REP, SUPERVISOR, ADMIN = "rep", "supervisor", "admin"
ROLES = (REP, SUPERVISOR, ADMIN)
LONGEST_NAME = 60


def check_user(name: str, role: str, team: str, password: str | None) -> None:
    """Raise ``BadInputError`` when a user cannot be as it is said."""
    problems = [
        *find_line_problems("name", name, LONGEST_NAME),
        *find_line_problems("team", team, LONGEST_NAME),
    ]
    if not name.strip():
        problems.append(Problem("name", "empty"))
    if role not in ROLES:
        problems.append(Problem("role", "unknown-choice", {"words": role[:20], "choices": ROLES}))
    if password is not None and not is_long_enough(password):
        problems.append(Problem("password", "password-length", {"least": SHORTEST, "most": LONGEST}))
    if problems:
        raise BadInputError(*problems)


def add_user(
    connection: Connection, name: str, role: str, team: str, password: str | None, by: str, now: datetime
) -> tuple[User, str]:
    """Add a user and return it with the secret of its second factor, shown once (empty for a rep).

    ``BadInputError`` when there is one of this name.
    """
    check_user(name, role, team, password)
    name, team, at = " ".join(name.split()), " ".join(team.split()), to_text(now)
    if users.find_user(connection, name) is not None:
        raise BadInputError(Problem("name", "name-taken", {"words": name}))
    user = User(uuid4().hex, name, role, users.find_team(connection, team), team, ACTIVE, None, at)
    lock_customers(connection, _team_of(connection, user))
    user = user._replace(team_id=users.lock_team(connection, team) if team else None)
    secret = "" if role == REP else make_totp_secret()
    users.add_user(connection, user, hash_password(password) if password else None, secret or None)
    add_deed(connection, Deed(at, by, "user-add", user.user_id, role))
    granting = Granting(connection, now)
    grants.add_scope(connection, f"user:{user.user_id}", user.user_id, at)
    granting.open(user.user_id, f"user:{user.user_id}", SELF)
    granting.open(user.user_id, ORGANISATION, ORGANISATION)
    rewrite_team_grants(connection, granting, _team_of(connection, user))
    granting.finish()
    return user, secret


def change_team(connection: Connection, name: str, team: str, by: str, now: datetime) -> User:
    """Move a user to another team (empty: none); who may see whose customers changes with it, so the user
    signs in anew.
    """
    user = get_active(connection, name)
    check_user(name, user.role, team, None)
    team = " ".join(team.split())
    affected = _team_of(connection, user)
    moved = user._replace(team=team, team_id=users.find_team(connection, team))
    lock_customers(connection, sorted({*affected, *_team_of(connection, moved)}))
    users.lock_user(connection, user.user_id)
    moved = moved._replace(team_id=users.lock_team(connection, team) if team else None)
    users.write_user(connection, moved)
    if moved.team_id != user.team_id:
        sessions.end_sessions_of(connection, user.user_id)
    granting = Granting(connection, now)
    rewrite_team_grants(connection, granting, sorted({*affected, *_team_of(connection, moved)}))
    granting.finish()
    add_deed(connection, Deed(to_text(now), by, "user-team", user.user_id, moved.team_id or ""))
    return moved


def retire_user(connection: Connection, name: str, days: int, by: str, now: datetime) -> User:
    """Let a user go: customers are ended, so that the laptop drops them; it may push for some days. On the
    pages the user is signed out.
    """
    user = get_active(connection, name)
    lock_customers(connection, [user.user_id])
    users.lock_user(connection, user.user_id)
    retires_at = to_text(now + timedelta(days=days))
    gone = user._replace(state=RETIRING if days else RETIRED, retires_at=retires_at)
    users.write_user(connection, gone)
    sessions.end_sessions_of(connection, user.user_id)
    found = [
        grant
        for grant in grants.all_grants(connection, user.user_id)
        if grant.to_seq is None and grant.why in (OWNER, TEAM)
    ]
    grants.lock_known_scopes(connection, sorted({grant.scope for grant in found}))
    granting = Granting(connection, now)
    for grant in found:
        granting.end(grant)
    granting.finish()
    add_deed(connection, Deed(to_text(now), by, "user-retire", user.user_id, retires_at))
    return gone


def get_active(connection: Connection, name: str) -> User:
    """Return an active user by name; ``RefusalError``."""
    user = users.find_user(connection, " ".join(name.split()))
    if user is None:
        raise RefusalError("user-unknown")
    if user.state != ACTIVE:
        raise RefusalError("user-left")
    return user


def _team_of(connection: Connection, user: User) -> list[str]:
    """Return the users whose customers a user's coming or going concerns."""
    if user.team_id is not None:
        return sorted({user.user_id, *users.members(connection, [user.team_id])})
    return users.teamless(connection) if user.role == ADMIN else [user.user_id]
