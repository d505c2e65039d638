"""What was quarantined, as its author sees it."""

from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from sync_server.database.tables import quarantine


class QuarantineRow(NamedTuple):
    """A save in quarantine."""

    quarantine_id: str
    device_id: str
    dseq: int
    scope: str
    code: str
    received_at: str
    state: str


_COLUMNS = tuple(quarantine.c[name] for name in QuarantineRow._fields)


def quarantined_of(
    connection: Connection, user_id: str, after: tuple[str, str], limit: int
) -> list[QuarantineRow]:
    """Return a user's quarantined saves behind a place (time, id), oldest first."""
    at, quarantine_id = after
    behind = or_(
        quarantine.c.received_at > at,
        and_(quarantine.c.received_at == at, quarantine.c.quarantine_id > quarantine_id),
    )
    query = select(*_COLUMNS).where(quarantine.c.user_id == user_id, behind)
    query = query.order_by(quarantine.c.received_at, quarantine.c.quarantine_id).limit(limit)
    return [QuarantineRow(*row) for row in connection.execute(query)]


def find_quarantined(
    connection: Connection, user_id: str, quarantine_id: str
) -> tuple[QuarantineRow, bytes] | None:
    """Return one of a user's quarantined saves, with its bytes."""
    query = select(*_COLUMNS, quarantine.c.line)
    query = query.where(quarantine.c.user_id == user_id, quarantine.c.quarantine_id == quarantine_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else (QuarantineRow(*row[:-1]), bytes(row[-1]))


def count_open(connection: Connection) -> int:
    """Return how many saves wait in quarantine for a decision."""
    query = select(func.count()).select_from(quarantine).where(quarantine.c.state == "open")
    return int(connection.execute(query).scalar_one())
