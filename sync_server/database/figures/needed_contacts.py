"""Contacts that a week still asks for, by who has the customer."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from fieldlog.domain.kinds import PAUSE
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from sync_server.database.derived_tables import customer_cards, matters, obligations
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.visibility import owned_within

_one, _pause = obligations.c, matters.c


class OpenWeek(NamedTuple):
    """A week by its name, and when it ends; its contacts are due then (UTC text)."""

    name: str
    end: str


class NeededChoice(NamedTuple):
    """Which contacts of a week are needed: the open ones, but of the paused customers."""

    week: OpenWeek
    paused: tuple[str, ...]


class PausedDays(NamedTuple):
    """A customer, and a pause by its local days."""

    customer: str
    start: str
    until: str


def _is_open(week: OpenWeek) -> ColumnElement[bool]:
    return and_(
        _one.rule == WEEKLY_CONTACT,
        _one.subject == week.name,
        _one.met_at.is_(None),
        _one.excused.is_(None),
    )


def open_by_owner(connection: Connection, sight: Sight, week: OpenWeek) -> dict[str, int]:
    """Return how many contacts of a week are open, by who has the customer."""
    query = (
        select(_one.owner_id, func.count())
        .where(
            owned_within(sight, _one.owner_id),
            _one.rule == WEEKLY_CONTACT,
            # All of a week fall due at once; both are asked for, so that the index of what is open is taken.
            _one.due == week.end,
            _one.week == week.name,
            _one.met_at.is_(None),
            _one.excused.is_(None),
        )
        .group_by(_one.owner_id)
    )
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def pauses_between(connection: Connection, sight: Sight, first: str, last: str) -> list[PausedDays]:
    """Return the pauses that have a day between two local days, both included."""
    query = select(_pause.customer, _pause.start, _pause.until).where(
        owned_within(sight, _pause.owner_id),
        _pause.kind == PAUSE,
        _pause.until >= first,
        _pause.start <= last,
    )
    return [PausedDays(*row) for row in connection.execute(query)]


def owners_of_open(
    connection: Connection, sight: Sight, week: OpenWeek, customers: Collection[str]
) -> dict[str, str]:
    """Return who has those of these customers whose contact of a week is open."""
    query = select(_one.customer, _one.owner_id).where(
        owned_within(sight, _one.owner_id), among(_one.customer, "customers"), _is_open(week)
    )
    found = connection.execute(query, {"customers": sorted(customers)})
    return {str(row[0]): str(row[1]) for row in found}


def is_needed(choice: NeededChoice) -> ColumnElement[bool]:
    """Return the condition on ``customer_cards`` that the contact of a customer is needed."""
    card = customer_cards.c.customer
    return and_(exists().where(_one.customer == card, _is_open(choice.week)), card.not_in(choice.paused))
