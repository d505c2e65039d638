"""The contact strip: one character for each of the last weeks, which says how weekly contact went.

The characters are plain ASCII: one column wide in every terminal, and told apart without colour. The oldest
week stands first.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from fieldlog.domain.days import ONE_WEEK, monday_of, week_name
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rule_names import WEEKLY_CONTACT

WEEKS = 52
CONTACTED, MISSED, ATTEMPTED, EXCUSED, NOT_DUE, OPEN = "#", "x", "/", "=", ".", ">"
NOT_ASKED_FOR = "+"
LEGEND: tuple[tuple[str, str], ...] = (
    (CONTACTED, N_("contacted")),
    (MISSED, N_("not contacted")),
    (ATTEMPTED, N_("tried, nobody reached")),
    (EXCUSED, N_("paused")),
    (NOT_DUE, N_("no contact due")),
    (OPEN, N_("this week, still open")),
)
"""Each character with its meaning, for the line under a strip."""
LEGEND_OF_ALL = (*LEGEND, (NOT_ASKED_FOR, N_("contacted, though none was due")))
"""With the weeks in which nobody had to be contacted and was, which only who knows the visits can tell."""

UNMET = frozenset({MISSED, ATTEMPTED, OPEN})


class StripWeek(NamedTuple):
    """One week of a strip: its Monday, its character and what that means."""

    monday: date
    mark: str
    meaning: str


def make_strip(
    obligations: Iterable[Obligation], today: date, weeks: int = WEEKS, contacted: Collection[str] = ()
) -> str:
    """Return the strip of one customer up to the week of ``today``, from the obligations of every rule;
    ``contacted`` are the names of the weeks with a contact, whether one was due or not.
    """
    monday = monday_of(today)
    this_week = week_name(monday)
    marks = {
        one.subject: _mark(one, is_over=one.subject < this_week)
        for one in obligations
        if one.rule == WEEKLY_CONTACT
    }
    names = (week_name(monday - ONE_WEEK * ago) for ago in reversed(range(weeks)))
    return "".join(marks.get(name, NOT_ASKED_FOR if name in contacted else NOT_DUE) for name in names)


def _mark(obligation: Obligation, is_over: bool) -> str:
    if obligation.met_at is not None:
        return CONTACTED
    if obligation.excused is not None:
        return EXCUSED
    if not is_over:
        return OPEN
    return ATTEMPTED if obligation.evidence["attempts"] else MISSED


def strip_weeks(strip: str, last: date) -> tuple[StripWeek, ...]:
    """Return the weeks of a strip that ends with the week of the day ``last``, oldest first."""
    meanings, monday = dict(LEGEND_OF_ALL), monday_of(last)
    return tuple(
        StripWeek(monday - timedelta(weeks=len(strip) - place), mark, meanings[mark])
        for place, mark in enumerate(strip, start=1)
    )


def describe_strip(strip: str) -> Sentence:
    """Say in how many of the weeks due there was a contact; paused weeks and the open one do not count."""
    met = strip.count(CONTACTED)
    due = met + strip.count(MISSED) + strip.count(ATTEMPTED)
    if due == 0:
        return Sentence(N_("no weekly contact was due"))
    template = N_("contacted in {met} of {due} weeks due")
    if due == 1:
        template = N_("contacted in {met} of {due} week due")
    return Sentence(template, {"met": met, "due": due})
