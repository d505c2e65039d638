"""Saves that were taken in late, after their author had lost the customer, and wait to be looked at."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, insert, select

from sync_server.database.derived_tables import customer_cards
from sync_server.database.figures.places import ListPlace, is_behind
from sync_server.database.people import Sight
from sync_server.database.tables import devices, late_decisions, saves, users
from sync_server.database.visibility import owned_within


class LateWork(NamedTuple):
    """What an author has sent late about one customer: how many saves, and when the first and the last one
    came; ``owner`` has the customer now.
    """

    customer: str
    customer_name: str
    owner: str
    author_id: str
    author: str
    saves: int
    first_at: str
    last_at: str

    @property
    def place(self) -> ListPlace:
        """Where the list goes on behind it."""
        return ListPlace(self.first_at, self.customer + self.author_id)


class LateSave(NamedTuple):
    """One of the saves: its name, and when it came."""

    gid: str
    received_at: str


_author = users.alias("author")
_card = customer_cards.c
_SCOPE = func.substr(saves.c.scope, len("customer:") + 1)
_NAME = _card.customer + _author.c.user_id


def _waiting(sight: Sight, *columns: Any) -> Select[Any]:
    decided = select(late_decisions.c.gid).where(late_decisions.c.gid == saves.c.gid).exists()
    return (
        select(*columns)
        .select_from(saves)
        .join(devices, devices.c.device_id == saves.c.device_id)
        .join(_author, _author.c.user_id == devices.c.user_id)
        .join(customer_cards, _card.customer == _SCOPE)
        .where(saves.c.status == "late", ~decided, owned_within(sight, _card.owner_id))
    )


def late_work(connection: Connection, sight: Sight, behind: ListPlace | None, limit: int) -> list[LateWork]:
    """Return what waits by customer and author behind a place, what has waited longest first."""
    first = func.min(saves.c.received_at)
    owner = select(users.c.name).where(users.c.user_id == _card.owner_id).scalar_subquery()
    named = (_card.customer, _card.name, _card.owner_id, _author.c.user_id, _author.c.name)
    query = _waiting(
        sight,
        *named[:2],
        func.coalesce(owner, ""),
        *named[3:],
        func.count(),
        first,
        func.max(saves.c.received_at),
    ).group_by(*named)
    if behind is not None:
        query = query.having(is_behind(first, _NAME, behind))
    return [LateWork(*row) for row in connection.execute(query.order_by(first, _NAME).limit(limit))]


def count_late_work(connection: Connection, sight: Sight) -> int:
    """Return how many customers and authors ``late_work`` lists."""
    query = _waiting(sight, func.count(_NAME.distinct()))
    return int(connection.execute(query).scalar_one())


def find_late_work(connection: Connection, sight: Sight, customer: str, author_id: str) -> list[LateSave]:
    """Return the saves of an author about a customer that wait, the oldest first."""
    query = _waiting(sight, saves.c.gid, saves.c.received_at).where(
        _card.customer == customer, _author.c.user_id == author_id
    )
    found = connection.execute(query.order_by(saves.c.received_at, saves.c.dseq))
    return [LateSave(*row) for row in found]


def write_looked_at(connection: Connection, gids: Iterable[str], by: str, at: str) -> None:
    """Store that somebody has looked at saves."""
    rows = [{"gid": gid, "decided_by": by, "decided_at": at} for gid in gids]
    if rows:
        connection.execute(insert(late_decisions), rows)
