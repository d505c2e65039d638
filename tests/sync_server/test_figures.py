"""The figures of the pages: what they count, whom they show, and what is unknown."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest

from fieldlog.domain import kinds, reviews, signals
from fieldlog.domain.days import to_text
from sync_server.core.figures.contact_coverage import (
    contact_strips,
    coverage_by_customer,
    coverage_by_rep,
    of_week,
    place_of,
)
from sync_server.core.figures.needed_by_sunday import choose_needed, needed_by_sunday
from sync_server.core.figures.overdue_promises import (
    ages_by_rep,
    oldest_overdue,
    overdue_on,
    overdue_promises,
)
from sync_server.core.figures.promises_on_time import promises_on_time
from sync_server.core.figures.signal_counts import signal_counts
from sync_server.core.figures.silent_laptops import silent_laptops
from sync_server.core.figures.visit_lengths import visit_lengths
from sync_server.core.figures.visit_log import (
    LONGEST,
    OLDEST,
    SHORTEST,
    SORTS,
    VisitChoice,
    list_visits,
    read_words,
    waiting_reviews,
)
from sync_server.core.figures.weekly_report import read_report
from sync_server.core.figures.weeks import SILENT, period_of
from sync_server.database.engine import Connection, reading
from sync_server.database.figures import customer_lists, obligation_counts, visit_counts, visit_lists
from sync_server.database.figures.customer_choices import CustomerChoice, choose_customers
from sync_server.database.figures.obligation_lists import list_obligations, promises_of_week
from sync_server.database.people import Sight
from tests.sync_server.fieldwork import SHANGHAI, Fieldwork
from tests.sync_server.organisation import Organisation

Answer = TypeVar("Answer")


@pytest.fixture
def work(organisation: Organisation) -> Fieldwork:
    made = Fieldwork(organisation)
    made.add_rep("王", "东")
    made.add_rep("李", "东")
    made.add_rep("赵", "西")
    organisation.add_user("东主管", "supervisor", "东")
    organisation.add_user("西主管", "supervisor", "西")
    return made


def ask(work: Fieldwork, name: str, figure: Callable[[Connection, Sight], Answer]) -> Answer:
    """Return what a page shows a user."""
    sight = work.sight(name)
    work.refresh(sight)
    with reading(work.organisation.engine) as connection:
        return figure(connection, sight)


def chosen(work: Fieldwork, name: str = "东主管", sort: str = OLDEST, **choice: Any) -> list[str]:
    """Return the visits that a choice finds, read in pages of two."""
    page = ask(work, name, lambda c, s: list_visits(c, s, VisitChoice(**choice), sort, None, 2))
    found = [one.visit for one in page.visits]
    while page.following is not None:
        with reading(work.organisation.engine) as connection:
            sight, place = work.sight(name), page.following
            page = list_visits(connection, sight, VisitChoice(**choice), sort, place, 2)
        found += [one.visit for one in page.visits]
    return found


def test_a_week_after_the_last_sync_of_the_laptop_is_unknown_and_not_missed(work: Fieldwork) -> None:
    work.clock.move(days=-14)
    customer = work.add_customer("王", created="2026-10-26")
    work.visit("王", customer, "2026-11-02 09:00", channel="phone")
    work.clock.move(days=14)
    now = work.clock.now()
    found = ask(work, "东主管", lambda c, s: coverage_by_rep(c, s, now, 5))
    mine = work.laptops["王"].user_id
    # It was seen last on 10 November: the week that ended on the 8th is known, the one after it is not.
    assert [(one.rep, one.week, one.met, one.missed, one.open, one.unknown) for one in found] == [
        (mine, "2026-W44", 0, 1, 0, 0),
        (mine, "2026-W45", 1, 0, 0, 0),
        (mine, "2026-W46", 0, 0, 0, 1),
        (mine, "2026-W47", 0, 0, 0, 1),
        (mine, "2026-W48", 0, 0, 0, 1),
    ]
    assert [one.percent for one in found] == [0, 100, None, None, None]
    strips = ask(work, "东主管", lambda c, s: contact_strips(c, s, [customer], now, 6))
    assert strips == {customer: ".x#???"}


def test_this_week_is_open_until_the_laptop_is_silent_and_unknown_from_then_on(work: Fieldwork) -> None:
    customer = work.add_customer("王", created="2026-11-01")
    promise = work.promise("王", customer, "2026-11-29")
    spoken = work.clock.now()

    def look() -> list[object]:
        now = work.clock.now()
        (week,) = ask(work, "东主管", lambda c, s: coverage_by_rep(c, s, now, 1))
        (promises,) = ask(work, "东主管", lambda c, s: promises_on_time(c, s, now, 1))
        strips = ask(work, "东主管", lambda c, s: contact_strips(c, s, [customer], now, 1))
        needed = ask(work, "东主管", lambda c, s: needed_by_sunday(c, s, now))
        period = period_of((date(2026, 11, 23),), now, SHANGHAI)
        due = ask(work, "东主管", lambda c, s: promises_of_week(c, s, period, (), None, 9))
        exported = ask(work, "东主管", lambda c, s: list_obligations(c, s, period, "", 9))
        states = sorted((one.rule, one.state) for one in exported)
        counts = [(one.open, one.unknown) for one in (week, promises)]
        told = [(one.promise, one.state) for one in due]
        return [counts, strips[customer], needed.total, needed.unknown, told, states]

    rules = ("promise-on-time", "weekly-contact")
    work.clock.move(seconds=(spoken + SILENT - timedelta(seconds=1) - work.clock.now()).total_seconds())
    opened = [(one, "open") for one in rules]
    assert look() == [[(1, 0), (1, 0)], ">", 1, 0, [(promise, "open")], opened]
    work.clock.move(seconds=1)
    unknown = [(one, "unknown") for one in rules]
    assert look() == [[(0, 1), (0, 1)], "?", 1, 1, [(promise, "unknown")], unknown]
    work.visit("王", customer, "2026-11-26 09:00")
    assert look()[:5] == [[(0, 0), (1, 0)], "#", 0, 0, [(promise, "open")]]


def test_customers_whom_nobody_has_seen_for_longest_come_first_page_by_page(work: Fieldwork) -> None:
    seen = [work.add_customer("王", f"顾客{number}") for number in range(3)]
    for customer, day in zip(seen, ("20", "05", "11"), strict=True):
        work.visit("王", customer, f"2026-11-{day} 09:00")
    never = work.add_customer("李", "没见过")
    gone = work.add_customer("王", "不要打扰")
    work.save("王", gone, kinds.OPT_OUT, {"start": "2026-11-01", "reason": "moved"})
    foreign = work.add_customer("赵")
    now = work.clock.now()
    first = ask(work, "东主管", lambda c, s: coverage_by_customer(c, s, now, 4, limit=2))
    place = place_of(first[-1])
    rest = ask(work, "东主管", lambda c, s: coverage_by_customer(c, s, now, 4, after=place))
    assert [one.customer.customer for one in (*first, *rest)] == [never, seen[1], seen[2], seen[0]]
    mine = ask(
        work, "东主管", lambda c, s: coverage_by_customer(c, s, now, 4, rep=work.laptops["李"].user_id)
    )
    assert [(one.customer.name, one.customer.owner, one.strip) for one in mine] == [("没见过", "李", "xxx>")]
    assert foreign not in {one.customer.customer for one in rest}


def test_tried_and_paused_weeks_are_told_apart(work: Fieldwork) -> None:
    customer = work.add_customer("王", created="2026-11-02")
    work.visit("王", customer, "2026-11-05 09:00", reached=False)
    work.save("王", customer, kinds.PAUSE, {"start": "2026-11-09", "until": "2026-11-15", "reason": "trip"})
    now = work.clock.now()
    assert ask(work, "东主管", lambda c, s: contact_strips(c, s, [customer], now, 4)) == {customer: "/=x>"}


def test_promises_kept_on_time_by_week_and_those_overdue(work: Fieldwork) -> None:
    customer, foreign = work.add_customer("王", "李明"), work.add_customer("赵")
    for due, at in (("2026-11-18", "2026-11-18T10:00:00Z"), ("2026-11-19", "2026-11-21T10:00:00Z")):
        promise = work.promise("王", customer, due)
        work.save("王", customer, kinds.PROMISE_KEPT, {"target": promise, "at": at})
    late = work.promise("王", customer, "2026-11-20", text="送血压计")
    work.promise("王", customer, "2026-11-24")
    work.promise("赵", foreign, "2026-11-01")
    released = work.promise("王", customer, "2026-11-20")
    values = {"target": released, "at": "2026-11-19T10:00:00Z", "reason": "no longer needed"}
    work.save("王", customer, kinds.PROMISE_RELEASED, values)
    now = work.clock.now()
    weeks = ask(work, "东主管", lambda c, s: promises_on_time(c, s, now, 2))
    assert [(*tuple(one)[1:], one.percent) for one in weeks] == [
        ("2026-W47", 1, 2, 0, 1, 0, 33),
        ("2026-W48", 0, 0, 1, 0, 0, None),
    ]
    (overdue,) = ask(work, "东主管", lambda c, s: overdue_promises(c, s, now))
    assert (overdue.overdue.promise, overdue.overdue.days_late) == (late, 4)
    assert (overdue.customer_name, overdue.owner) == ("李明", "王")
    at_end = ask(work, "东主管", lambda c, s: overdue_promises(c, s, now, as_of=date(2026, 11, 25)))
    assert [one.overdue.days_late for one in at_end] == [5, 1]
    assert len(ask(work, "Admin", lambda c, s: overdue_promises(c, s, now))) == 2
    oldest, count = ask(work, "Admin", lambda c, s: oldest_overdue(c, s, now, 1))
    assert ([one.overdue.days_late for one in oldest], count) == ([23], 2)
    assert ask(work, "东主管", lambda c, s: oldest_overdue(c, s, now, 2)) == ((overdue,), 1)


def test_lengths_are_counted_in_steps_with_the_line_of_the_rule(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    for number, minutes in enumerate((4, 29.9, 30, 34, 200)):
        work.visit("王", customer, f"2026-11-2{number} 09:00", minutes)
    work.visit("王", customer, "2026-11-19 09:00", 10, channel="phone")
    work.visit("王", customer, "2026-10-19 09:00", 10)
    work.visit("赵", work.add_customer("赵"), "2026-11-19 09:00", 10)
    found = ask(work, "东主管", lambda c, s: visit_lengths(c, s, work.clock.now(), 2))
    assert [tuple(one) for one in found.counts] == [
        (0, 1, 1),
        (10, 0, 0),
        (25, 1, 1),
        (30, 2, 0),
        (120, 1, 0),
    ]
    assert (found.line, found.below, found.total) == (30, 2, 5)


def test_short_visits_are_those_that_were_too_short_when_they_were_made(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-17 09:00", 25)
    work.visit("王", customer, "2026-11-18 09:00", 25, brief_reason="tired")
    work.visit("王", customer, "2026-11-22 23:50", 20)
    work.visit("王", customer, "2026-11-23 09:00", 25)
    work.publish_pack("2026-11-23", visit_minutes=20)
    found = ask(work, "东主管", lambda c, s: visit_lengths(c, s, work.clock.now(), 2))
    assert (found.line, found.below, found.total) == (20, 3, 4)
    before = ask(work, "东主管", lambda c, s: visit_lengths(c, s, work.clock.now(), 1, date(2026, 11, 16)))
    assert (before.line, before.below, before.total) == (30, 3, 3)


def test_a_second_laptop_does_not_make_known_what_the_first_one_may_still_hold(work: Fieldwork) -> None:
    customer = work.add_customer("王", created="2026-10-26")
    first = work.laptops["王"]
    work.clock.move(days=9)
    second = work.laptops["王"] = work.organisation.add_laptop("王")
    now = work.clock.now()

    def looked() -> tuple[list[tuple[str, int, int]], str, list[datetime | None]]:
        coverage = ask(work, "东主管", lambda c, s: coverage_by_rep(c, s, now, 3))
        strips = ask(work, "东主管", lambda c, s: contact_strips(c, s, [customer], now, 3))
        silent = ask(work, "东主管", lambda c, s: silent_laptops(c, s, now))
        weeks = [(one.week, one.missed, one.unknown) for one in coverage]
        return weeks, strips[customer], [one.seen_at for one in silent if one.name == "王"]

    before = looked()
    assert any(unknown for _, _, unknown in before[0])
    assert before[2] != []
    # The new laptop speaks: nothing has come from the first one by that.
    work.visit(
        "王",
        work.add_customer("王", "新顾客", created=now.date().isoformat()),
        now.strftime("%Y-%m-%d %H:%M"),
    )
    assert looked() == before
    work.laptops["王"] = first
    work.visit("王", customer, now.strftime("%Y-%m-%d %H:%M"))
    work.laptops["王"] = second
    assert looked()[2] == []


def test_reps_whose_laptop_is_silent(work: Fieldwork) -> None:
    work.organisation.add_user("新", "rep", "东")
    work.add_customer("王")
    work.clock.move(days=3)
    work.add_customer("李")
    found = ask(work, "东主管", lambda c, s: silent_laptops(c, s, work.clock.now()))
    assert [(one.name, one.seen_at) for one in found] == [
        ("新", None),
        ("王", datetime(2026, 11, 24, 8, tzinfo=UTC)),
    ]


def test_what_is_needed_by_sunday(work: Fieldwork) -> None:
    done, needed = work.add_customer("王", "甲"), work.add_customer("王", "乙", district="东区")
    work.visit("王", done, "2026-11-23 09:00", 36)
    paused = work.add_customer("李", "丙")
    work.save("李", paused, kinds.PAUSE, {"start": "2026-11-24", "until": "2026-12-24", "reason": "trip"})
    work.add_customer("赵")

    def look() -> tuple[int, int, int, dict[str, int], list[str]]:
        now = work.clock.now()
        week = ask(work, "东主管", lambda c, s: of_week(coverage_by_rep(c, s, now, 1), "2026-W48"))
        found = ask(work, "东主管", lambda c, s: needed_by_sunday(c, s, now))
        choice = ask(work, "东主管", lambda c, s: CustomerChoice(needed=choose_needed(c, s, now)))
        named = ask(work, "东主管", lambda c, s: choose_customers(c, s, now.date(), choice, "", 9))
        assert week.asked == week.met + found.total + found.paused
        return week.asked, week.met, found.paused, found.by_owner, [one.customer for one in named]

    wang, li = (work.laptops[name].user_id for name in ("王", "李"))
    assert look() == (2, 1, 0, {wang: 1}, [needed])
    work.clock.move(days=3)
    back = work.add_customer("李", "丁", created="2026-11-20")
    work.save("王", needed, kinds.PAUSE, {"start": "2026-11-27", "until": "2026-11-28", "reason": "trip"})
    assert look() == (3, 1, 0, {wang: 1, li: 1}, [back, needed])
    work.save("王", needed, kinds.PAUSE, {"start": "2026-11-29", "until": "2026-11-29", "reason": "trip"})
    assert look() == (3, 1, 1, {li: 1}, [back])


def test_visits_are_chosen_by_everything_that_is_in_them(work: Fieldwork) -> None:
    east, other = work.add_customer("王", district="东区"), work.add_customer("李", district="西区")
    short = work.visit("王", east, "2026-11-10 00:30", 20)
    phone = work.visit("王", east, "2026-11-11 23:30", 20, channel="phone")
    exact = work.visit("李", other, "2026-11-12 09:00", 30, brief_reason="")
    brief = work.visit("李", other, "2026-11-13 09:00", 10, brief_reason="tired")
    work.visit("赵", work.add_customer("赵", district="东区"), "2026-11-12 09:00", 30)
    assert chosen(work) == [short, phone, exact, brief]
    assert chosen(work, rep=work.laptops["李"].user_id) == [exact, brief]
    assert chosen(work, owner=work.laptops["王"].user_id) == [short, phone]
    assert chosen(work, customer=other) == [exact, brief]
    assert chosen(work, district="东区") == [short, phone]
    assert chosen(work, channel="phone") == [phone]
    assert chosen(work, first="2026-11-11", last="2026-11-12") == [phone, exact]
    assert chosen(work, first="2026-11-10", last="2026-11-10") == [short]
    assert chosen(work, rule="visit-length") == [short, exact, brief]
    assert chosen(work, rule="visit-length", results=("missed",)) == [short]
    assert chosen(work, rule="visit-length", results=("excused",)) == [brief]
    assert chosen(work, rule="visit-length", results=("met",)) == [exact]
    assert chosen(work, rule="visit-length", results=("missed", "excused")) == [short, brief]
    assert chosen(work, has_findings=True) == [short]
    assert chosen(work, has_findings=False) == [phone, exact, brief]
    assert chosen(work, has_findings=False, has_excuses=False) == [phone, exact]
    assert chosen(work, has_excuses=True) == [brief]
    assert chosen(work, signal=signals.EXACT_LENGTH) == [exact]
    assert chosen(work, states=(reviews.UNREVIEWED,)) == [short, phone, exact, brief]
    assert chosen(work, states=(reviews.APPROVED, reviews.PRAISED)) == []
    with reading(work.organisation.engine) as connection:
        sight = work.sight("东主管")
        assert visit_lists.count_visits(connection, sight, VisitChoice(district="西区"), 9) == 2


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_the_same_in_pages_and_at_once(work: Fieldwork, sort: str) -> None:
    customer = work.add_customer("王")
    made = [
        work.visit("王", customer, f"2026-11-1{number} 09:00", minutes)
        for number, minutes in enumerate((30, 10, 30, 30, 10))
    ]
    found = chosen(work, sort=sort)
    assert sorted(found) == sorted(made)
    if sort in (SHORTEST, LONGEST):
        lengths = [10 if made.index(one) in (1, 4) else 30 for one in found]
        assert lengths == sorted(lengths, reverse=sort == LONGEST)
    else:
        assert found == (made if sort == OLDEST else made[::-1])


def test_words_of_two_characters_are_found_in_purpose_note_and_promise_but_not_in_health_notes(
    work: Fieldwork,
) -> None:
    customer = work.add_customer("王")
    purpose = work.visit("王", customer, "2026-11-10 09:00", purpose="送血压计")
    note = work.visit("王", customer, "2026-11-11 09:00", note="她说血压 稳定, Blood fine")
    promised = work.visit("王", customer, "2026-11-12 09:00")
    work.promise("王", customer, "2026-12-01", text="下次量血压", visit=promised)
    work.visit("王", customer, "2026-11-13 09:00", health="血压高")
    work.visit("赵", work.add_customer("赵"), "2026-11-13 09:00", note="血压")

    def found(text: str) -> list[str]:
        return chosen(work, words=read_words(text))

    assert found("血压") == [purpose, note, promised]
    assert found("血压稳定") == [note]
    assert found("说血压 BLOOD") == [note]
    assert found("量") == [promised]
    assert found("计") == [purpose]
    assert found("压血") == found("血压高") == found("%") == []
    assert len(found("  ")) == 4


def test_signals_are_counted_beside_the_median_of_the_team(work: Fieldwork) -> None:
    mine, other = work.add_customer("王"), work.add_customer("李")
    for day in range(10, 14):
        work.visit("王", mine, f"2026-11-{day} 09:00", 30)
        work.visit("李", other, f"2026-11-{day} 09:00", 41)
    work.visit("赵", work.add_customer("赵"), "2026-11-10 09:00", 30)
    found = ask(work, "东主管", lambda c, s: signal_counts(c, s, work.clock.now(), 4))
    exact = {
        one.rep: (one.signals, one.visits, one.peers) for one in found if one.kind == signals.EXACT_LENGTH
    }
    ids = {name: laptop.user_id for name, laptop in work.laptops.items()}
    assert exact == {ids["王"]: (4, 4, 2), ids["李"]: (0, 4, 2)}


def everything(connection: Connection, sight: Sight, customers: list[str], visits: list[str]) -> list[object]:
    """Return what every figure shows of others' work, for customers and visits that exist."""
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    return [
        coverage_by_rep(connection, sight, now, 8),
        coverage_by_customer(connection, sight, now, 8),
        promises_on_time(connection, sight, now, 8),
        overdue_promises(connection, sight, now),
        visit_lengths(connection, sight, now, 8).counts,
        *read_report(connection, sight, now, date(2026, 11, 16))[1:3],
        read_report(connection, sight, now, date(2026, 11, 16)).uncontacted,
        needed_by_sunday(connection, sight, now).by_owner,
        oldest_overdue(connection, sight, now, 5)[0],
        choose_customers(
            connection, sight, now.date(), CustomerChoice(needed=choose_needed(connection, sight, now)), "", 9
        ),
        list_visits(connection, sight, VisitChoice()).visits,
        list_visits(connection, sight, VisitChoice(words=read_words("血压"))).visits,
        waiting_reviews(connection, sight, now),
        signal_counts(connection, sight, now, 8),
        set("".join(contact_strips(connection, sight, customers, now, 8).values())) - {"."},
        *(visit_lists.find_visit(connection, sight, one) for one in visits),
        *(customer_lists.find_customer(connection, sight, now.date(), one) for one in customers),
        *(obligation_counts.of_customer(connection, sight, one) for one in customers),
        *(obligation_counts.of_visit(connection, sight, one) for one in visits),
        *(visit_counts.signals_of(connection, sight, one) for one in visits),
        visit_lists.count_visits(connection, sight, VisitChoice(), 9),
    ]


