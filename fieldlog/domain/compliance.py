"""The service check of one week: what each rule asked for, and what was met, missed, open or excused."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from fieldlog.domain.obligations import Obligation
from fieldlog.domain.problems import Sentence
from fieldlog.domain.rule_names import ANSWER_BY, PURPOSE_FIRST, VISIT_LENGTH
from fieldlog.domain.rules import RULES

RULES_OF_VISITS = (VISIT_LENGTH, ANSWER_BY, PURPOSE_FIRST)
NOT_SIMPLY_MET = ("missed", "open", "excused")


class RuleCount(NamedTuple):
    """How many obligations of a rule fell due in the week, by state."""

    rule: str
    met: int
    missed: int
    open: int
    excused: int

    @property
    def percent(self) -> int | None:
        """What was met on time of what was due and not excused, in whole percent rounded down; ``None`` when
        nothing was due.
        """
        due = self.met + self.missed + self.open
        return self.met * 100 // due if due else None


class Finding(NamedTuple):
    """What a rule says of one obligation: its state, the rule's source and an explanation that holds the
    numbers.
    """

    rule: str
    source: str
    customer: str
    subject: str
    due: datetime
    state: str
    detail: Sentence

    @property
    def visit(self) -> str:
        """The visit that it is about; empty when it is about a promise or a week."""
        # A question is named by its visit and its place in it.
        return self.subject.partition(".")[0] if self.rule in RULES_OF_VISITS else ""


def count_states(obligations: Iterable[Obligation], now: datetime) -> tuple[RuleCount, ...]:
    """Count the obligations of every rule by their state as of ``now``; a rule that asked for nothing counts
    zero.
    """
    counted = Counter((one.rule, one.state(now)) for one in obligations)
    states = ("met", "missed", "open", "excused")
    return tuple(RuleCount(rule.RULE, *(counted[rule.RULE, state] for state in states)) for rule in RULES)


def find_findings(
    obligations: Sequence[Obligation], now: datetime, zone: tzinfo, states: Sequence[str] = NOT_SIMPLY_MET
) -> tuple[Finding, ...]:
    """Return what was missed, is open or was excused, or what has other states, in the order of the states,
    each group by due date.
    """
    found = [describe_finding(one, now, zone) for one in obligations if one.state(now) in states]
    return tuple(
        sorted(found, key=lambda one: (states.index(one.state), one.due, one.rule, one.customer, one.subject))
    )


def describe_finding(obligation: Obligation, now: datetime, zone: tzinfo) -> Finding:
    """Return what a rule says of one obligation; days are those of the zone."""
    rule = next(rule for rule in RULES if obligation.rule == rule.RULE)
    return Finding(
        rule=obligation.rule,
        source=rule.SOURCE,
        customer=obligation.customer,
        subject=obligation.subject,
        due=obligation.due,
        state=obligation.state(now),
        detail=rule.explain(obligation, now.astimezone(zone)),
    )
