"""All figures of a team's weekly report at once, read from one state of the database.

A week that is over is judged by what is known now: what a laptop has sent late counts, and what a silent one
may still hold is unknown.
"""

from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.days import SIX_DAYS, end_of_day
from fieldlog.domain.packs import pack_on
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from fieldlog.domain.rules import RULES
from sync_server.core.evaluation import read_span
from sync_server.core.figures.contact_coverage import Coverage, coverage_by_rep
from sync_server.core.figures.overdue_promises import OverdueOfRep, overdue_on
from sync_server.core.figures.promises_on_time import PromiseWeek, promises_on_time
from sync_server.core.figures.silent_laptops import SilentLaptop, silent_laptops
from sync_server.core.figures.visit_lengths import VisitLengths, visit_lengths
from sync_server.core.figures.weeks import period_of, read_zone, weeks_until
from sync_server.database import people
from sync_server.database.engine import Connection
from sync_server.database.figures import obligation_counts, visit_counts
from sync_server.database.figures.obligation_counts import Period, StateCounts
from sync_server.database.people import Sight

WEEKS = 13
"""How many weeks the report looks back over, its own included."""


class Uncontacted(NamedTuple):
    """A customer whom nobody reached in the week though it was due, and the rep who had it then: ``is_known``
    unless the laptop has been silent since. ``attempts`` reached nobody; ``last_contact`` is a UTC text,
    empty without any before the week's end.
    """

    customer: str
    name: str
    rep: str
    is_known: bool
    attempts: int
    last_contact: str


class VisitsOfRep(NamedTuple):
    """How many visits a rep made in the week, and how many of them nobody has reviewed."""

    rep: str
    visits: int
    unreviewed: int


class WeeklyReport(NamedTuple):
    """What a team did in a week; ``results`` are by rule, in the order of the rules; ``names`` those of reps
    by id.
    """

    mondays: tuple[date, ...]
    coverage: tuple[Coverage, ...]
    promise_weeks: tuple[PromiseWeek, ...]
    lengths: VisitLengths
    visits: tuple[VisitsOfRep, ...]
    overdue: tuple[OverdueOfRep, ...]
    silent: tuple[SilentLaptop, ...]
    results: dict[str, StateCounts]
    uncontacted: tuple[Uncontacted, ...]
    names: dict[str, str]


def read_report(connection: Connection, sight: Sight, now: datetime, monday: date) -> WeeklyReport:
    """Return the figures of everybody within a sight for a week that is over."""
    zone = read_zone(connection)
    sunday = monday + SIX_DAYS
    period = period_of((monday,), now, zone)
    coverage = coverage_by_rep(connection, sight, now, WEEKS, monday)
    visits = _visits(connection, sight, period)
    reps = {one.rep for one in coverage} | {one.rep for one in visits}
    return WeeklyReport(
        mondays=weeks_until(monday, WEEKS),
        coverage=coverage,
        promise_weeks=promises_on_time(connection, sight, now, WEEKS, last=monday),
        lengths=visit_lengths(connection, sight, now, 1, monday),
        visits=visits,
        overdue=overdue_on(connection, sight, now, sunday),
        silent=silent_laptops(connection, sight, end_of_day(sunday, zone)),
        results=_results(connection, sight, period),
        uncontacted=_uncontacted(connection, sight, now, monday, period),
        names=people.names_of_users(connection, reps),
    )


def _visits(connection: Connection, sight: Sight, period: Period) -> tuple[VisitsOfRep, ...]:
    found = visit_counts.count_unreviewed_by_rep(connection, sight, period.first, period.last)
    return tuple(VisitsOfRep(rep, *counts) for rep, counts in sorted(found.items()))


def _results(connection: Connection, sight: Sight, period: Period) -> dict[str, StateCounts]:
    found = {}
    for rule in (one.RULE for one in RULES):
        for counts in obligation_counts.count_states(connection, sight, rule, period):
            found[rule] = counts
    return found


def _uncontacted(
    connection: Connection, sight: Sight, now: datetime, monday: date, period: Period
) -> tuple[Uncontacted, ...]:
    """Return whom nobody reached, those first who were reached longest ago or never."""
    customers = obligation_counts.customers_with_open(connection, sight, WEEKLY_CONTACT, period)
    weeks = obligation_counts.customer_weeks(connection, sight, WEEKLY_CONTACT, period, customers)
    named = obligation_counts.named_customers(connection, sight, customers)
    channels = pack_on(read_span(connection, now).packs, monday + SIX_DAYS).contact_channels
    reps = people.names_of_users(connection, (one.responsible_id for one in weeks))
    last = visit_counts.last_contacts(connection, sight, customers, channels, period.last)
    found = [
        Uncontacted(
            one.customer,
            named[one.customer].name,
            reps.get(one.responsible_id, ""),
            one.state == "missed",
            one.attempts,
            last.get(one.customer, ""),
        )
        for one in weeks
        if one.customer in named and one.state in ("missed", "unknown")
    ]
    return tuple(sorted(found, key=lambda one: (one.last_contact, one.name, one.customer)))
