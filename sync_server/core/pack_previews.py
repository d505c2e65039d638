"""What a new rule pack would have changed in the last whole weeks, by the one implementation of the rules.

A look at a sample: nothing is stored, and nobody waits for it. What is not met, and fell due after the laptop
of who had the customer had spoken last, is *unknown*, with the old packs and with the new one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.domain.days import ONE_WEEK, SIX_DAYS, local_day, monday_of, to_text, whole_seconds
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import RulePack
from fieldlog.domain.rules import RULES, evaluate
from sync_server.core.evaluation import owner_at, read_span, spans_of
from sync_server.database import evaluating
from sync_server.database.engine import Connection
from sync_server.database.figures.customer_samples import (
    SampledCustomer,
    last_syncs,
    members_of,
    sample_customers,
)
from sync_server.database.grants import OWNER, Grant, grants_of_scopes
from sync_server.database.people import Sight

WEEKS = 4
MOST_CUSTOMERS = 150
"""With a year of work each, about a second; twice as many would keep a page waiting for too long."""
MOST_CHANGED = 30
NOT_DUE = ""
"""The state of what one of two packs does not ask for."""
UNKNOWN = "unknown"
"""The state of what may have been done, and still lie on a laptop."""


class Tally(NamedTuple):
    """How many obligations are met, missed, excused, and unknown."""

    met: int
    missed: int
    excused: int
    unknown: int


class Change(NamedTuple):
    """Something counted with the packs that there are, and with the new one.

    ``name`` is a rule, a team or a rep; ``team`` is a rep's.
    """

    name: str
    before: Tally
    after: Tally
    team: str = ""


class ChangedCustomer(NamedTuple):
    """A customer with another result: the first one (rule, day, and both states), and how many there are."""

    found: SampledCustomer
    rule: str
    day: date
    before: str
    after: str
    results: int


class Preview(NamedTuple):
    """What would have been different from ``first`` to ``last``, a Monday and a Sunday.

    ``counted`` of ``total`` customers were looked at; ``changed`` holds the first of the ``changes``
    customers with another result.
    """

    first: date
    last: date
    counted: int
    total: int
    rules: tuple[Change, ...]
    teams: tuple[Change, ...]
    reps: tuple[Change, ...]
    changed: tuple[ChangedCustomer, ...]
    changes: int


class Material(NamedTuple):
    """What a preview is made from, read in one state of the database.

    ``spans`` says who had each customer one after the other, ``last_syncs`` when a laptop of each user spoke
    last.
    """

    packs: tuple[RulePack, ...]
    zone: ZoneInfo
    total: int
    customers: list[SampledCustomer]
    members: Mapping[str, Sequence[str]]
    documents: Mapping[str, Sequence[Document]]
    spans: Mapping[str, Sequence[Grant]]
    last_syncs: Mapping[str, str]


class _Result(NamedTuple):
    rule: str
    day: date
    state: str


class _Compared(NamedTuple):
    found: SampledCustomer
    before: Mapping[str, _Result]
    after: Mapping[str, _Result]


def read_material(connection: Connection, sight: Sight, now: datetime) -> Material:
    """Read the customers that a preview looks at; what has not been evaluated yet is not among them."""
    span = read_span(connection, now)
    total, found = sample_customers(connection, sight, MOST_CUSTOMERS)
    members = members_of(connection, [one.customer for one in found])
    wanted = [member for group in members.values() for member in group]
    scopes = [f"customer:{one.customer}" for one in found]
    return Material(
        span.packs,
        span.zone,
        total,
        found,
        members,
        evaluating.documents_of(connection, wanted),
        spans_of(grants_of_scopes(connection, scopes, OWNER)),
        last_syncs(connection),
    )


def preview(material: Material, pack: RulePack, now: datetime) -> Preview:
    """Judge the last whole weeks as they were judged, and as if the new pack had been valid in them."""
    monday = monday_of(local_day(now, material.zone))
    first, last = monday - ONE_WEEK * WEEKS, monday - ONE_WEEK + SIX_DAYS
    compared = []
    for found in material.customers:
        judge = _Judge(material, found.customer, (first, last), now)
        compared.append(_Compared(found, judge.results(material.packs), judge.results((pack,))))
    changed = [one for one in map(_changed, compared) if one is not None]
    return Preview(
        first,
        last,
        len(material.customers),
        material.total,
        tuple(_by_rule(compared)),
        tuple(_by_team(compared)),
        tuple(_by_rep(compared)),
        tuple(sorted(changed, key=_by_weight)[:MOST_CHANGED]),
        len(changed),
    )


class _Judge:
    """Judges one customer in some days."""

    def __init__(self, material: Material, customer: str, days: tuple[date, date], now: datetime) -> None:
        documents = [one for member in material.members[customer] for one in material.documents[member]]
        self._dossier = read_dossier(customer, documents)
        self._material = material
        self._spans = material.spans.get(customer, ())
        self._days = days
        self._now = now

    def results(self, packs: Sequence[RulePack]) -> dict[str, _Result]:
        """Return what fell due in the days, as rule packs judge it."""
        first, last = self._days
        zone = self._material.zone
        found: dict[str, _Result] = {}
        for one in evaluate(self._dossier, packs, zone, last):
            day = local_day(one.due, zone)
            if first <= day <= last:
                found[f"{one.rule}/{one.subject}"] = _Result(one.rule, day, self._state(one))
        return found

    def _state(self, obligation: Obligation) -> str:
        if obligation.is_open and obligation.due < whole_seconds(self._now):
            rep = owner_at(self._spans, obligation.due)
            if to_text(obligation.due) > self._material.last_syncs.get(rep, ""):
                return UNKNOWN
        return obligation.state(self._now)


def _changed(one: _Compared) -> ChangedCustomer | None:
    keys = sorted(one.before.keys() | one.after.keys())
    states = {key: (_state(one.before.get(key)), _state(one.after.get(key))) for key in keys}
    different = [key for key in keys if states[key][0] != states[key][1]]
    if not different:
        return None
    key = different[0]
    known = one.after.get(key) or one.before[key]
    return ChangedCustomer(one.found, known.rule, known.day, *states[key], len(different))


def _state(result: _Result | None) -> str:
    return NOT_DUE if result is None else result.state


def _by_weight(one: ChangedCustomer) -> tuple[int, str, str]:
    return -one.results, one.found.name, one.found.customer


def _by_rule(compared: Sequence[_Compared]) -> Iterable[Change]:
    for rule in RULES:
        yield Change(
            rule.RULE,
            _tally(result for one in compared for result in one.before.values() if result.rule == rule.RULE),
            _tally(result for one in compared for result in one.after.values() if result.rule == rule.RULE),
        )


def _by_team(compared: Sequence[_Compared]) -> Iterable[Change]:
    for team in sorted({one.found.team for one in compared}):
        yield _sum(team, [one for one in compared if one.found.team == team])


def _by_rep(compared: Sequence[_Compared]) -> Iterable[Change]:
    for team, rep, rep_id in sorted({(one.found.team, one.found.rep, one.found.rep_id) for one in compared}):
        yield _sum(rep, [one for one in compared if one.found.rep_id == rep_id], team)


def _sum(name: str, compared: Sequence[_Compared], team: str = "") -> Change:
    before = _tally(result for one in compared for result in one.before.values())
    return Change(name, before, _tally(result for one in compared for result in one.after.values()), team)


def _tally(results: Iterable[_Result]) -> Tally:
    counts = Counter(result.state for result in results)
    return Tally(counts["met"], counts["missed"], counts["excused"], counts[UNKNOWN])
