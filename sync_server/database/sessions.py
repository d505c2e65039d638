"""Who is signed in to the pages, under the hash of the session's id."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select, update

from sync_server.database.tables import sessions

SECOND, SET_UP, PASSWORD, COMPLETE = "second", "set-up", "password", "complete"
"""Stages: the second factor is asked for, is set up, a password is chosen; or everything was proved."""


class SessionRow(NamedTuple):
    """A session as stored."""

    session_hash: str
    user_id: str
    stage: str
    made_at: str
    proved_at: str
    seen_at: str
    tries: int
    pending_secret: str | None


def add_session(connection: Connection, session: SessionRow) -> None:
    """Store a new session."""
    connection.execute(insert(sessions).values(session._asdict()))


def find_session(connection: Connection, session_hash: str, is_locked: bool = False) -> SessionRow | None:
    """Return the session of a hash."""
    query = select(*(sessions.c[name] for name in SessionRow._fields))
    query = query.where(sessions.c.session_hash == session_hash)
    row = connection.execute(query.with_for_update() if is_locked else query).one_or_none()
    return None if row is None else SessionRow(*row)


def write_session(connection: Connection, session: SessionRow) -> None:
    """Store what has changed of a session."""
    changed = update(sessions).where(sessions.c.session_hash == session.session_hash)
    connection.execute(changed.values(session._asdict()))


def note_use(connection: Connection, session_hash: str, at: str) -> None:
    """Note when a session was used last."""
    connection.execute(update(sessions).where(sessions.c.session_hash == session_hash).values(seen_at=at))


def end_session(connection: Connection, session_hash: str) -> None:
    """Forget a session."""
    connection.execute(delete(sessions).where(sessions.c.session_hash == session_hash))


def end_sessions_of(connection: Connection, user_id: str, but: str = "") -> None:
    """Forget the sessions of a user, but the one of a hash."""
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id, sessions.c.session_hash != but))


def end_all(connection: Connection) -> None:
    """Forget all sessions."""
    connection.execute(delete(sessions))


def end_old(connection: Connection, made_before: str, seen_before: str) -> None:
    """Forget sessions that are too old, or were not used for too long."""
    connection.execute(
        delete(sessions).where(or_(sessions.c.made_at < made_before, sessions.c.seen_at < seen_before))
    )
