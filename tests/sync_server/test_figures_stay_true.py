"""At any moment the figures of a page are those of a fresh evaluation of all documents."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from fieldlog.domain import kinds, reviews
from fieldlog.domain.days import ONE_WEEK, SIX_DAYS, local_day, monday_of, week_name
from fieldlog.domain.matters import MATTERS
from fieldlog.domain.rule_names import VISIT_LENGTH, WEEKLY_CONTACT
from sync_server.core import evaluation
from sync_server.core.figures.contact_coverage import contact_strips, coverage_by_customer, coverage_by_rep
from sync_server.core.figures.needed_by_sunday import choose_needed, needed_by_sunday, paused_to_sunday
from sync_server.core.figures.overdue_promises import oldest_overdue, overdue_promises
from sync_server.core.figures.promises_on_time import PromiseWeek, promises_on_time
from sync_server.core.figures.signal_counts import signal_counts
from sync_server.core.figures.visit_lengths import MOST, STEP, meeting_channels, visit_lengths
from sync_server.core.figures.visit_log import (
    SORTS,
    VisitChoice,
    arrived_since,
    first_waiting_day,
    list_visits,
    read_words,
    waiting_in_all,
    waiting_reviews,
)
from sync_server.core.figures.weekly_report import read_report
from sync_server.core.figures.weeks import last_weeks, period_of
from sync_server.core.matters import decide_matter, waiting_matters
from sync_server.core.reviews import decide
from sync_server.database import users
from sync_server.database.derived_rows import empty_derived
from sync_server.database.derived_tables import matters
from sync_server.database.engine import Connection, reading, write
from sync_server.database.figures.customer_choices import CustomerChoice, choose_customers
from sync_server.database.figures.needed_contacts import UnreachedChoice
from sync_server.database.figures.obligation_lists import list_obligations, promises_of_week
from sync_server.database.figures.visit_lists import count_visits
from sync_server.database.people import Sight
from sync_server.database.tables import documents, grants, scopes
from tests.sync_server.fieldwork import SHANGHAI, Fieldwork
from tests.sync_server.figures_anew import WEEKS, Anew
from tests.sync_server.organisation import START, Organisation

REPS = ("王", "李", "赵")
VIEWERS = ("东主管", "西主管", "Admin", "王", "李")
FIRST = date(2026, 11, 2)
EXAMPLES = int(os.environ.get("FIELDLOG_FIGURE_EXAMPLES", "20"))
"""How many stories are told; with more of them rarer ones are among them."""
Act = Callable[[Fieldwork, list[str]], None]


def days() -> st.SearchStrategy[str]:
    return st.integers(0, 27).map(lambda number: (FIRST + timedelta(days=number)).isoformat())


def at(number: int, values: Sequence[Any]) -> Any:
    return values[number % len(values)]


def owner_of(work: Fieldwork, customer: str) -> str:
    """Return who has a customer, and pushes what is done with it."""
    with reading(work.organisation.engine) as connection:
        query = select(grants.c.user_id).where(
            grants.c.scope == f"customer:{customer}", grants.c.to_seq.is_(None)
        )
        owner = connection.execute(query.where(grants.c.why == "owner")).scalar_one()
    return next(name for name, laptop in work.laptops.items() if laptop.user_id == owner)


def saved(kind: str, values: dict[str, Any], number: int) -> Act:
    return lambda work, known: _save(work, at(number, known), kind, values)


def _save(work: Fieldwork, customer: str, kind: str, values: dict[str, Any]) -> None:
    work.save(owner_of(work, customer), customer, kind, values)


def visited(
    day: str, hour: int, minutes: float, note: str, channel: str, number: int, is_reached: bool
) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        customer = at(number, known)
        more: dict[str, Any] = {"note": note, "timed": number % 2 == 0, "reached": is_reached}
        work.visit(owner_of(work, customer), customer, f"{day} {hour:02}:00", minutes, channel, **more)

    return act


def promised(due: str, number: int, kept: str | None) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        customer = at(number, known)
        promise = work.promise(owner_of(work, customer), customer, due)
        if kept:
            _save(work, customer, kinds.PROMISE_KEPT, {"target": promise, "at": f"{kept}T04:00:00Z"})

    return act


def paused_at_the_end_of_a_week(number: int) -> Act:
    """Wait for Saturday and pause a customer over Sunday: the week counts the contact, and nobody asks for
    it any more.
    """

    def act(work: Fieldwork, known: list[str]) -> None:
        today = local_day(work.clock.now(), SHANGHAI)
        saturday = monday_of(today) + timedelta(days=5)
        work.clock.move(days=max((saturday - today).days, 0))
        until = (saturday + timedelta(days=3)).isoformat()
        values = {"start": saturday.isoformat(), "until": until, "reason": "trip"}
        _save(work, at(number, known), kinds.PAUSE, values)

    return act


def settled(number: int, kind: str, day: str) -> Act:
    """Move a promise, or let it go."""

    def act(work: Fieldwork, known: list[str]) -> None:
        promise, customer = _some(work, kinds.PROMISE, number)
        values: dict[str, Any] = {"target": promise, "at": f"{day}T04:00:00Z", "reason": "x"}
        if kind == kinds.PROMISE_MOVED:
            values |= {"due": "2026-11-27", "agreed": number % 2 == 0}
        if promise:
            _save(work, customer, kind, values)

    return act


def corrected(number: int, withdraws: bool) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        visit, customer = _some_visit(work, number)
        values = {"target": visit, "reason": "x", "at": "2026-11-25T04:00:00Z", "withdraws": withdraws}
        if visit:
            _save(work, customer, kinds.AMENDMENT, values)

    return act


def reviewed(number: int, decision: str) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        visit, _ = _some_visit(work, number)
        if not visit:
            return
        work.refresh()
        now, sight = work.clock.now(), Sight("", None, sees_all=True)

        def write_review(connection: Connection) -> None:
            admin = users.find_user(connection, "Admin")
            assert admin is not None
            decide(connection, admin, sight, visit, decision, "?", now)

        if _is_listed(work, visit):
            write(work.organisation.engine, write_review)

    return act


def decided(number: int, comment: str) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        work.refresh()
        now, sight = work.clock.now(), Sight("", None, sees_all=True)
        with reading(work.organisation.engine) as connection:
            query = select(matters.c.matter_id, matters.c.kind)
            found = connection.execute(query.order_by(matters.c.written_at, matters.c.matter_id)).all()
        if not found:
            return
        matter, kind = at(number, found)

        def write_decision(connection: Connection) -> None:
            admin = users.find_user(connection, "Admin")
            assert admin is not None
            decision = at(number, reviews.DECISIONS[kind])
            decide_matter(connection, admin, sight, matter, decision, comment, now, ())

        write(work.organisation.engine, write_decision)

    return act


def _is_listed(work: Fieldwork, visit: str) -> bool:
    with reading(work.organisation.engine) as connection:
        page = list_visits(connection, Sight("", None, sees_all=True), VisitChoice(), limit=500)
    return visit in {one.visit for one in page.visits}


def _some_visit(work: Fieldwork, number: int) -> tuple[str, str]:
    return _some(work, kinds.VISIT, number)


def _some(work: Fieldwork, kind: str, number: int) -> tuple[str, str]:
    """Return a document of a kind, and its customer; empty when there is none yet."""
    with reading(work.organisation.engine) as connection:
        query = select(documents.c.doc_id, documents.c.scope).where(documents.c.kind == kind)
        found = connection.execute(query.order_by(documents.c.seq)).all()
    return (found[number % len(found)][0], found[number % len(found)][1][9:]) if found else ("", "")


def joined(number: int, other: int) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        kept, gone = at(number, known), at(other, known)
        if kept != gone:
            _save(work, kept, kinds.MERGE_LINK, {"kept": kept, "joined": gone})

    return act


def handed_over(number: int, rep: str) -> Act:
    def act(work: Fieldwork, known: list[str]) -> None:
        customer = at(number, known)
        if owner_of(work, customer) != rep:
            work.hand_over(customer, rep)

    return act


numbers = st.integers(0, 5)
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        visited,
        days(),
        st.integers(0, 23),
        st.sampled_from([0, 4.99, 10, 30, 45, 119.99, 200]),
        st.sampled_from(["", "血压一切正常"]),
        st.sampled_from(["home", "phone", "store", "message"]),
        numbers,
        st.sampled_from([True, True, False]),
    ),
    st.builds(settled, numbers, st.sampled_from([kinds.PROMISE_MOVED, kinds.PROMISE_RELEASED]), days()),
    st.builds(promised, days(), numbers, st.none() | days()),
    st.builds(corrected, numbers, st.booleans()),
    st.builds(reviewed, numbers, st.sampled_from(reviews.DECISIONS[kinds.VISIT])),
    st.builds(decided, numbers, st.just("?")),
    st.builds(
        lambda day, number: saved(kinds.SUGGESTION, {"text": "a bench", "made": day}, number), days(), numbers
    ),
    st.builds(joined, numbers, numbers),
    st.builds(handed_over, numbers, st.sampled_from(REPS)),
    st.builds(
        lambda day, letter, number: saved(kinds.CLASS_CHANGE, {"start": day, "letter": letter}, number),
        days(),
        st.sampled_from(["A", "B"]),
        numbers,
    ),
    st.builds(
        lambda day, until, number: saved(
            kinds.PAUSE, {"start": day, "until": until, "reason": "trip"}, number
        ),
        days(),
        days(),
        numbers,
    ),
    st.builds(paused_at_the_end_of_a_week, numbers),
    st.builds(
        lambda day, number: saved(kinds.OPT_OUT, {"start": day, "reason": "x"}, number), days(), numbers
    ),
    st.builds(lambda name: lambda work, known: work.refresh(work.sight(name)), st.sampled_from(VIEWERS)),
    st.just(lambda work, known: evaluation.drain(work.organisation.engine, work.clock.now())),
    st.sampled_from([1, 7]).map(lambda count: lambda work, known: work.clock.move(days=count)),
    st.just(lambda work, known: work.publish_pack("2026-11-16", visit_minutes=45)),
)


def figures(work: Fieldwork, name: str, known: list[str]) -> list[object]:
    """Return what the pages show a viewer."""
    now, sight = work.clock.now(), work.sight(name)
    with reading(work.organisation.engine) as connection:
        return [
            coverage_by_rep(connection, sight, now, 8),
            coverage_by_customer(connection, sight, now, 8),
            contact_strips(connection, sight, known, now, 8),
            promises_on_time(connection, sight, now, 8, by_rep=True),
            overdue_promises(connection, sight, now),
            visit_lengths(connection, sight, now, 8),
            read_report(connection, sight, now, monday_of(now.date()) - ONE_WEEK),
            needed_by_sunday(connection, sight, now).by_owner,
            choose_needed(connection, sight, now),
            oldest_overdue(connection, sight, now, 2),
            waiting_reviews(connection, sight, now),
            waiting_in_all(connection, sight, now),
            signal_counts(connection, sight, now, 8),
            *(waiting_matters(connection, sight, kind, now) for kind in MATTERS),
            list_visits(connection, sight, VisitChoice(words=read_words("血压"))),
            *(list_visits(connection, sight, VisitChoice(), sort) for sort in SORTS),
        ]


def assert_lists_are_counted(work: Fieldwork, name: str) -> None:
    """Every number is that of the rows of the list behind it."""
    now, sight = work.clock.now(), work.sight(name)
    mondays = last_weeks(now, SHANGHAI, 8)
    within = VisitChoice(first=mondays[0].isoformat(), last=(mondays[-1] + SIX_DAYS).isoformat())
    with reading(work.organisation.engine) as connection:
        assert_promises_are_counted(connection, sight, now, mondays)
        assert_contacts_are_counted(connection, sight, now, mondays)
        lengths = visit_lengths(connection, sight, now, 8)
        meetings = meeting_channels(connection, now, mondays[-1] + SIX_DAYS)
        for one in lengths.counts:
            most = None if one.minutes == MOST else one.minutes + STEP - 1
            choice = within._replace(meetings=meetings, least=one.minutes, most=most)
            assert count_visits(connection, sight, choice, 99) == one.visits, one
        short = within._replace(rule=VISIT_LENGTH, results=("missed", "excused"))
        assert count_visits(connection, sight, short, 99) == lengths.below
        since = arrived_since(first_waiting_day(local_day(now, SHANGHAI)), SHANGHAI)
        waiting = VisitChoice(states=reviews.WAITING_FOR_SUPERVISOR, unreviewed_since=since)
        listed = list_visits(connection, sight, waiting, limit=99).visits
        assert (
            len([one for one in listed if one.rep_id != sight.user_id])
            == waiting_in_all(connection, sight, now)[0]
        )


def assert_promises_are_counted(
    connection: Connection, sight: Sight, now: datetime, mondays: Sequence[date]
) -> None:
    """The promises of each week, by what became of them."""
    counted = {one.week: one for one in promises_on_time(connection, sight, now, len(mondays))}
    for monday in mondays:
        period = period_of((monday,), now, SHANGHAI)
        states = Counter(one.state for one in promises_of_week(connection, sight, period, (), None, 99))
        week = counted.get(week_name(monday), PromiseWeek("", "", 0, 0, 0, 0, 0))
        for count, state in zip(week[2:], ("met", "missed", "open", "excused", "unknown"), strict=True):
            assert states[state] == count, (monday, state)
            chosen = promises_of_week(connection, sight, period, (state,), None, 99)
            assert [one.state for one in chosen] == [state] * count


def assert_contacts_are_counted(
    connection: Connection, sight: Sight, now: datetime, mondays: Sequence[date]
) -> None:
    """The weeks of each rep, in the heat map, the list of customers, the strips and the export."""
    period = period_of(tuple(mondays), now, SHANGHAI)
    exported = list_obligations(connection, sight, period, "", 999)
    weekly = Counter((one.week, one.state) for one in exported if one.rule == WEEKLY_CONTACT)
    in_all: Counter[tuple[str, str]] = Counter()
    marks: Counter[str] = Counter()
    for one in coverage_by_rep(connection, sight, now, len(mondays)):
        for state in ("met", "missed", "open", "excused", "unknown"):
            in_all[one.week, state] += getattr(one, state)
        choice = CustomerChoice(unreached=UnreachedChoice(one.week, one.rep))
        listed = choose_customers(connection, sight, now.date(), choice, "", 99)
        assert len(listed) == one.missed + one.open + one.unknown, one
        marks.update({"?": one.unknown, ">": one.open, "#": one.met, "=": one.excused})
    assert +in_all == weekly
    everybody = [
        one.customer for one in choose_customers(connection, sight, now.date(), CustomerChoice(), "", 99)
    ]
    drawn = Counter("".join(contact_strips(connection, sight, everybody, now, len(mondays)).values()))
    assert {mark: drawn[mark] for mark in marks} == marks
    needed = needed_by_sunday(connection, sight, now)
    choice = CustomerChoice(needed=choose_needed(connection, sight, now))
    assert len(choose_customers(connection, sight, now.date(), choice, "", 99)) == needed.total
    assert 0 <= needed.unknown <= needed.total


def counted(rows: Iterable[tuple[Any, ...]], states: Sequence[str]) -> Counter[tuple[str, str, str]]:
    """Return rows of a rep, a week and a number by state as a count by all three, without zeros."""
    return Counter(
        {
            (rep, week, state): number
            for rep, week, *numbers in rows
            for state, number in zip(states, numbers, strict=True)
            if number
        }
    )


def check_anew(work: Fieldwork, name: str) -> None:
    """Hold what the pages show a viewer against the documents, reckoned in another way."""
    anew, now, sight = Anew(work, name), work.clock.now(), work.sight(name)
    states = ("met", "missed", "open", "excused", "unknown")
    with reading(work.organisation.engine) as connection:
        assert counted(coverage_by_rep(connection, sight, now, WEEKS), states) == anew.contacts()
        kept = promises_on_time(connection, sight, now, WEEKS, by_rep=True)
        assert counted(kept, states) == anew.promises()
        strips = anew.strips()
        assert contact_strips(connection, sight, list(strips), now, WEEKS) == strips
        assert {one.overdue for one in overdue_promises(connection, sight, now)} == anew.overdue()
        lengths = visit_lengths(connection, sight, now, WEEKS)
        assert {one.minutes: one.visits for one in lengths.counts if one.visits} == anew.lengths()
        assert lengths.below == anew.too_short()
        assert {one.rep: one[1:] for one in waiting_reviews(connection, sight, now)} == anew.waiting()
        needed = needed_by_sunday(connection, sight, now)
        assert (needed.by_owner, set(paused_to_sunday(connection, sight, now))) == anew.needed()
        signals = signal_counts(connection, sight, now, WEEKS)
        assert {(one.rep, one.kind): one.signals for one in signals if one.signals} == anew.signals()
        matters = [one for kind in MATTERS for one in waiting_matters(connection, sight, kind, now)]
        assert {(one.matter, one.kind, one.review_state) for one in matters} == anew.matters()
        listed = list_visits(connection, sight, VisitChoice(), limit=500).visits
    assert {(one.visit, one.customer, one.day, one.seconds, one.review_state) for one in listed} == (
        anew.visits()
    )


def begin_anew(connection: Connection) -> None:
    """Forget the customers of the example before; people and laptops stay."""
    empty_derived(connection)
    connection.execute(delete(documents))
    connection.execute(delete(grants).where(grants.c.scope.startswith("customer:")))
    connection.execute(delete(scopes).where(scopes.c.scope.startswith("customer:")))


def test_figures_are_those_of_a_fresh_evaluation(organisation: Organisation) -> None:
    work = Fieldwork(organisation)
    for name, team in zip(REPS, ("东", "东", "西"), strict=True):
        work.add_rep(name, team)
    organisation.add_user("东主管", "supervisor", "东")
    organisation.add_user("西主管", "supervisor", "西")

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, min_size=1, max_size=10), st.sampled_from(VIEWERS))
    def hold(acts: list[Act], viewer: str) -> None:
        write(organisation.engine, begin_anew)
        work.clock.move(seconds=(START - work.clock.now()).total_seconds())
        known = [work.add_customer(rep, created="2026-11-02") for rep in (*REPS, REPS[0])]
        for act in acts:
            act(work, known)
        work.refresh(work.sight(viewer))
        seen = figures(work, viewer, known)
        assert_lists_are_counted(work, viewer)
        work.refresh()
        check_anew(work, viewer)
        work.rebuild()
        evaluation.drain(organisation.engine, work.clock.now())
        assert seen == figures(work, viewer, known)

    hold()
    assert isinstance(work.clock.now(), datetime)
