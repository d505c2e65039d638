"""Who did what to whom, never what was written."""

from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from sync_server.database.tables import audit


class Deed(NamedTuple):
    """One thing that somebody did."""

    at: str
    by: str
    action: str
    subject: str
    detail: str


def add_deed(connection: Connection, deed: Deed) -> None:
    """Store what somebody did."""
    connection.execute(insert(audit).values(audit_id=uuid4().hex, **deed._asdict()))


def deeds_about(connection: Connection, subject: str) -> list[Deed]:
    """Return what was done about a subject, oldest first."""
    columns = [audit.c[name] for name in Deed._fields]
    query = select(*columns).where(audit.c.subject == subject).order_by(audit.c.at, audit.c.audit_id)
    return [Deed(*row) for row in connection.execute(query)]
