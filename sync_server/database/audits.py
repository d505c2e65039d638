"""Who did what to whom, never what was written."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select

from sync_server.database.tables import audit, saves


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


def deeds_but(connection: Connection, actions: Collection[str]) -> dict[str, Deed]:
    """Return what was done by the ids of the rows, oldest first, without deeds of some kinds."""
    columns = [audit.c[name] for name in Deed._fields]
    query = select(audit.c.audit_id, *columns).where(audit.c.action.not_in(actions))
    rows = connection.execute(query.order_by(audit.c.at, audit.c.audit_id))
    return {audit_id: Deed(*deed) for audit_id, *deed in rows}


def last_trace(connection: Connection) -> str:
    """Return when the last thing was done or arrived (UTC text); empty where nothing ever was."""
    deed = connection.execute(select(func.max(audit.c.at))).scalar()
    save = connection.execute(select(func.max(saves.c.received_at))).scalar()
    return max(deed or "", save or "")


def deeds_about(connection: Connection, subject: str) -> list[Deed]:
    """Return what was done about a subject, oldest first."""
    columns = [audit.c[name] for name in Deed._fields]
    query = select(*columns).where(audit.c.subject == subject).order_by(audit.c.at, audit.c.audit_id)
    return [Deed(*row) for row in connection.execute(query)]
