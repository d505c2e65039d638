"""The service-rule check of a week, and what a visit's rules say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.actions.outlook import read_outlook
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.compliance import (
    Finding,
    RuleCount,
    count_states,
    describe_finding,
    find_findings,
)
from fieldlog.domain.days import monday_of, week_bounds
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.outlook import Outlook
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.problems import Problem
from fieldlog.domain.views import Visit
from fieldlog.store.freshness import refresh_all
from fieldlog.store.packs import rule_packs
from fieldlog.store.reading import cards_by_id, obligations_about, obligations_between


class ServiceCheck(NamedTuple):
    """The Monday of the week, the counts of every rule, and the findings."""

    monday: date
    counts: tuple[RuleCount, ...]
    findings: tuple[Finding, ...]

    @property
    def has_missed(self) -> bool:
        """Say whether a rule was missed."""
        return any(count.missed for count in self.counts)


def check_week(workspace: Workspace, monday: date | None = None) -> ServiceCheck:
    """Check all rules for one week (default: this one)."""
    this_monday = monday_of(workspace.today())
    monday = this_monday if monday is None else monday
    if monday > this_monday:
        raise BadInputError(Problem("week", "week-in-the-future"))
    now = workspace.now()
    refresh_all(workspace.store, now)
    obligations = obligations_between(workspace.store, *week_bounds(monday, workspace.zone))
    return ServiceCheck(monday, count_states(obligations, now), find_findings(obligations, now))


class WeekPage(NamedTuple):
    """A week as a page shows it: the check, the cards of the customers in it, for the present week what is
    still needed, and the rule pack of that week.
    """

    check: ServiceCheck
    cards: Mapping[str, Card]
    outlook: Outlook | None
    pack: RulePack
    today: date
    zone: ZoneInfo

    @property
    def is_this_week(self) -> bool:
        """Whether the week is not over yet."""
        return self.outlook is not None


def read_week_page(workspace: Workspace, weeks_back: int = 0) -> WeekPage:
    """Return the page of this week, or of one so many weeks ago."""
    today = workspace.today()
    monday = monday_of(today) - timedelta(weeks=weeks_back)
    check = check_week(workspace, monday)
    outlook = None if weeks_back else read_outlook(workspace, monday)
    named = {one.customer for one in check.findings}
    if outlook is not None:
        named |= {one for place in outlook.needed for one in place.customers}
        named |= {*outlook.paused, *(one.customer for one in outlook.promises)}
    cards, pack = cards_by_id(workspace.store, named), pack_on(rule_packs(workspace.store), monday)
    return WeekPage(check, cards, outlook, pack, today, workspace.zone)


def visit_findings(workspace: Workspace, visit: Visit) -> list[Finding]:
    """Return what the rules say of one visit and the questions asked in it, met or not."""
    refresh_all(workspace.store, workspace.now())
    # A visit that ended in this very second is over: what it missed is not open any more.
    now = max(workspace.now(), visit.end + timedelta(seconds=1))
    subjects = (visit.id, *(f"{visit.id}.{element}" for element in visit.question))
    found = [one for subject in subjects for one in obligations_about(workspace.store, subject)]
    return [describe_finding(one, now) for one in found]


def list_packs(workspace: Workspace) -> list[RulePack]:
    """Return the rule packs by the day they start."""
    return sorted(rule_packs(workspace.store), key=lambda pack: (pack.start, pack.version))
