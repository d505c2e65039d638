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
from sync_server.review.charts import OPEN, UNKNOWN, Column, Label, Scale, draw, steps
from sync_server.review.chosen_team import ChosenTeam
from sync_server.review.heat_map import FAIR, short_day
from sync_server.review.promise_words import BECAME, DUE, RELEASED, became, unsettled_mark
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
    """The promises of a week from a day on: the mark of a week that is not settled, how many of them became
    what, and the list of each, by its code in an address.
    """

    day: str
    mark: str
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
        rows.append(PromiseRow(short_day(monday), unsettled_mark(one), counts, paths))
    labels = tuple(Label(number + 0.5, row.day) for number, row in enumerate(rows))
    return PromiseChart(draw("promises", tuple(columns), Scale(labels, PERCENTS)), tuple(rows))


def _promises(call: PageCall, chosen: ChosenTeam, monday: date, one: PromiseWeek) -> Column:
    total = sum(count for _, count in became(one))
    if not total:
        return Column(0, "–")
    return Column(*_look(one), chosen.path(DUE, week=one.week), _words(call, monday, one, total))


def _look(one: PromiseWeek) -> tuple[int, str, str]:
    """Return how high the column of a week is, what stands above it, and its look."""
    mark = unsettled_mark(one)
    if mark:
        # A percentage of what is known would look like one of the week.
        return PERCENTS[-1] if one.percent is None else one.percent, mark, OPEN if one.open else UNKNOWN
    if one.percent is None:
        return 0, "–", "good"
    return one.percent, str(one.percent), "good" if one.percent >= FAIR else "below"


def _words(call: PageCall, monday: date, one: PromiseWeek, total: int) -> str:
    words = call.say(N_("week from {day}, promises: {count}"), day=short_day(monday), count=total)
    if unsettled_mark(one):
        kept = call.say(N_("{met} of {due} kept on time so far"), met=one.on_time, due=one.asked)
        words = call.say(N_("{one}, {other}"), one=words, other=kept)
    for sentence, count in ((N_("still open: {count}"), one.open), (N_("unknown: {count}"), one.unknown)):
        if count:
            words = call.say(N_("{one}, {other}"), one=words, other=call.say(sentence, count=count))
    return words


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
