"""The figures of pages reckoned a second time: straight from the documents by ``fieldlog.domain``, in Python,
without a row or a query of those that the server keeps for its pages.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.domain import reviews
from fieldlog.domain.contact_strip import make_strip
from fieldlog.domain.days import ONE_WEEK, SIX_DAYS, from_text, local_day, monday_of, week_name
from fieldlog.domain.dossier import Dossier, read_dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import OverduePromise, find_overdue
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.rule_names import PROMISE_ON_TIME, VISIT_LENGTH, WEEKLY_CONTACT
from fieldlog.domain.rules import evaluate
from sync_server.core import evaluation
from sync_server.core.figures.contact_coverage import UNKNOWN
from sync_server.core.figures.visit_lengths import MOST, STEP
from sync_server.core.figures.weeks import SILENT
from sync_server.database import evaluating
from sync_server.database.derived_tables import customer_cards
from sync_server.database.engine import Connection, reading
from sync_server.database.tables import devices, grants, users
from sync_server.database.visibility import EVERYTHING
from tests.sync_server.fieldwork import SHANGHAI, Fieldwork

WEEKS = 8
States = Counter[tuple[str, str, str]]
"""How many obligations there are by rep, week and state."""


class Case(NamedTuple):
    """A customer within a sight: who has it now and who had it from when on, its facts, and its rules."""

    customer: str
    owner: str
    spans: tuple[tuple[datetime, str], ...]
    dossier: Dossier
    obligations: tuple[Obligation, ...]

    def responsible(self, due: datetime) -> str:
        """Return who had the customer at an instant; before everybody the first."""
        had = [user for since, user in self.spans if since <= due]
        return had[-1] if had else self.spans[0][1]


class Anew:
    """What a viewer sees, reckoned from the documents as they are now."""

    def __init__(self, work: Fieldwork, viewer: str) -> None:
        self._now = work.clock.now()
        self._today = local_day(self._now, SHANGHAI)
        self._monday = monday_of(self._today)
        self.weeks = [week_name(self._monday - ONE_WEEK * ago) for ago in reversed(range(WEEKS))]
        with reading(work.organisation.engine) as connection:
            self._packs = evaluation.read_span(connection, self._now).packs
            self._spoken = {
                row.user_id: row.seen_at or ""
                for row in connection.execute(select(devices).where(devices.c.state == "active"))
            }
            seen = _seen_owners(connection, viewer)
            self.cases = [one for one in self._cases(connection) if one.owner in seen]

    def _cases(self, connection: Connection) -> Iterator[Case]:
        through = self._monday + timedelta(days=13)
        for customer in connection.execute(select(customer_cards.c.customer)).scalars().all():
            members = evaluating.members_within(connection, EVERYTHING, customer)
            found = evaluating.documents_of(connection, members).values()
            dossier = read_dossier(customer, [one for several in found for one in several])
            rows = connection.execute(
                select(grants)
                .where(grants.c.scope == f"customer:{customer}", grants.c.why == "owner")
                .order_by(grants.c.from_seq)
            ).all()
            spans = tuple((from_text(row.given_at), row.user_id) for row in rows)
            obligations = tuple(evaluate(dossier, self._packs, SHANGHAI, through))
            yield Case(customer, spans[-1][1], spans, dossier, obligations)

    def _state(self, case: Case, one: Obligation) -> str:
        if one.excused is not None or one.met_at is not None:
            return one.state(self._now)
        spoken = self._spoken.get(case.responsible(one.due), "")
        last = from_text(spoken) if spoken else datetime.min.replace(tzinfo=self._now.tzinfo)
        if one.due >= self._now and last > self._now - SILENT:
            return "open"
        return "unknown" if one.due > last else "missed"

    def states(self, rule: str) -> States:
        """Return how the obligations of a rule in the last weeks stand, by who was responsible."""
        return Counter(
            (case.responsible(one.due), week, self._state(case, one))
            for case in self.cases
            for one in case.obligations
            if one.rule == rule and (week := week_name(local_day(one.due, SHANGHAI))) in self.weeks
        )

    def contacts(self) -> States:
        """Return the weekly contacts."""
        return self.states(WEEKLY_CONTACT)

    def promises(self) -> States:
        """Return the promises by the week in which they fell due."""
        return self.states(PROMISE_ON_TIME)

    def strips(self) -> dict[str, str]:
        """Return the strip of each customer."""
        return {case.customer: self._strip(case) for case in self.cases}

    def _strip(self, case: Case) -> str:
        marks = dict(zip(self.weeks, make_strip(case.obligations, self._today, WEEKS), strict=True))
        for one in case.obligations:
            if one.rule == WEEKLY_CONTACT and self._state(case, one) == "unknown":
                marks[one.subject] = UNKNOWN
        return "".join(marks[week] for week in self.weeks)

    def overdue(self) -> set[OverduePromise]:
        """Return the overdue promises."""
        return {
            promise for case in self.cases for promise in find_overdue(case.obligations, self._now, SHANGHAI)
        }

    @property
    def _pack(self) -> RulePack:
        return pack_on(self._packs, self._today)

    def _is_recent(self, day: date) -> bool:
        return self._monday - ONE_WEEK * (WEEKS - 1) <= day <= self._monday + SIX_DAYS

    def lengths(self) -> dict[int, int]:
        """Return how many meetings lasted how long, by the minutes at which a step begins."""
        return Counter(
            min(visit.minutes // STEP * STEP, MOST)
            for case in self.cases
            for visit in case.dossier.visits
            if visit.reached
            and visit.channel in self._pack.length_channels
            and self._is_recent(local_day(visit.start, SHANGHAI))
        )

    def too_short(self) -> int:
        """Return how many visits were shorter than the rule wanted, whatever the reason."""
        days = {
            visit.id: local_day(visit.start, SHANGHAI) for case in self.cases for visit in case.dossier.visits
        }
        found = (one for case in self.cases for one in case.obligations if one.rule == VISIT_LENGTH)
        return sum(one.met_at is None and self._is_recent(days[one.subject]) for one in found)

    def visits(self) -> set[tuple[str, str, str, int, str]]:
        """Return each visit with its customer, its day, its seconds and how its review stands."""
        return {
            (
                visit.id,
                case.customer,
                local_day(visit.start, SHANGHAI).isoformat(),
                visit.seconds,
                reviews.review_state(case.dossier, visit.id).state,
            )
            for case in self.cases
            for visit in case.dossier.visits
        }


def _seen_owners(connection: Connection, viewer: str) -> set[str]:
    """Return the people whose customers somebody sees."""
    people = connection.execute(select(users)).all()
    me = next(row for row in people if row.name == viewer)
    if me.role == "admin":
        return {row.user_id for row in people}
    mine = {row.user_id for row in people if me.team_id is not None and row.team_id == me.team_id}
    return {me.user_id} | (mine if me.role == "supervisor" else set())
