"""Contact coverage as a table of reps and weeks: every cell is a number with a mark, colour only adds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.days import SIX_DAYS, week_name
from fieldlog.domain.problems import N_
from sync_server.core.figures.contact_coverage import UNKNOWN, Coverage
from sync_server.review.call import PageCall

GOOD, FAIR = 95, 80
"""Percent from which a week is shown as good, and as fair."""


class Cell(NamedTuple):
    """How a rep's week went: ``text`` with a ``mark``, the same in ``words``, and the list behind it."""

    week: str
    text: str
    mark: str
    kind: str
    words: str
    path: str


class HeatRow(NamedTuple):
    """A rep and the cells of the weeks, oldest first."""

    rep: str
    name: str
    cells: tuple[Cell, ...]


def heat_rows(
    call: PageCall, found: Sequence[Coverage], mondays: Sequence[date], names: Mapping[str, str]
) -> tuple[HeatRow, ...]:
    """Return a row for each rep of whom contacts were due, by name."""
    known = {(one.rep, one.week): one for one in found}
    reps = sorted({one.rep for one in found if one.rep}, key=lambda rep: (names.get(rep, ""), rep))
    weeks = [_Week(week_name(monday), short_day(monday), _days(monday)) for monday in mondays]
    rows = []
    for rep in reps:
        visits = "/review/visits?" + urlencode({"review": "all", "rep": rep})
        cells = tuple(_cell(call, week, visits, known.get((rep, week.name))) for week in weeks)
        rows.append(HeatRow(rep, names.get(rep, rep[:8]), cells))
    return tuple(rows)


class _Week(NamedTuple):
    name: str
    title: str
    days: str


def _days(monday: date) -> str:
    return urlencode({"first": monday.isoformat(), "last": (monday + SIX_DAYS).isoformat()})


def _cell(call: PageCall, week: _Week, visits: str, one: Coverage | None) -> Cell:
    text, mark, kind, words = _look(call, one)
    is_short = one is not None and one.missed + one.open + one.unknown > 0
    path = _unreached(week, one.rep) if one is not None and is_short else f"{visits}&{week.days}"
    return Cell(week.title, text, mark, kind, words, path)


def _unreached(week: _Week, rep: str) -> str:
    return "/review/customers?" + urlencode({"week": week.name, "was": rep})


def short_day(day: date) -> str:
    """Return a day without its year."""
    return day.strftime("%m-%d")


def _look(call: PageCall, one: Coverage | None) -> tuple[str, str, str, str]:
    if one is None or not one.asked:
        return "–", "", "none", call.say(N_("no contact was due"))
    words = call.say(N_("{met} of {due} contacts made"), met=one.met, due=one.asked)
    if one.open:
        return f"{one.met}/{one.asked}", "…", "open", words
    if one.unknown:
        unknown = call.say(N_("{count} unknown: the laptop has not synced since"), count=one.unknown)
        # A percentage of what is known would look like one of the week.
        told = call.say(N_("{one}, {other}"), one=words, other=unknown)
        return f"{one.met}/{one.asked}" if one.met else "", UNKNOWN, "unknown", told
    percent = one.percent or 0
    if percent >= GOOD:
        return str(percent), "✓", "good", words
    return (str(percent), "", "fair", words) if percent >= FAIR else (str(percent), "!", "poor", words)
