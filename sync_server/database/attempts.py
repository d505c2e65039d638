"""Attempts at signing in, counted so that every process of the server sees them."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from sync_server.database.tables import sign_in_attempts as attempts


class Attempts(NamedTuple):
    """How often somebody failed, when the next try is taken, and when the last one was."""

    attempt_hash: str
    failures: int
    next_at: str
    seen_at: str


def lock_attempts(connection: Connection, attempt_hash: str, at: str) -> Attempts:
    """Return the attempts of a hash, made when there were none, locked."""
    values = Attempts(attempt_hash, 0, at, at)._asdict()
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_or_not
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_or_not  # type: ignore[assignment]
    connection.execute(insert_or_not(attempts).values(values).on_conflict_do_nothing())
    query = select(*(attempts.c[name] for name in Attempts._fields))
    row = connection.execute(query.where(attempts.c.attempt_hash == attempt_hash).with_for_update()).one()
    return Attempts(*row)


def write_attempts(connection: Connection, known: Attempts) -> None:
    """Store how often somebody failed."""
    changed = update(attempts).where(attempts.c.attempt_hash == known.attempt_hash)
    connection.execute(changed.values(known._asdict()))


def forget_attempts(connection: Connection, attempt_hash: str) -> None:
    """Forget the attempts of somebody who has signed in."""
    connection.execute(delete(attempts).where(attempts.c.attempt_hash == attempt_hash))


def forget_old(connection: Connection, seen_before: str) -> None:
    """Forget attempts of long ago."""
    connection.execute(delete(attempts).where(attempts.c.seen_at < seen_before))
