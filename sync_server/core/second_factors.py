"""Setting up what a user proves itself with: password, app, recovery codes; and one-time links."""

from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text, to_text
from sync_server.auth.codes import make_code, normalise_code
from sync_server.auth.passwords import find_totp_step, make_totp_secret
from sync_server.auth.tokens import hash_secret
from sync_server.core.admission import ACTIVE
from sync_server.core.signing_in import WRONG_CODE, Entry, next_stage
from sync_server.core.viewers import Viewer, open_session, raise_session
from sync_server.database import credentials, feeds, sessions, users
from sync_server.database.audits import Deed, add_deed
from sync_server.database.credentials import LinkRow
from sync_server.database.engine import Connection
from sync_server.database.sessions import COMPLETE, PASSWORD
from sync_server.errors import NotPracticeError

RECOVERY_CODES = 10
WELCOME, PRACTICE = "welcome", "practice"
PRACTICE_MINUTES = 12 * 60
PRACTICE_ADDRESS = "practice-address"


class SetUp(NamedTuple):
    """What came of setting up: the new session's id and recovery codes, shown once, or the problem."""

    session_id: str = ""
    recovery_codes: tuple[str, ...] = ()
    problem: str = ""


def pending_secret(connection: Connection, viewer: Viewer) -> str:
    """Return the secret that the authenticator app shall take, made when there is none yet."""
    session = sessions.find_session(connection, viewer.session.session_hash, is_locked=True)
    if session is None:
        return ""
    if session.pending_secret:
        return session.pending_secret
    secret = make_totp_secret()
    sessions.write_session(connection, session._replace(pending_secret=secret))
    return secret


def finish_set_up(connection: Connection, viewer: Viewer, code: str, now: datetime) -> SetUp:
    """Take the first code of an app that has read the secret; recovery codes are made anew."""
    session = sessions.find_session(connection, viewer.session.session_hash, is_locked=True)
    if session is None or session.pending_secret is None:
        return SetUp(problem=WRONG_CODE)
    step = find_totp_step(session.pending_secret, code, now, None)
    if step is None:
        return SetUp(problem=WRONG_CODE)
    user = viewer.user
    credentials.write_totp(connection, user.user_id, session.pending_secret, step)
    sessions.end_sessions_of(connection, user.user_id, but=session.session_hash)
    add_deed(connection, Deed(to_text(now), user.name, "second-factor", user.user_id, ""))
    made = make_recovery_codes(connection, viewer, now)
    return SetUp(raise_session(connection, session, COMPLETE, now), made)


def make_recovery_codes(connection: Connection, viewer: Viewer, now: datetime) -> tuple[str, ...]:
    """Return new recovery codes, shown once; the old ones are good for nothing."""
    user, codes = viewer.user, tuple(make_code() for _ in range(RECOVERY_CODES))
    hashes = [hash_secret(code.replace("-", "")) for code in codes]
    credentials.write_recovery_codes(connection, user.user_id, hashes, to_text(now))
    add_deed(connection, Deed(to_text(now), user.name, "recovery-codes", user.user_id, ""))
    return codes


def choose_password(connection: Connection, viewer: Viewer, password_hash: str, now: datetime) -> Entry:
    """Give a user a new password; the other sessions end, and this one goes on under a new id."""
    session = sessions.find_session(connection, viewer.session.session_hash, is_locked=True)
    found = credentials.credentials_of(connection, viewer.user.user_id)
    if session is None or found is None:
        return Entry(problem="link-unknown")
    credentials.write_password(connection, found.user_id, password_hash)
    sessions.end_sessions_of(connection, found.user_id, but=session.session_hash)
    add_deed(connection, Deed(to_text(now), found.name, "password", found.user_id, ""))
    stage = next_stage(found) if session.stage == PASSWORD else session.stage
    return Entry(raise_session(connection, session._replace(proved_at=to_text(now)), stage, now))


def make_link(
    connection: Connection, user_id: str, by: str, now: datetime, minutes: int, purpose: str
) -> str:
    """Return the secret of a one-time link, shown once, with which a user comes in without a password."""
    code = make_code()
    at, expires = to_text(now), to_text(now + timedelta(minutes=minutes))
    link = LinkRow(hash_secret(code.replace("-", "")), user_id, purpose, at, expires)
    credentials.add_link(connection, link)
    add_deed(connection, Deed(at, by, "sign-in-link", user_id, purpose))
    return code


def make_practice_link(connection: Connection, user: users.User, by: str, now: datetime) -> str:
    """Return a one-time link that signs in without a password; ``NotPracticeError`` where people
    are real.
    """
    if not is_practice(connection):
        raise NotPracticeError
    code = make_link(connection, user.user_id, by, now, PRACTICE_MINUTES, PRACTICE)
    return f"{feeds.read_setting(connection, PRACTICE_ADDRESS)}/review/welcome/{code}"


def note_address(connection: Connection, url: str) -> None:
    """Keep where the practice server listens: its links lead there."""
    feeds.write_setting(connection, PRACTICE_ADDRESS, url)


def follow_link(connection: Connection, code: str, now: datetime) -> Entry:
    """Use up a one-time link: a password is chosen next, or (practice) the session is complete."""
    letters = normalise_code(code)
    link = None if letters is None else credentials.find_link(connection, hash_secret(letters))
    if link is None or from_text(link.expires_at) < now:
        return Entry(problem="link-unknown")
    user = users.get_user(connection, link.user_id)
    if user.state != ACTIVE or (link.purpose == PRACTICE and not is_practice(connection)):
        return Entry(problem="link-unknown")
    credentials.use_link(connection, link.link_hash)
    stage = COMPLETE if link.purpose == PRACTICE else PASSWORD
    if stage == COMPLETE:
        add_deed(connection, Deed(to_text(now), user.name, "sign-in", user.user_id, link.purpose))
    return Entry(open_session(connection, user.user_id, stage, now))


def is_practice(connection: Connection) -> bool:
    """Say whether this is a practice server, where all people are made up."""
    return feeds.read_setting(connection, PRACTICE) == "yes"
