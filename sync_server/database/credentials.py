"""What a user proves with who it is: password, second factor, recovery codes and one-time links."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from sync_server.database.tables import recovery_codes, sign_in_links, users


class Credentials(NamedTuple):
    """What is stored of the secrets of a user; ``totp_step`` is the half minute of the code taken last."""

    user_id: str
    name: str
    role: str
    state: str
    password_hash: str | None
    totp_secret: str | None
    totp_step: int | None


_QUERY = select(*(users.c[name] for name in Credentials._fields))


def credentials_of_name(connection: Connection, name: str) -> Credentials | None:
    """Return the credentials of the user of a name."""
    return _first(connection, _QUERY.where(users.c.name == name))


def credentials_of(connection: Connection, user_id: str) -> Credentials | None:
    """Return the credentials of a user, locked."""
    return _first(connection, _QUERY.where(users.c.user_id == user_id).with_for_update())


def _first(connection: Connection, query: "Select[*tuple[Any, ...]]") -> Credentials | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else Credentials(*row)


def write_password(connection: Connection, user_id: str, password_hash: str) -> None:
    """Store the hash of a user's new password."""
    changed = update(users).where(users.c.user_id == user_id)
    connection.execute(changed.values(password_hash=password_hash))


def write_totp(connection: Connection, user_id: str, secret: str | None, step: int | None) -> None:
    """Store a user's second factor, and the step of the code that was taken last."""
    changed = update(users).where(users.c.user_id == user_id)
    connection.execute(changed.values(totp_secret=secret, totp_step=step))


def write_recovery_codes(connection: Connection, user_id: str, hashes: Iterable[str], at: str) -> None:
    """Let these recovery codes take the place of all that a user had."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    rows = [{"code_hash": one, "user_id": user_id, "made_at": at} for one in hashes]
    if rows:
        connection.execute(insert(recovery_codes), rows)


def use_recovery_code(connection: Connection, user_id: str, code_hash: str) -> bool:
    """Use up a recovery code of a user; ``False`` when there is none like this."""
    gone = delete(recovery_codes).where(
        recovery_codes.c.user_id == user_id, recovery_codes.c.code_hash == code_hash
    )
    return connection.execute(gone).rowcount == 1


def count_recovery_codes(connection: Connection, user_id: str) -> int:
    """Return how many recovery codes a user has left."""
    query = select(func.count()).where(recovery_codes.c.user_id == user_id)
    return int(connection.execute(query).scalar_one())


class LinkRow(NamedTuple):
    """A one-time link as stored."""

    link_hash: str
    user_id: str
    purpose: str
    made_at: str
    expires_at: str


def add_link(connection: Connection, link: LinkRow) -> None:
    """Store a one-time link in the place of those of the same user and purpose."""
    same = (sign_in_links.c.user_id == link.user_id, sign_in_links.c.purpose == link.purpose)
    connection.execute(delete(sign_in_links).where(*same))
    connection.execute(insert(sign_in_links).values(link._asdict()))


def find_link(connection: Connection, link_hash: str) -> LinkRow | None:
    """Return the link of a hash, locked."""
    query = select(*(sign_in_links.c[name] for name in LinkRow._fields))
    row = connection.execute(
        query.where(sign_in_links.c.link_hash == link_hash).with_for_update()
    ).one_or_none()
    return None if row is None else LinkRow(*row)


def use_link(connection: Connection, link_hash: str) -> None:
    """Forget a link that was used."""
    connection.execute(delete(sign_in_links).where(sign_in_links.c.link_hash == link_hash))
