"""What is needed to reach all of this week by Sunday, for a team and for each of its reps."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.json import decode

from fieldlog.domain.days import from_text, local_day, to_text, week_bounds
from fieldlog.domain.outlook import Outlook, build_outlook, median_minutes
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from sync_server.core.evaluation import Span, read_span
from sync_server.core.figures.weeks import period_of, this_monday
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts, visit_lists
from sync_server.database.figures.obligation_counts import NamedCustomer
from sync_server.database.people import Sight

_AHEAD = (WEEKLY_CONTACT, PROMISE_RULE)


class Needed(NamedTuple):
    """The outlook of the week over all customers of a sight, how many contacts are needed by owner, and the
    customers that it names.
    """

    outlook: Outlook
    by_owner: dict[str, int]
    customers: dict[str, NamedCustomer]


def needed_by_sunday(connection: Connection, sight: Sight, now: datetime) -> Needed:
    """Return how this week stands, as ``fieldlog check`` says it to a rep."""
    span = read_span(connection, now)
    outlook, named = _read_outlook(connection, sight, now, span)
    by_owner: dict[str, int] = {}
    for place in outlook.needed:
        for customer in place.customers:
            owner = named[customer].owner_id
            by_owner[owner] = by_owner.get(owner, 0) + 1
    return Needed(outlook, by_owner, named)


def _read_outlook(
    connection: Connection, sight: Sight, now: datetime, span: Span
) -> tuple[Outlook, dict[str, NamedCustomer]]:
    """Return the outlook and the customers in it: only what is still open is read, the rest is counted."""
    monday = this_monday(now, span.zone)
    first, last = (to_text(one) for one in week_bounds(monday, span.zone))
    found = obligation_counts.open_between(connection, sight, _AHEAD, first, last)
    overdue = obligation_counts.count_open_before(connection, sight, PROMISE_RULE, to_text(now))
    named = obligation_counts.named_customers(connection, sight, [one.customer for one in found])
    cards = {customer: decode(one.card) for customer, one in named.items()}
    to_contact, contacted = _count_contacts(connection, sight, monday, now, span.zone)
    seconds = _meeting_seconds(connection, sight, first, last, span)
    outlook = build_outlook(monday, found, overdue, cards, now, span.zone)._replace(
        to_contact=to_contact, contacted=contacted, median_minutes=median_minutes(seconds)
    )
    return outlook, named


def _count_contacts(
    connection: Connection, sight: Sight, monday: date, now: datetime, zone: ZoneInfo
) -> tuple[int, int]:
    """Return how many contacts the week asks for and how many of them were made."""
    period = period_of((monday,), now, zone)
    counts = obligation_counts.count_states(connection, sight, WEEKLY_CONTACT, period)
    met = sum(one.met for one in counts)
    return met + sum(one.missed + one.open + one.unknown for one in counts), met


def _meeting_seconds(connection: Connection, sight: Sight, first: str, last: str, span: Span) -> list[int]:
    """Return how long the meetings of a week took that the rule about their length is about."""
    found = visit_lists.meetings_that_ended(connection, sight, first, last)
    return [one.seconds for one in found if one.channel in _pack_at(span, one.start).length_channels]


def _pack_at(span: Span, start: str) -> RulePack:
    if len(span.packs) == 1:
        return span.packs[0]
    return pack_on(span.packs, local_day(from_text(start), span.zone))
