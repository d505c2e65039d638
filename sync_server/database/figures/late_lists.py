"""Saves that were taken in late, after their author had lost the customer, and wait to be looked at."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from sync_server.database.derived_tables import customer_cards
from sync_server.database.engine import is_sqlite
from sync_server.database.figures.kept_customers import (
    COUNTED_AS,
    HAS_CARD,
    NAME,
    OWNER_ID,
    customer_of,
    is_counted_as,
    join_kept,
)
from sync_server.database.figures.places import ListPlace, is_behind
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import devices, late_decisions, saves, users
from sync_server.database.visibility import owned_within


class LateWork(NamedTuple):
    """What an author has sent late about one customer: how many saves, and when the first and the last one
    came; ``owner`` has the customer now.

    A customer that was joined to another is that one here; ``has_card`` is false where no profile is known.
    """

    customer: str
    customer_name: str
    owner: str
    author_id: str
    author: str
    saves: int
    first_at: str
    last_at: str
    has_card: bool

    @property
    def place(self) -> ListPlace:
        """Where the list goes on behind it."""
        return ListPlace(self.first_at, self.customer + self.author_id)


class LateSave(NamedTuple):
    """One of the saves: its name, when it came, and the customer that it was written about, as that one is
    known now.
    """

    gid: str
    received_at: str
    scope: str
    customer: str
    customer_name: str
    owner: str
    has_card: bool


_author = users.alias("author")
_WORK = COUNTED_AS + _author.c.user_id
_OWNER = func.coalesce(select(users.c.name).where(users.c.user_id == OWNER_ID).scalar_subquery(), "")


def _waiting(sight: Sight, *columns: Any) -> Select[Any]:
    decided = select(late_decisions.c.gid).where(late_decisions.c.gid == saves.c.gid).exists()
    return _late(sight, *columns).where(~decided)


def _late(sight: Sight, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(join_kept(saves, customer_of(saves.c.scope)))
        .join(devices, devices.c.device_id == saves.c.device_id)
        .join(_author, _author.c.user_id == devices.c.user_id)
        .where(saves.c.status == "late", owned_within(sight, OWNER_ID))
    )


def late_work(connection: Connection, sight: Sight, behind: ListPlace | None, limit: int) -> list[LateWork]:
    """Return what waits by customer and author behind a place, what has waited longest first."""
    first = func.min(saves.c.received_at)
    author = (_author.c.user_id, _author.c.name)
    last = func.max(saves.c.received_at)
    columns = (COUNTED_AS, NAME, _OWNER, *author, func.count(), first, last, HAS_CARD)
    named = (COUNTED_AS, customer_cards.c.customer, customer_cards.c.name, OWNER_ID, *author)
    query = _waiting(sight, *columns).group_by(*named)
    if behind is not None:
        query = query.having(is_behind(first, _WORK, behind))
    return [LateWork(*row) for row in connection.execute(query.order_by(first, _WORK).limit(limit))]


def count_late_work(connection: Connection, sight: Sight) -> int:
    """Return how many customers and authors ``late_work`` lists."""
    query = _waiting(sight, func.count(_WORK.distinct()))
    return int(connection.execute(query).scalar_one())


def find_late_work(connection: Connection, sight: Sight, customer: str, author_id: str) -> list[LateSave]:
    """Return the saves of an author about a customer that wait, the oldest first."""
    columns = (saves.c.gid, saves.c.received_at, saves.c.scope, COUNTED_AS, NAME, _OWNER, HAS_CARD)
    query = _waiting(sight, *columns).where(is_counted_as(customer), _author.c.user_id == author_id)
    found = connection.execute(query.order_by(saves.c.received_at, saves.c.dseq))
    return [LateSave(*row) for row in found]


def was_late_work(connection: Connection, sight: Sight, customer: str, author_id: str) -> bool:
    """Say whether an author has ever sent anything late about a customer, looked at or not."""
    query = _late(sight, saves.c.gid).where(is_counted_as(customer), _author.c.user_id == author_id)
    return connection.execute(query.limit(1)).one_or_none() is not None


def late_among(connection: Connection, gids: Collection[str]) -> list[str]:
    """Return those of these saves that came late, looked at or not."""
    query = select(saves.c.gid).where(among(saves.c.gid, "wanted"), saves.c.status == "late")
    found = connection.execute(query.distinct().order_by(saves.c.gid), {"wanted": sorted(set(gids))})
    return [str(gid) for gid in found.scalars()]


def write_looked_at(connection: Connection, gids: Iterable[str], by: str, at: str) -> None:
    """Store that somebody has looked at saves; who was the first to look at one stays."""
    if is_sqlite(connection):
        from sqlalchemy.dialects.sqlite import insert as insert_or_not
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_or_not  # type: ignore[assignment]
    rows = [{"gid": gid, "decided_by": by, "decided_at": at} for gid in gids]
    if rows:
        connection.execute(insert_or_not(late_decisions).on_conflict_do_nothing(), rows)
