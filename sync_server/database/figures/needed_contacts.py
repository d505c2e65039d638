"""Contacts that a week still asks for, by who has the customer."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, select

from fieldlog.domain.kinds import PAUSE
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from sync_server.database.derived_tables import customer_cards, matters, obligations
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.visibility import counted_within, made_once, owned_within

_one, _pause = obligations.c, matters.c


class OpenWeek(NamedTuple):
    """A week by its name, and when it ends; its contacts are due then (UTC text)."""

    name: str
    end: str


class NeededChoice(NamedTuple):
    """Which contacts of a week are needed: the open ones, but of the paused customers."""

    week: OpenWeek
    paused: tuple[str, ...]


class UnreachedChoice(NamedTuple):
    """Whose contact was due in a week (by its name) and is not known to have been made; ``responsible`` is
    the id of who had the customers then.
    """

    week: str
    responsible: str


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


def is_unreached(choice: UnreachedChoice) -> ColumnElement[bool]:
    """Return the condition on a customer's card that it is chosen."""
    return exists().where(
        _one.customer == customer_cards.c.customer,
        _one.rule == WEEKLY_CONTACT,
        _one.week == choice.week,
        _one.responsible_id == choice.responsible,
        _one.met_at.is_(None),
        _one.excused.is_(None),
    )


def open_by_owner(connection: Connection, sight: Sight, week: OpenWeek) -> dict[str, int]:
    """Return how many contacts of a week are open, by who has the customer."""
    return {str(row[0]): int(row[1]) for row in connection.execute(_open_by_owner(sight, week))}


@made_once
def _open_by_owner(sight: Sight, week: OpenWeek) -> Select[Any]:
    return (
        select(_one.owner_id, func.count())
        .where(
            counted_within(sight, _one.owner_id),
            _one.rule == WEEKLY_CONTACT,
            # All of a week fall due at once; both are asked for, so that the index of what is open is taken.
            _one.due == week.end,
            _one.week == week.name,
            _one.met_at.is_(None),
            _one.excused.is_(None),
        )
        .group_by(_one.owner_id)
    )


def pauses_between(connection: Connection, sight: Sight, first: str, last: str) -> list[PausedDays]:
    """Return the pauses that have a day between two local days, both included."""
    found = connection.execute(_pauses_between(sight), {"first": first, "last": last})
    return [PausedDays(*row) for row in found]


@made_once
def _pauses_between(sight: Sight) -> Select[Any]:
    return select(_pause.customer, _pause.start, _pause.until).where(
        owned_within(sight, _pause.owner_id),
        _pause.kind == PAUSE,
        _pause.until >= bindparam("first"),
        _pause.start <= bindparam("last"),
    )


def owners_of_open(
    connection: Connection, sight: Sight, week: OpenWeek, customers: Collection[str]
) -> dict[str, str]:
    """Return who has those of these customers whose contact of a week is open."""
    found = connection.execute(_owners_of_open(sight, week), {"customers": sorted(customers)})
    return {str(row[0]): str(row[1]) for row in found}


@made_once
def _owners_of_open(sight: Sight, week: OpenWeek) -> Select[Any]:
    return select(_one.customer, _one.owner_id).where(
        owned_within(sight, _one.owner_id), among(_one.customer, "customers"), _is_open(week)
    )


def is_needed(choice: NeededChoice) -> ColumnElement[bool]:
    """Return the condition on ``customer_cards`` that the contact of a customer is needed."""
    card = customer_cards.c.customer
    return and_(exists().where(_one.customer == card, _is_open(choice.week)), card.not_in(choice.paused))
