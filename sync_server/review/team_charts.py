"""The figures of a team as charts with their tables: the same on the team's page and in the weekly report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from fieldlog.domain.days import week_name
from fieldlog.domain.problems import N_
from sync_server.core.figures.promises_on_time import PromiseWeek
from sync_server.core.figures.visit_lengths import MOST, STEP, VisitLengths
from sync_server.review.call import PageCall
from sync_server.review.charts import UNKNOWN, Column, Label, Scale, draw, steps
from sync_server.review.chosen_team import ChosenTeam
from sync_server.review.heat_map import FAIR, short_day
from sync_server.review.promise_words import BECAME, DUE, RELEASED, became
from sync_server.review.visit_filters import ALL, LIST, MEETING

PERCENTS = (0, 50, 100)
PROMISE_WORDS: dict[str, object] = {
    "became_words": BECAME,
    "shown_promises": tuple(code for code in BECAME if code != RELEASED),
}
"""What the tables of promises need to say what became of them, without those that nobody waits for."""
LABELLED = 30
"""Below every so many minutes stands a number."""


class PromiseRow(NamedTuple):
    """The promises of a week from a day on: how many of them became what, and the list of each, by its code
    in an address.
    """

    day: str
    counts: tuple[tuple[str, int], ...]
    paths: Mapping[str, str]


class PromiseChart(NamedTuple):
    """Promises kept on time by week: the drawing, and the numbers of each week, oldest first."""

    drawing: Markup
    rows: tuple[PromiseRow, ...]


class LengthRow(NamedTuple):
    """A step of minutes, how many visits are in it, and their list."""

    minutes: str
    visits: int
    path: str


class LengthChart(NamedTuple):
    """How long visits last: the drawing, and each step of minutes that has any."""

    drawing: Markup
    rows: tuple[LengthRow, ...]


def promise_chart(
    call: PageCall, chosen: ChosenTeam, found: Sequence[PromiseWeek], mondays: Sequence[date]
) -> PromiseChart:
    """Return the chart of these weeks of a team; the heading with the id "promises" names it."""
    known = {one.week: one for one in found}
    rows, columns = [], []
    for monday in mondays:
        week = week_name(monday)
        one = known.get(week, PromiseWeek("", week, 0, 0, 0, 0, 0))
        columns.append(_promises(call, chosen, monday, one))
        counts = became(one)
        paths = {code: chosen.path(DUE, week=week, became=code) for code, count in counts if count}
        rows.append(PromiseRow(short_day(monday), counts, paths))
    labels = tuple(Label(number + 0.5, row.day) for number, row in enumerate(rows))
    return PromiseChart(draw("promises", tuple(columns), Scale(labels, PERCENTS)), tuple(rows))


def _promises(call: PageCall, chosen: ChosenTeam, monday: date, one: PromiseWeek) -> Column:
    total = sum(count for _, count in became(one))
    if not total:
        return Column(0, "–")
    path = chosen.path(DUE, week=one.week)
    words = call.say(N_("week from {day}, promises: {count}"), day=short_day(monday), count=total)
    if one.percent is None:
        look = (PERCENTS[-1], "?", UNKNOWN) if one.unknown else (0, "–", "good")
    else:
        look = (one.percent, str(one.percent), "good" if one.percent >= FAIR else "below")
    return Column(*look, path, words)


def length_chart(
    call: PageCall, chosen: ChosenTeam, lengths: VisitLengths, days: tuple[date, date]
) -> LengthChart:
    """Return the chart of lengths of visits between two days, with the line of the rule; the heading with the
    id "lengths" names it.
    """
    counted = {one.minutes: one.visits for one in lengths.counts}
    rows, columns = [], []
    for minutes in range(0, MOST + STEP, STEP):
        visits, step = counted.get(minutes, 0), _step(minutes)
        path = _visits_of(chosen, minutes, days) if visits else ""
        words = call.say(N_("{minutes} minutes, visits: {count}"), minutes=step, count=visits)
        columns.append(Column(visits, "", "below" if minutes < lengths.line else "good", path, words))
        if visits:
            rows.append(LengthRow(step, visits, path))
    marked = sorted({*range(0, MOST + 1, LABELLED), lengths.line})
    labels = tuple(Label(one / STEP, str(one)) for one in marked)
    scale = Scale(labels, steps(max(counted.values(), default=0)), str(lengths.line))
    return LengthChart(draw("lengths", tuple(columns), scale), tuple(rows))


def _visits_of(chosen: ChosenTeam, minutes: int, days: tuple[date, date]) -> str:
    most = "" if minutes == MOST else str(minutes + STEP - 1)
    given = {"review": ALL, "channel": MEETING, "least": str(minutes), "most": most}
    first, last = (day.isoformat() for day in days)
    return chosen.path(
        LIST, **{name: value for name, value in given.items() if value}, first=first, last=last
    )


def _step(minutes: int) -> str:
    return f"{MOST}+" if minutes == MOST else f"{minutes}–{minutes + STEP - 1}"
