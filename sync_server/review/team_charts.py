"""The figures of a team as charts with their tables: the same on the team's page and in the weekly report."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from fieldlog.domain.days import week_name
from sync_server.core.figures.promises_on_time import PromiseWeek
from sync_server.core.figures.visit_lengths import MOST, STEP, VisitLengths
from sync_server.review.charts import UNKNOWN, Column, Label, Scale, draw, steps
from sync_server.review.heat_map import FAIR, short_day

PERCENTS = (0, 50, 100)
LABELLED = 30
"""Below every so many minutes stands a number."""


class PromiseChart(NamedTuple):
    """Promises kept on time by week: the drawing, and the numbers of each week, oldest first."""

    drawing: Markup
    rows: tuple[tuple[str, PromiseWeek], ...]


class LengthChart(NamedTuple):
    """How long visits last: the drawing, and how many visits are in each step of minutes that has any."""

    drawing: Markup
    rows: tuple[tuple[str, int], ...]


def promise_chart(heading: str, found: Sequence[PromiseWeek], mondays: Sequence[date]) -> PromiseChart:
    """Return the chart of these weeks; ``heading`` is the id of what names it."""
    known = {one.week: one for one in found}
    rows = tuple(
        (short_day(monday), known.get(week_name(monday), PromiseWeek("", "", 0, 0, 0, 0, 0)))
        for monday in mondays
    )
    labels = tuple(Label(number + 0.5, day) for number, (day, _) in enumerate(rows))
    columns = tuple(_promises(one) for _, one in rows)
    return PromiseChart(draw(heading, columns, Scale(labels, PERCENTS)), rows)


def _promises(one: PromiseWeek) -> Column:
    if one.percent is None:
        return Column(PERCENTS[-1], "?", UNKNOWN) if one.unknown else Column(0, "–")
    return Column(one.percent, str(one.percent), "good" if one.percent >= FAIR else "below")


def length_chart(heading: str, lengths: VisitLengths) -> LengthChart:
    """Return the chart of lengths with the line of the rule; ``heading`` is the id of what names it."""
    counted = {one.minutes: one.visits for one in lengths.counts}
    minutes = range(0, MOST + STEP, STEP)
    columns = tuple(
        Column(counted.get(one, 0), kind="below" if one < lengths.line else "good") for one in minutes
    )
    marked = sorted({*range(0, MOST + 1, LABELLED), lengths.line})
    labels = tuple(Label(one / STEP, str(one)) for one in marked)
    scale = Scale(labels, steps(max(counted.values(), default=0)), str(lengths.line))
    rows = tuple((_step(one), counted[one]) for one in minutes if counted.get(one))
    return LengthChart(draw(heading, columns, scale), rows)


def _step(minutes: int) -> str:
    return f"{MOST}+" if minutes == MOST else f"{minutes}–{minutes + STEP - 1}"
