"""The service-rule check of a week, and what a visit's rules say."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
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
from fieldlog.domain.views import Visit, read_view
from fieldlog.store.freshness import refresh_all
from fieldlog.store.packs import rule_packs
from fieldlog.store.reading import cards_by_id, obligations_about, obligations_between


class ServiceCheck(NamedTuple):
    """The Monday of the week, the counts of every rule, the findings, and apart from them what was met."""

    monday: date
    counts: tuple[RuleCount, ...]
    findings: tuple[Finding, ...]
    met: tuple[Finding, ...]

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
    return ServiceCheck(
        monday,
        count_states(obligations, now),
        find_findings(obligations, now, workspace.zone),
        find_findings(obligations, now, workspace.zone, ("met",)),
    )


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


class RulePage(NamedTuple):
    """One rule in a week: the page of the week, what the rule says with what was met at the end, the cards of
    the customers in it, and when each visit started that it is about.
    """

    week: WeekPage
    findings: tuple[Finding, ...]
    cards: Mapping[str, Card]
    starts: Mapping[str, datetime]


def read_rule_page(workspace: Workspace, rule: str, weeks_back: int = 0) -> RulePage:
    """Return the page of one rule, of this week or of one so many weeks ago."""
    week = read_week_page(workspace, weeks_back)
    findings = tuple(one for one in (*week.check.findings, *week.check.met) if one.rule == rule)
    cards = cards_by_id(workspace.store, {one.customer for one in findings})
    visits = {one.visit for one in findings} - {""}
    documents = filter(None, map(workspace.store.find_document, visits))
    starts = {visit.id: visit.start for visit in map(read_view, documents) if isinstance(visit, Visit)}
    return RulePage(week, findings, cards, starts)


def visit_findings(workspace: Workspace, visit: Visit) -> list[Finding]:
    """Return what the rules say of one visit and the questions asked in it, met or not."""
    refresh_all(workspace.store, workspace.now())
    # A visit that ended in this very second is over: what it missed is not open any more.
    now = max(workspace.now(), visit.end + timedelta(seconds=1))
    subjects = (visit.id, *(f"{visit.id}.{element}" for element in visit.question))
    found = [one for subject in subjects for one in obligations_about(workspace.store, subject)]
    return [describe_finding(one, now, workspace.zone) for one in found]


def list_packs(workspace: Workspace) -> list[RulePack]:
    """Return the rule packs by the day they start."""
    return sorted(rule_packs(workspace.store), key=lambda pack: (pack.start, pack.version))
