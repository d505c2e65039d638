"""What was quarantined, as its author sees it, and as those who decide do."""

from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select, update

from sync_server.database.figures.places import ListPlace, is_behind
from sync_server.database.people import Sight, people_within
from sync_server.database.tables import quarantine, users


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


class WaitingSave(NamedTuple):
    """A save in quarantine, and whose it is."""

    quarantine_id: str
    user_id: str
    user_name: str
    scope: str
    code: str
    received_at: str
    state: str

    @property
    def place(self) -> ListPlace:
        """Where the list goes on behind it."""
        return ListPlace(self.received_at, self.quarantine_id)


_WAITING = select(
    quarantine.c.quarantine_id,
    quarantine.c.user_id,
    users.c.name,
    *(quarantine.c[name] for name in WaitingSave._fields[3:]),
).join(users, users.c.user_id == quarantine.c.user_id)


def open_within(
    connection: Connection, sight: Sight, behind: ListPlace | None, limit: int
) -> list[WaitingSave]:
    """Return the saves of the people within a sight that wait for a decision behind a place, oldest first."""
    query = _WAITING.where(people_within(sight), quarantine.c.state == "open")
    if behind is not None:
        query = query.where(is_behind(quarantine.c.received_at, quarantine.c.quarantine_id, behind))
    query = query.order_by(quarantine.c.received_at, quarantine.c.quarantine_id).limit(limit)
    return [WaitingSave(*row) for row in connection.execute(query)]


def count_open_within(connection: Connection, sight: Sight) -> int:
    """Return how many saves of the people within a sight wait for a decision."""
    of_people = quarantine.join(users, users.c.user_id == quarantine.c.user_id)
    query = select(func.count()).select_from(of_people)
    waiting = query.where(people_within(sight), quarantine.c.state == "open")
    return int(connection.execute(waiting).scalar_one())


def find_within(
    connection: Connection, sight: Sight, quarantine_id: str, is_locked: bool
) -> tuple[WaitingSave, bytes] | None:
    """Return a save of somebody within a sight with its bytes, locked for a decision."""
    query = _WAITING.add_columns(quarantine.c.line).where(
        people_within(sight), quarantine.c.quarantine_id == quarantine_id
    )
    if is_locked:
        query = query.with_for_update(of=quarantine)
    row = connection.execute(query).one_or_none()
    return None if row is None else (WaitingSave(*row[:-1]), bytes(row[-1]))


def write_decision(connection: Connection, quarantine_id: str, state: str, by: str, at: str) -> None:
    """Store what was decided about a save."""
    decided = update(quarantine).where(quarantine.c.quarantine_id == quarantine_id)
    connection.execute(decided.values(state=state, decided_by=by, decided_at=at))
