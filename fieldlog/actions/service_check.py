"""The service-rule check of a week, and what a visit's rules say."""

from datetime import date, timedelta
from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.compliance import (
    Finding,
    RuleCount,
    count_states,
    describe_finding,
    find_findings,
    week_bounds,
)
from fieldlog.domain.days import monday_of
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.packs import RulePack
from fieldlog.domain.problems import Problem
from fieldlog.domain.views import Visit
from fieldlog.store.derived import rule_packs
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import obligations_about, obligations_between


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
