"""Contact coverage: how the weekly contact of customers went, by rep and week or by customer and week.

A week that was not met, and ended after the rep's laptop had spoken last, is *unknown*, not missed: what was
done may still lie on the laptop. So is the present week once the laptop is silent; until then it is open.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.contact_strip import (
    ATTEMPTED,
    CONTACTED,
    EXCUSED,
    LEGEND,
    MISSED,
    NOT_DUE,
    OPEN,
    WEEKS,
)
from fieldlog.domain.days import local_day, week_name
from fieldlog.domain.problems import N_
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from sync_server.core.figures.weeks import (
    last_weeks,
    period_of,
    read_zone,
    this_monday,
    weeks_until,
)
from sync_server.database.engine import Connection
from sync_server.database.figures import customer_lists, obligation_counts
from sync_server.database.figures.customer_lists import LeastSeen, ListedCustomer
from sync_server.database.people import Sight

UNKNOWN = "?"
"""In a strip: the laptop has not spoken since."""
STRIP_LEGEND = (*LEGEND, (UNKNOWN, N_("unknown: the laptop has not synced since")))


class Coverage(NamedTuple):
    """How many weekly contacts of a rep (or of all: "") in a week are in which state."""

    rep: str
    week: str
    met: int
    missed: int
    open: int
    excused: int
    unknown: int

    @property
    def asked(self) -> int:
        """How many contacts the week asks for."""
        return self.met + self.missed + self.open + self.unknown

    @property
    def percent(self) -> int | None:
        """What was met of what is known to have been due, in whole percent rounded down; ``None`` without
        any.
        """
        due = self.met + self.missed
        return self.met * 100 // due if due else None


def coverage_by_rep(
    connection: Connection, sight: Sight, now: datetime, weeks: int, last: date | None = None
) -> tuple[Coverage, ...]:
    """Return the coverage of ``weeks`` weeks by who was responsible, up to the one of the Monday ``last`` or
    this one, that included.

    A rep and week without any contact due has no row.
    """
    zone = read_zone(connection)
    period = period_of(weeks_until(last or this_monday(now, zone), weeks), now, zone)
    found = obligation_counts.count_states(connection, sight, WEEKLY_CONTACT, period, by_rep=True)
    return tuple(Coverage(*one) for one in found)


def of_week(coverage: Sequence[Coverage], week: str) -> Coverage:
    """Return the coverage of all reps together in a week, under no rep's id."""
    mine = [one for one in coverage if one.week == week]
    counts = (sum(getattr(one, name) for one in mine) for name in Coverage._fields[2:])
    return Coverage("", week, *counts)


class CustomerStrip(NamedTuple):
    """A customer with one character a week, oldest first, as ``STRIP_LEGEND`` explains."""

    customer: ListedCustomer
    strip: str


def coverage_by_customer(
    connection: Connection,
    sight: Sight,
    now: datetime,
    weeks: int,
    *,
    rep: str = "",
    after: LeastSeen | None = None,
    limit: int = 50,
) -> tuple[CustomerStrip, ...]:
    """Return customers with how their last weeks went, those that nobody has seen for longest first.

    ``rep`` is the id of an owner; ``after`` is where the page before ended (``place_of``).
    """
    today = local_day(now, read_zone(connection))
    found = customer_lists.least_seen(connection, sight, today, rep, after, limit)
    strips = contact_strips(connection, sight, [one.customer for one in found], now, weeks)
    return tuple(CustomerStrip(one, strips[one.customer]) for one in found)


def place_of(strip: CustomerStrip) -> LeastSeen:
    """Return the place behind a customer in ``coverage_by_customer``."""
    return LeastSeen(strip.customer.last_contact, strip.customer.customer)


def contact_strips(
    connection: Connection, sight: Sight, customers: Sequence[str], now: datetime, weeks: int = WEEKS
) -> dict[str, str]:
    """Return the strip of each of these customers up to this week."""
    zone = read_zone(connection)
    mondays = last_weeks(now, zone, weeks)
    period = period_of(mondays, now, zone)
    found = obligation_counts.customer_weeks(connection, sight, WEEKLY_CONTACT, period, customers)
    marks = {(one.customer, one.week): _mark(one.state, one.attempts) for one in found}
    names = [week_name(monday) for monday in mondays]
    return {one: "".join(marks.get((one, name), NOT_DUE) for name in names) for one in customers}


def _mark(state: str, attempts: int) -> str:
    if state == "missed":
        return ATTEMPTED if attempts else MISSED
    return {"met": CONTACTED, "excused": EXCUSED, "open": OPEN, "unknown": UNKNOWN}[state]
