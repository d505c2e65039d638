"""Pauses and customers' suggestions: one, and those that wait for a decision."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from sync_server.database.derived_tables import customer_cards, matters
from sync_server.database.figures.places import ListPlace, is_behind
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import owned_within


class ListedMatter(NamedTuple):
    """A pause or a suggestion in a list: ``rep`` wrote it down at ``written_at`` (UTC text); ``start`` and
    ``until`` are local days, ``text`` the reason of a pause or the suggestion.
    """

    matter: str
    kind: str
    customer: str
    customer_name: str
    owner_id: str
    rep_id: str
    rep: str
    written_at: str
    start: str
    until: str
    text: str
    review_state: str
    reviewed_at: str | None

    @property
    def place(self) -> ListPlace:
        """Where the list goes on behind it."""
        return ListPlace(self.written_at, self.matter)


_matter = matters.c
_LISTED = (
    select(
        _matter.matter_id,
        _matter.kind,
        _matter.customer,
        func.coalesce(customer_cards.c.name, ""),
        _matter.owner_id,
        _matter.rep_id,
        func.coalesce(users.c.name, ""),
        *(_matter[name] for name in ListedMatter._fields[7:]),
    )
    .select_from(matters)
    .outerjoin(customer_cards, customer_cards.c.customer == _matter.customer)
    .outerjoin(users, users.c.user_id == _matter.rep_id)
)


def find_matter(connection: Connection, sight: Sight, matter: str) -> ListedMatter | None:
    """Return a matter; ``None`` when there is none of this id within the sight."""
    query = _LISTED.where(owned_within(sight, _matter.owner_id), _matter.matter_id == matter)
    row = connection.execute(query).one_or_none()
    return None if row is None else ListedMatter._make(row)


def count_matters(connection: Connection, sight: Sight, kind: str, states: Sequence[str], since: str) -> int:
    """Return how many matters of a kind in these states end on a local day or later, without those that the
    viewer wrote down.
    """
    query = select(func.count()).where(
        owned_within(sight, _matter.owner_id),
        _matter.kind == kind,
        _matter.review_state.in_(states),
        _matter.until >= since,
        _matter.rep_id != sight.user_id,
    )
    return int(connection.execute(query).scalar_one())


def matters_in(
    connection: Connection,
    sight: Sight,
    kind: str,
    states: Sequence[str],
    since: str,
    behind: ListPlace | None,
    limit: int,
) -> list[ListedMatter]:
    """Return the matters of a kind in these states that end on a local day or later, the oldest first, behind
    a place; without those that the viewer wrote down.
    """
    query = _LISTED.where(
        owned_within(sight, _matter.owner_id),
        _matter.kind == kind,
        _matter.review_state.in_(states),
        _matter.until >= since,
        _matter.rep_id != sight.user_id,
    )
    if behind is not None:
        query = query.where(is_behind(_matter.written_at, _matter.matter_id, behind))
    found = connection.execute(query.order_by(_matter.written_at, _matter.matter_id).limit(limit))
    return [ListedMatter._make(row) for row in found]
