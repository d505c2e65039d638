"""The weekly report of a team: a page made to be printed, with every figure in words and no health notes.

That it was opened stands in the audit log, because it names customers.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from fieldlog.domain.days import (
    ONE_WEEK,
    SIX_DAYS,
    from_text,
    is_placeable,
    local_day,
    monday_of,
    week_name,
)
from sync_server.core.figures.contact_coverage import Coverage, of_week
from sync_server.core.figures.promises_on_time import PromiseWeek
from sync_server.core.figures.weekly_report import VisitsOfRep, WeeklyReport, read_report
from sync_server.database.engine import Connection
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.heat_map import heat_rows, short_day
from sync_server.review.page import TEAM, Answer, Page, Shown
from sync_server.review.team_charts import PROMISE_WORDS, length_chart, promise_chart
from sync_server.review.telling import RULE_TITLES, due_words

OfRep = TypeVar("OfRep", Coverage, VisitsOfRep)


class Result(NamedTuple):
    """How a service rule was kept in the week; ``due`` are what was met, missed, and is unknown."""

    title: str
    met: int
    due: int
    missed: int
    excused: int
    unknown: int


def _show(call: PageCall) -> Answer:
    newest = monday_of(local_day(call.now, call.zone)) - ONE_WEEK
    monday = _monday(call.query.get("week", ""), newest)
    is_whole = call.evaluate()

    def work(connection: Connection) -> tuple[ChosenTeam, WeeklyReport]:
        chosen = choose_team(connection, call, takes_first=True)
        return chosen, read_report(connection, chosen.sight, call.now, monday)

    chosen, report = call.read(work)
    call.note("saw-report", monday.isoformat(), chosen.name)
    facts = {
        "is_whole": is_whole,
        "chosen": chosen,
        "known_uncontacted": sum(one.is_known for one in report.uncontacted),
        "unknown_overdue": sum(not one.is_known for one in report.overdue),
        "report": report,
        "first": monday,
        "last": monday + SIX_DAYS,
        "week": week_name(monday),
        "before": _path(chosen, monday - ONE_WEEK) if is_placeable(monday - ONE_WEEK) else "",
        "after": _path(chosen, monday + ONE_WEEK) if monday < newest else "",
        "due_words": due_words,
        **_figures(call, chosen, report, monday),
    }
    return Shown("report.html", facts)


def _figures(call: PageCall, chosen: ChosenTeam, report: WeeklyReport, monday: date) -> dict[str, object]:
    week = week_name(monday)
    none = PromiseWeek("", week, 0, 0, 0, 0, 0)
    return {
        "coverage": of_week(report.coverage, week),
        "coverage_rows": _by_name(report, [one for one in report.coverage if one.week == week]),
        "visit_rows": _by_name(report, report.visits),
        "rows": heat_rows(call, report.coverage, report.mondays, report.names),
        "weeks": [short_day(one) for one in report.mondays],
        "promises": next((one for one in report.promise_weeks if one.week == week), none),
        "promise_chart": promise_chart(call, chosen, report.promise_weeks, report.mondays),
        **PROMISE_WORDS,
        "length_chart": length_chart(call, chosen, report.lengths, (monday, monday + SIX_DAYS)),
        "visits": sum(one.visits for one in report.visits),
        "unreviewed": sum(one.unreviewed for one in report.visits),
        "results": [_result(call, rule, report) for rule in report.results],
        "days_since": _days_since(call, report, monday + SIX_DAYS),
    }


def _monday(text: str, newest: date) -> date:
    if not text:
        return newest
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise RefusalError("bad-parameter") from error
    if not is_placeable(day) or monday_of(day) > newest:
        raise RefusalError("bad-parameter")
    return monday_of(day)


def _path(chosen: ChosenTeam, monday: date) -> str:
    return chosen.path("/review/report", week=monday.isoformat())


def _by_name(report: WeeklyReport, found: Sequence[OfRep]) -> list[tuple[str, OfRep]]:
    """Return figures of reps with their names, by name."""
    named = [(report.names.get(one.rep, one.rep[:8]), one) for one in found]
    return sorted(named, key=lambda row: (row[0], row[1].rep))


def _result(call: PageCall, rule: str, report: WeeklyReport) -> Result:
    one = report.results[rule]
    title = call.say(RULE_TITLES[rule])
    due = one.met + one.missed + one.unknown
    return Result(title, one.met, due, one.missed, one.excused, one.unknown)


def _days_since(call: PageCall, report: WeeklyReport, sunday: date) -> dict[str, int]:
    """Return how many days before the end of the week each of those who were not reached was."""
    return {
        one.customer: (sunday - local_day(from_text(one.last_contact), call.zone)) // timedelta(days=1)
        for one in report.uncontacted
        if one.last_contact
    }


PAGE = Page("/review/report", TEAM, _show)
