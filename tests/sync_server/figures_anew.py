"""The figures of pages reckoned a second time: straight from the documents by ``fieldlog.domain``, in Python,
without a row or a query of those that the server keeps for its pages.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.domain import reviews
from fieldlog.domain.contact_strip import make_strip
from fieldlog.domain.days import ONE_WEEK, SIX_DAYS, from_text, local_day, monday_of, week_name
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier, read_dossier
from fieldlog.domain.matters import matters_of, subject_of
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import OverduePromise, find_overdue
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.rule_names import PROMISE_ON_TIME, VISIT_LENGTH, WEEKLY_CONTACT
from fieldlog.domain.rules import evaluate
from fieldlog.domain.signals import NotedVisit, find_signals
from fieldlog.domain.views import Pause
from sync_server.core import evaluation
from sync_server.core.figures.contact_coverage import UNKNOWN
from sync_server.core.figures.visit_lengths import MOST, STEP
from sync_server.core.figures.visit_log import DUTY, WAITING_DAYS
from sync_server.core.figures.weeks import SILENT
from sync_server.database import evaluating
from sync_server.database.derived_tables import customer_cards
from sync_server.database.engine import Connection, reading
from sync_server.database.tables import devices, grants, saves, users
from sync_server.database.visibility import EVERYTHING
from tests.sync_server.fieldwork import SHANGHAI, Fieldwork

WEEKS = 8
OPEN = (*reviews.WAITING_FOR_SUPERVISOR, reviews.ASKED)
States = Counter[tuple[str, str, str]]
"""How many obligations there are by rep, week and state."""


class Case(NamedTuple):
    """A customer within a sight: who has it now and who had it from when on, its facts, and its rules."""

    customer: str
    owner: str
    spans: tuple[tuple[datetime, str], ...]
    dossier: Dossier
    obligations: tuple[Obligation, ...]
    made: Mapping[str, tuple[str, datetime]]
    """Who wrote each document, and when the server got it."""

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
            self._viewer = next(
                row for row in connection.execute(select(users)) if row.name == viewer
            ).user_id
            self._seen = _seen_owners(connection, viewer)
            self._all = list(self._cases(connection))
            self.cases = [one for one in self._all if one.owner in self._seen]

    def _cases(self, connection: Connection) -> Iterator[Case]:
        through = self._monday + timedelta(days=13)
        brought = _brought(connection)
        for customer in connection.execute(select(customer_cards.c.customer)).scalars().all():
            members = evaluating.members_within(connection, EVERYTHING, customer)
            found = evaluating.documents_of(connection, members).values()
            written = [one for several in found for one in several]
            dossier = read_dossier(customer, written)
            made = {one.doc_id: gid for one in written for gid in [_first_save(one)] if gid in brought}
            rows = connection.execute(
                select(grants)
                .where(grants.c.scope == f"customer:{customer}", grants.c.why == "owner")
                .order_by(grants.c.from_seq)
            ).all()
            spans = tuple((from_text(row.given_at), row.user_id) for row in rows)
            obligations = tuple(evaluate(dossier, self._packs, SHANGHAI, through))
            known = {doc_id: brought[gid] for doc_id, gid in made.items()}
            yield Case(customer, spans[-1][1], spans, dossier, obligations, known)

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

    def waiting(self) -> dict[str, tuple[int, int, int]]:
        """Return by rep how many visits nobody has looked at, how many answers nobody has read, and how many
        of both have waited too long; without the viewer's own.
        """
        found: dict[str, Counter[str]] = {}
        for case in self.cases:
            for visit in case.dossier.visits:
                author, arrived = case.made[visit.id]
                review = reviews.review_state(case.dossier, visit.id)
                is_old = local_day(arrived, SHANGHAI) <= self._today - timedelta(days=WAITING_DAYS)
                is_waiting = review.state == reviews.ANSWERED or (
                    review.state == reviews.UNREVIEWED and not is_old
                )
                if is_waiting and author != self._viewer:
                    counts = found.setdefault(author, Counter())
                    counts[review.state] += 1
                    counts["late"] += (review.since or arrived) < self._now - DUTY
        return {
            rep: (counts[reviews.UNREVIEWED], counts[reviews.ANSWERED], counts["late"])
            for rep, counts in found.items()
        }

    def needed(self) -> tuple[dict[str, int], set[str]]:
        """Return how many contacts this week still needs by who has the customer, and the customers who are
        paused to its end.
        """
        days = [self._monday + timedelta(days=number) for number in range(7)]
        ahead = [day for day in days if day >= self._today]
        needed: Counter[str] = Counter()
        paused: set[str] = set()
        for case in self.cases:
            pauses = case.dossier.pauses
            is_paused = all(any(one.start <= day <= one.until for one in pauses) for day in ahead)
            if any(one.rule == WEEKLY_CONTACT and self._is_open_now(one) for one in case.obligations):
                needed[case.owner] += not is_paused
                paused |= {case.customer} if is_paused else set()
        return dict(+needed), paused

    def _is_open_now(self, one: Obligation) -> bool:
        return one.subject == self.weeks[-1] and one.met_at is None and one.excused is None

    def matters(self) -> set[tuple[str, str, str]]:
        """Return the pauses and suggestions that wait for somebody, with how they stand."""
        since = self._today - timedelta(days=28)
        return {
            (one.id, subject_of(one).kind, state)
            for case in self.cases
            for one in matters_of(case.dossier)
            if case.made[one.id][0] != self._viewer
            and (not isinstance(one, Pause) or one.until >= since)
            and (state := reviews.review_state(case.dossier, one.id).state) in OPEN
        }

    def signals(self) -> dict[tuple[str, str], int]:
        """Return how many signals of a kind each rep has at visits of the viewer's customers."""
        weeks: dict[tuple[str, str], list[NotedVisit]] = {}
        within = {visit.id for case in self.cases for visit in case.dossier.visits}
        for case in self._all:
            for visit in case.dossier.visits:
                week = (case.made[visit.id][0], week_name(local_day(visit.start, SHANGHAI)))
                noted = (visit.start, visit.end, visit.entered_at, visit.timed, visit.note, visit.clock_shift)
                weeks.setdefault(week, []).append(NotedVisit(visit.id, *noted))
        return Counter(
            (rep, one.kind)
            for (rep, week), visits in weeks.items()
            for one in find_signals(visits, SHANGHAI)
            if week in self.weeks and one.visit in within
        )

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


def _brought(connection: Connection) -> dict[str, tuple[str, datetime]]:
    """Return who brought each save first, and when."""
    query = select(saves.c.gid, devices.c.user_id, saves.c.received_at).where(
        devices.c.device_id == saves.c.device_id
    )
    rows = connection.execute(query.order_by(saves.c.received_at.desc()))
    return {gid: (user, from_text(at)) for gid, user, at in rows}


def _first_save(document: Document) -> str:
    return min(document.parts, key=lambda gid: document.parts[gid].seq or 0)


def _seen_owners(connection: Connection, viewer: str) -> set[str]:
    """Return the people whose customers somebody sees."""
    people = connection.execute(select(users)).all()
    me = next(row for row in people if row.name == viewer)
    if me.role == "admin":
        return {row.user_id for row in people}
    mine = {row.user_id for row in people if me.team_id is not None and row.team_id == me.team_id}
    return {me.user_id} | (mine if me.role == "supervisor" else set())
