"""Attempts at signing in: each is counted before it is tried, so that many at once help nobody."""

import hashlib
from datetime import datetime, timedelta

from fieldlog.domain.days import from_text, to_text
from sync_server.auth.delays import FORGOTTEN_AFTER_HOURS, Patience, delay_after
from sync_server.database import attempts
from sync_server.database.engine import Connection


def attempt_key(*parts: str) -> str:
    """Return under what attempts are counted; names and addresses are not kept."""
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()


def take_attempt(connection: Connection, key: str, patience: Patience, now: datetime) -> int:
    """Count an attempt; return 0, or in how many seconds one is taken again."""
    attempts.forget_old(connection, to_text(now - timedelta(hours=FORGOTTEN_AFTER_HOURS)))
    known = attempts.lock_attempts(connection, key, to_text(now))
    wait = (from_text(known.next_at) - now).total_seconds()
    if wait > 0:
        return max(1, round(wait))
    failures = known.failures + 1
    following = now + timedelta(seconds=delay_after(failures, patience))
    attempts.write_attempts(
        connection,
        known._replace(failures=failures, next_at=to_text(following), seen_at=to_text(now)),
    )
    return 0
