"""Signing in to the pages: name and password, then a second factor for everyone who sees a team.

What can be wrong is a value: the code of a problem. A wrong name and a wrong password are the same problem,
and take the same time.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from sync_server.auth.codes import normalise_code
from sync_server.auth.delays import BY_NAME_AND_ADDRESS, CODES_OF_ONE_USER
from sync_server.auth.passwords import find_totp_step, is_password_of
from sync_server.auth.tokens import hash_secret
from sync_server.core.admission import ACTIVE
from sync_server.core.attempts import attempt_key, take_attempt
from sync_server.core.users import REP
from sync_server.core.viewers import Viewer, open_session, raise_session
from sync_server.database import attempts, credentials, sessions
from sync_server.database.audits import Deed, add_deed
from sync_server.database.credentials import Credentials
from sync_server.database.engine import Connection, Engine, reading, write
from sync_server.database.sessions import COMPLETE, SECOND, SET_UP
from sync_server.errors import RefusalError

MOST_TRIES = 5
"""Wrong codes after which the password is asked for again."""
WRONG, WRONG_PASSWORD, WRONG_CODE = "sign-in-wrong", "password-wrong", "code-wrong"
Check = Callable[[str | None, str], bool]


class Entry(NamedTuple):
    """What came of an attempt: the new session's id, or the problem (one of both is empty)."""

    session_id: str = ""
    problem: str = ""


def sign_in(
    engine: Engine,
    name: str,
    password: str,
    address: str,
    now: datetime,
    old_session: str = "",
    check: Check = is_password_of,
) -> Entry:
    """Begin a session; ``RefusalError`` says when to come again."""
    name = " ".join(name.split())
    key = attempt_key("password", name, address)
    _take(engine, key, now)
    with reading(engine) as connection:
        found = credentials.credentials_of_name(connection, name)
    # Who has no password costs as much time as somebody who has one.
    is_right = check(found.password_hash if found and found.state == ACTIVE else None, password)
    if found is None or not is_right:
        return Entry(problem=WRONG)

    def enter(connection: Connection) -> Entry:
        attempts.forget_attempts(connection, key)
        if old_session:
            sessions.end_session(connection, hash_secret(old_session))
        stage = next_stage(found)
        if stage == COMPLETE:
            add_deed(connection, Deed(to_text(now), found.name, "sign-in", found.user_id, ""))
        return Entry(open_session(connection, found.user_id, stage, now))

    return write(engine, enter)


def next_stage(found: Credentials) -> str:
    """Return what follows the password: who sees a team has a second factor, others may have one."""
    if found.totp_secret:
        return SECOND
    return COMPLETE if found.role == REP else SET_UP


def _take(engine: Engine, key: str, now: datetime) -> None:
    wait = write(engine, lambda connection: take_attempt(connection, key, BY_NAME_AND_ADDRESS, now))
    if wait:
        raise RefusalError("too-many-requests", retry_after=wait)


def give_code(connection: Connection, viewer: Viewer, code: str, now: datetime) -> Entry | int:
    """Take a code of the authenticator app; a number is in how many seconds one is taken again."""

    def is_right(known: Credentials) -> bool:
        step = find_totp_step(known.totp_secret or "", code, now, known.totp_step)
        if step is not None:
            credentials.write_totp(connection, known.user_id, known.totp_secret, step)
        return step is not None

    return _give(connection, viewer, now, is_right, "sign-in")


def give_recovery_code(connection: Connection, viewer: Viewer, code: str, now: datetime) -> Entry | int:
    """Take a recovery code, which is gone then; a number is in how many seconds one is taken again."""
    letters = normalise_code(code)

    def is_right(known: Credentials) -> bool:
        if letters is None:
            return False
        return credentials.use_recovery_code(connection, known.user_id, hash_secret(letters))

    return _give(connection, viewer, now, is_right, "sign-in-recovery")


def _give(
    connection: Connection,
    viewer: Viewer,
    now: datetime,
    is_right: Callable[[Credentials], bool],
    action: str,
) -> Entry | int:
    user = viewer.user
    wait = take_attempt(connection, attempt_key("code", user.user_id), CODES_OF_ONE_USER, now)
    if wait:
        return wait
    session = sessions.find_session(connection, viewer.session.session_hash, is_locked=True)
    known = credentials.credentials_of(connection, user.user_id)
    if session is None or session.stage != SECOND or known is None or not known.totp_secret:
        return Entry(problem=WRONG_CODE)
    if is_right(known):
        attempts.forget_attempts(connection, attempt_key("code", user.user_id))
        add_deed(connection, Deed(to_text(now), user.name, action, user.user_id, ""))
        return Entry(raise_session(connection, session, COMPLETE, now))
    if session.tries + 1 >= MOST_TRIES:
        sessions.end_session(connection, session.session_hash)
    else:
        sessions.write_session(connection, session._replace(tries=session.tries + 1))
    return Entry(problem=WRONG_CODE)


def confirm_password(
    engine: Engine, viewer: Viewer, password: str, address: str, now: datetime, check: Check = is_password_of
) -> Entry:
    """Take the password once more before something grave; the session goes on under a new id."""
    key = attempt_key("password", viewer.user.name, address)
    _take(engine, key, now)
    with reading(engine) as connection:
        found = credentials.credentials_of_name(connection, viewer.user.name)
    if not check(found.password_hash if found else None, password):
        return Entry(problem=WRONG_PASSWORD)

    def confirm(connection: Connection) -> Entry:
        attempts.forget_attempts(connection, key)
        session = sessions.find_session(connection, viewer.session.session_hash, is_locked=True)
        if session is None:
            return Entry(problem=WRONG_PASSWORD)
        proved = session._replace(proved_at=to_text(now))
        return Entry(raise_session(connection, proved, session.stage, now))

    return write(engine, confirm)


def sign_out(connection: Connection, viewer: Viewer, now: datetime) -> None:
    """End a session."""
    sessions.end_session(connection, viewer.session.session_hash)
    add_deed(connection, Deed(to_text(now), viewer.user.name, "sign-out", viewer.user.user_id, ""))
