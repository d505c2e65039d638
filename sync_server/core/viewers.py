"""Who looks at the pages: from a session to a user, and whom that user may see."""

from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text, to_text
from sync_server.auth.tokens import hash_secret, make_session_id
from sync_server.core.admission import ACTIVE
from sync_server.core.users import ADMIN, SUPERVISOR
from sync_server.database import sessions, users
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.database.sessions import COMPLETE, SessionRow
from sync_server.database.users import User

LONGEST_SESSION = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=1)
LONGEST_UNFINISHED = timedelta(minutes=15)
"""How long a session is good: at most, without use, and before the second factor."""
FRESH = timedelta(minutes=10)
"""How long after the password was given no one asks for it again."""
NOTED_EVERY = timedelta(minutes=1)


class Viewer(NamedTuple):
    """A user who looks at the pages, and the session."""

    user: User
    session: SessionRow

    @property
    def is_complete(self) -> bool:
        """Say whether everything was proved that has to be."""
        return self.session.stage == COMPLETE

    @property
    def sees_team(self) -> bool:
        """Say whether this is somebody who sees the work of others."""
        return self.user.role in (SUPERVISOR, ADMIN)

    @property
    def sight(self) -> Sight:
        """Return whom the viewer may see."""
        team = self.user.team_id if self.user.role == SUPERVISOR else None
        return Sight(self.user.user_id, team, self.user.role == ADMIN)

    def is_fresh(self, now: datetime) -> bool:
        """Say whether the password was given just now."""
        return self.is_complete and now - from_text(self.session.proved_at) <= FRESH


def find_viewer(connection: Connection, session_id: str, now: datetime) -> Viewer | None:
    """Return who has a session; ``None`` when it has ended, or its user has left."""
    session = sessions.find_session(connection, hash_secret(session_id))
    if session is None or not _is_good(session, now):
        return None
    user = users.get_user(connection, session.user_id)
    return Viewer(user, session) if user.state == ACTIVE else None


def _is_good(session: SessionRow, now: datetime) -> bool:
    age, idle = now - from_text(session.made_at), now - from_text(session.seen_at)
    longest = LONGEST_SESSION if session.stage == COMPLETE else LONGEST_UNFINISHED
    return age <= longest and idle <= LONGEST_IDLE


def should_note(viewer: Viewer, now: datetime) -> bool:
    """Say whether it is time to note that a session is still used."""
    return now - from_text(viewer.session.seen_at) >= NOTED_EVERY


def open_session(connection: Connection, user_id: str, stage: str, now: datetime) -> str:
    """Begin a session under a new id, and return the id; old ones are tidied away."""
    sessions.end_old(connection, to_text(now - LONGEST_SESSION), to_text(now - LONGEST_IDLE))
    session_id, at = make_session_id(), to_text(now)
    sessions.add_session(connection, SessionRow(hash_secret(session_id), user_id, stage, at, at, at, 0, None))
    return session_id


def raise_session(connection: Connection, old: SessionRow, stage: str, now: datetime) -> str:
    """Give a session more rights under a new id, and return the id; the old id is good for nothing."""
    session_id = make_session_id()
    sessions.end_session(connection, old.session_hash)
    raised = old._replace(
        session_hash=hash_secret(session_id), stage=stage, seen_at=to_text(now), tries=0, pending_secret=None
    )
    sessions.add_session(connection, raised)
    return session_id