def test_no_figure_shows_anything_out_of_sight(work: Fieldwork) -> None:
    customers, visits = [], []
    for rep in ("王", "李"):
        customer = work.add_customer(rep)
        visits += [work.visit(rep, customer, f"2026-11-1{n} 09:00", 30, note="血压") for n in range(3)]
        work.promise(rep, customer, "2026-11-01")
        customers.append(customer)
    work.refresh()
    work.clock.move(days=3)
    with reading(work.organisation.engine) as connection:
        seen = everything(connection, work.sight("东主管"), customers, visits)
        assert all(seen), "each figure shows something to who may see it"
        foreign = everything(connection, work.sight("西主管"), customers, visits)
        silent = silent_laptops(connection, work.sight("西主管"), work.clock.now())
    assert not any(foreign)
    assert [one.name for one in silent] == ["赵"]


def test_a_rep_sees_the_own_customers_and_nobody_elses(work: Fieldwork) -> None:
    mine, other = work.add_customer("王"), work.add_customer("李")
    own, foreign = work.visit("王", mine, "2026-11-11 09:00"), work.visit("李", other, "2026-11-11 09:00")
    assert chosen(work, "王") == [own]
    assert chosen(work, "东主管") in ([own, foreign], [foreign, own])
    work.hand_over(other, "赵")
    assert chosen(work, "李") == []
    assert chosen(work, "东主管") == [own]
    assert chosen(work, "西主管") == [foreign]


def test_an_overdue_promise_is_unknown_when_it_fell_due_after_the_laptop_had_spoken(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.clock.move(days=-14)
    known, unknown = (work.promise("王", customer, f"2026-11-{day}") for day in ("05", "20"))
    work.clock.move(days=14)
    now, sunday = work.clock.now(), date(2026, 11, 22)
    for found in (
        ask(work, "东主管", lambda c, s: overdue_promises(c, s, now)),
        ask(work, "东主管", lambda c, s: oldest_overdue(c, s, now, 9)[0]),
        ask(work, "东主管", lambda c, s: overdue_on(c, s, now, sunday)),
    ):
        assert [(one.overdue.promise, one.is_known) for one in found] == [(known, True), (unknown, False)]
    (rep,) = ages_by_rep(found)
    assert (rep.total, rep.unknown) == (2, 1)
    work.save("王", customer, kinds.PROMISE_KEPT, {"target": unknown, "at": to_text(now)})
    kept_since = ask(work, "东主管", lambda c, s: overdue_on(c, s, now, sunday))
    assert [one.is_known for one in kept_since] == [True, True]
