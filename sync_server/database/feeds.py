"""The feed: one counter for every change; who takes numbers holds it to the end of the transaction."""

from sqlalchemy import BigInteger, Connection, bindparam, insert, select, update

from sync_server.database.engine import found_before
from sync_server.database.tables import feed, organisation

FEED = 1
_TAKEN = (
    update(feed)
    .where(feed.c.feed == FEED)
    .values(head=feed.c.head + bindparam("count", type_=BigInteger))
    .returning(feed.c.head)
)
_HEAD = select(feed.c.head).where(feed.c.feed == FEED)
_SETTINGS = select(organisation.c.name, organisation.c.value)


def make_feed(connection: Connection, feed_id: str) -> None:
    """Begin the feed at nothing, under a name of its own."""
    connection.execute(insert(feed).values(feed=FEED, head=0))
    write_setting(connection, "feed_id", feed_id)


def take_numbers(connection: Connection, count: int) -> int:
    """Take so many numbers and return the first.

    Last of all in a transaction: nobody else takes numbers until it ends, so that numbers are given in the
    order of commits.
    """
    return int(connection.execute(_TAKEN, {"count": count}).scalar_one()) - count + 1


def read_head(connection: Connection) -> int:
    """Return the number that was given last."""
    return int(connection.execute(_HEAD).scalar_one())


def read_setting(connection: Connection, name: str) -> str:
    """Return what the server knows of itself under a name; empty when it does not."""
    # Every figure of a page asks for the zone.
    found = found_before(connection, "settings")
    if not found:
        found |= _read_settings(connection)
    return found.get(name, "")


def _read_settings(connection: Connection) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in connection.execute(_SETTINGS)}


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Store what the server knows of itself."""
    changed = connection.execute(update(organisation).where(organisation.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(organisation).values(name=name, value=value))
