"""What is needed to reach all of this week by Sunday, for a team and for each of its reps."""

import json
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text, week_bounds
from fieldlog.domain.outlook import Outlook, build_outlook
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.rule_names import VISIT_LENGTH, WEEKLY_CONTACT
from sync_server.core.figures.weeks import read_zone, this_monday
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts
from sync_server.database.figures.obligation_counts import NamedCustomer
from sync_server.database.people import Sight

_RULES = (WEEKLY_CONTACT, VISIT_LENGTH, PROMISE_RULE)


class Needed(NamedTuple):
    """The outlook of the week over all customers of a sight, how many contacts are needed by owner, and the
    customers that it names.
    """

    outlook: Outlook
    by_owner: dict[str, int]
    customers: dict[str, NamedCustomer]


def needed_by_sunday(connection: Connection, sight: Sight, now: datetime) -> Needed:
    """Return how this week stands, as ``fieldlog check`` says it to a rep."""
    zone = read_zone(connection)
    monday = this_monday(now, zone)
    first, last = (to_text(one) for one in week_bounds(monday, zone))
    found = obligation_counts.due_between(connection, sight, _RULES, first, last)
    overdue = obligation_counts.open_before(connection, sight, PROMISE_RULE, to_text(now))
    named = obligation_counts.named_customers(
        connection, sight, [one.customer for one in found if one.is_open and one.rule != VISIT_LENGTH]
    )
    cards = {customer: json.loads(one.card) for customer, one in named.items()}
    outlook = build_outlook(monday, found, len(overdue), cards, now, zone)
    by_owner: dict[str, int] = {}
    for place in outlook.needed:
        for customer in place.customers:
            owner = named[customer].owner_id
            by_owner[owner] = by_owner.get(owner, 0) + 1
    return Needed(outlook, by_owner, named)
