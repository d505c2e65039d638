"""The figures of the weekly report: those of a week that is over, as they are known now."""

from datetime import date

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from sync_server.core.figures.contact_coverage import of_week
from sync_server.core.figures.weekly_report import WEEKS, WeeklyReport, read_report
from sync_server.database.engine import reading
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.organisation import Organisation

MONDAY = date(2026, 11, 16)
WEEK = "2026-W47"


@pytest.fixture
def work(organisation: Organisation) -> Fieldwork:
    work = Fieldwork(organisation)
    organisation.add_user("东主管", "supervisor", "东")
    for rep, team in (("王", "东"), ("李", "东"), ("赵", "西")):
        work.add_rep(rep, team)
    return work


def report_of(work: Fieldwork, monday: date = MONDAY, name: str = "东主管") -> WeeklyReport:
    sight = work.sight(name)
    work.refresh(sight)
    with reading(work.organisation.engine) as connection:
        return read_report(connection, sight, work.clock.now(), monday)


def test_the_week_is_counted_by_rep_with_those_before_it_and_none_after_it(work: Fieldwork) -> None:
    seen, missed = work.add_customer("王"), work.add_customer("李", "没见到")
    work.add_customer("赵", "别队的")
    work.visit("王", seen, "2026-11-17 09:00", 20)
    work.visit("王", seen, "2026-11-23 09:00")
    report = report_of(work)
    assert (report.mondays[-1], len(report.mondays)) == (MONDAY, WEEKS)
    assert {one.week for one in report.coverage} >= {WEEK, "2026-W46"}
    assert "2026-W48" not in {one.week for one in report.coverage}
    coverage = of_week(report.coverage, WEEK)
    assert (coverage.met, coverage.missed, coverage.percent) == (1, 1, 50)
    assert [(one.visits, one.unreviewed) for one in report.visits] == [(1, 1)]
    assert (report.lengths.total, report.lengths.below, report.lengths.line) == (1, 1, 30)
    assert report.results["weekly-contact"].missed == 1
    assert report.results["visit-length"].missed == 1
    assert [(one.customer, one.rep, one.is_known) for one in report.uncontacted] == [(missed, "李", True)]


def test_those_whom_nobody_contacted_are_in_the_order_of_their_last_contact(work: Fieldwork) -> None:
    names = ("从未", "很久", "最近", "找过", "后来")
    never, long_ago, lately, tried, later = (work.add_customer("王", name) for name in names)
    work.visit("王", long_ago, "2026-10-20 09:00")
    work.visit("王", lately, "2026-11-13 09:00")
    work.visit("王", tried, "2026-11-12 09:00", channel="phone")
    work.visit("王", tried, "2026-11-18 09:00", reached=False)
    work.visit("王", later, "2026-11-02 09:00")
    work.visit("王", later, "2026-11-23 09:00")
    found = report_of(work).uncontacted
    assert [one.customer for one in found] == [never, long_ago, later, tried, lately]
    assert [one.last_contact[:10] for one in found] == [
        "",
        "2026-10-20",
        "2026-11-02",
        "2026-11-12",
        "2026-11-13",
    ]
    assert [one.attempts for one in found] == [0, 0, 0, 1, 0]


def test_a_paused_customer_and_one_that_wants_no_contact_were_not_forgotten(work: Fieldwork) -> None:
    paused, gone = work.add_customer("王"), work.add_customer("王")
    values = {"start": "2026-11-09", "until": "2026-11-29", "reason": "trip"}
    work.save("王", paused, kinds.PAUSE, values)
    work.save("王", gone, kinds.OPT_OUT, {"start": "2026-11-01", "reason": "moved"})
    assert report_of(work).uncontacted == ()


def test_a_week_after_the_last_sync_is_unknown_not_missed_and_the_laptop_is_named(work: Fieldwork) -> None:
    work.clock.move(days=-14)
    work.add_customer("王", created="2026-10-26")
    silent_since = work.clock.now()
    work.clock.move(days=14)
    report = report_of(work)
    coverage = of_week(report.coverage, WEEK)
    assert (coverage.missed, coverage.unknown, coverage.percent) == (0, 1, None)
    assert [one.is_known for one in report.uncontacted] == [False]
    assert report.results["weekly-contact"].unknown == 1
    silent = {one.name: one.seen_at for one in report.silent}
    assert to_text(silent["王"] or work.clock.now()) == to_text(silent_since)
    before = report_of(work, date(2026, 11, 2))
    assert before.uncontacted[0].is_known


def test_after_a_hand_over_a_week_that_is_over_names_who_had_the_customer(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.promise("王", customer, "2026-11-18")
    before = report_of(work)
    work.hand_over(customer, "李")
    report = report_of(work)
    assert [one.rep for one in report.uncontacted] == [one.rep for one in before.uncontacted] == ["王"]
    assert [one.owner for one in report.overdue] == [one.owner for one in before.overdue] == ["王"]


def test_what_was_overdue_at_the_end_of_the_week_counts_though_it_was_kept_since(work: Fieldwork) -> None:
    customer = work.add_customer("王", "李明")
    kept_since = work.promise("王", customer, "2026-11-18", "送血压计")
    work.save("王", customer, kinds.PROMISE_KEPT, {"target": kept_since, "at": "2026-11-23T02:00:00Z"})
    kept_late = work.promise("王", customer, "2026-11-17")
    work.save("王", customer, kinds.PROMISE_KEPT, {"target": kept_late, "at": "2026-11-20T02:00:00Z"})
    still_open = work.promise("王", customer, "2026-11-10")
    work.promise("王", customer, "2026-11-22", "当天到期的")
    work.promise("王", customer, "2026-11-23", "下一周的")
    work.promise("赵", work.add_customer("赵"), "2026-11-10")
    found = report_of(work).overdue
    assert [(one.overdue.promise, one.overdue.days_late) for one in found] == [
        (still_open, 12),
        (kept_since, 4),
    ]


def test_a_team_without_work_has_an_empty_report(work: Fieldwork) -> None:
    report = report_of(work)
    assert not any((report.coverage, report.visits, report.overdue, report.uncontacted))
    assert of_week(report.coverage, WEEK)[2:] == (0, 0, 0, 0, 0)
    assert of_week(report.coverage, WEEK).percent is None
    assert report.results == {}
    assert {one.name for one in report.silent} == {"王", "李"}
