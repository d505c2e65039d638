"""What a due phrase can mean: one day, several or none, and the reading or problem that follows."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from enum import IntEnum
from re import Match
from typing import Final, NamedTuple

from fieldlog.domain.due.lunar import FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR
from fieldlog.domain.due.writing import shorten
from fieldlog.domain.problems import N_, Problem

FIELD: Final = "due"


class DueReading(NamedTuple):
    """A due date as understood: the day, the local time of day if one was said, the words that said it."""

    due: date
    time: time | None
    phrase: str


class NoDay(NamedTuple):
    """There is no such day: the code of the problem."""

    code: str


Days = tuple[date, ...] | NoDay
"""The days a phrase may mean in the order of likelihood, more than one when it is ambiguous."""


class Room(IntEnum):
    """How far a phrase must stand apart from the other words of a sentence to be taken for its due date."""

    NONE = 0
    """Nobody says it but for a due date: 明天, by friday."""
    ONE_SIDE = 1
    """It may describe the word beside it: 周三报告."""
    LEFT = 2
    """It may count from the words before it: 出院3天后."""
    BOTH_SIDES = 3
    """It may be part of a name: 5号楼, 中秋月饼."""
    ALONE = 4
    """It may be anything between other words: 1/2, friday."""
    LAST = 5
    """It is an everyday word too: sun, sat."""


class About(IntEnum):
    """What a shape names, for a date that stands beside its weekday."""

    DATE = 0
    WEEKDAY = 1
    """A weekday of no particular week: 周三 in 12月2日 周三 names no day of its own."""
    DAY_OF_A_WEEK = 2
    """A weekday of a week that is named: 下周三."""


class Shape(NamedTuple):
    """One way of writing a day: a pattern over plain text, what it means from ``made`` on, and its room.

    ``is_past`` marks words that only ever mean a day before.
    """

    pattern: str
    read: Callable[[Match[str], date], Days]
    room: Room = Room.ONE_SIDE
    is_past: bool = False
    about: About = About.DATE


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one_day(day: date | None) -> Days:
    """Return the day as the only reading; without a day, that there is no such date."""
    return NoDay("no-such-date") if day is None else (day,)


def judge(phrase: str, days: Days, times: Sequence[time | None] | NoDay, made: date) -> DueReading | Problem:
    """Return the one reading of a phrase, or the problem that it has none, several or a past one."""
    shown = shorten(phrase)
    if isinstance(days, NoDay):
        years = {"first": FIRST_LUNAR_YEAR, "last": LAST_LUNAR_YEAR}
        return Problem(FIELD, days.code, {"phrase": shown, **years})
    if isinstance(times, NoDay):
        return Problem(FIELD, times.code, {"phrase": shown})
    readings = [DueReading(day, moment, phrase) for day in dict.fromkeys(days) for moment in times]
    if len(readings) > 1:
        return ambiguous(phrase, readings)
    if readings[0].due < made:
        return Problem(
            FIELD,
            "due-in-the-past",
            {"phrase": shown, "reading": show(readings[0]), "made": made.isoformat()},
        )
    return readings[0]


def ambiguous(phrase: str, readings: Sequence[DueReading], code: str = "due-ambiguous") -> Problem:
    """Return the problem that a phrase has several readings or a doubtful one, shown as ISO dates."""
    shown = " / ".join(dict.fromkeys(map(show, readings)))
    return Problem(FIELD, code, {"phrase": shorten(phrase), "readings": shown})


def show(reading: DueReading) -> str:
    """Return a reading as ``2026-12-02`` or ``2026-12-02 15:30``."""
    if reading.time is None:
        return reading.due.isoformat()
    return datetime.combine(reading.due, reading.time).isoformat(" ", "minutes")


def describe_due(reading: DueReading, made: date) -> tuple[str, dict[str, object]]:
    """Return the template and its arguments that show a reading, for ``fieldlog.locale.translate``.

    The arguments are ``due`` (a date: the edge puts its words for the day there), ``time`` ("15:30" or ""),
    ``days`` from the day the promise was made, and as numbers ``weekday`` (Monday is 1), ``month``, ``day``.
    """
    due, days = reading.due, (reading.due - made).days
    clock = reading.time.strftime("%H:%M") if reading.time else ""
    arguments = {
        "due": due,
        "time": clock,
        "days": days,
        "weekday": due.isoweekday(),
        "month": due.month,
        "day": due.day,
    }
    if days in (0, 1):
        today, tomorrow = _TIMED_NEAR if reading.time else _NEAR
        return (tomorrow if days else today), arguments
    return (N_("{due} {time}, in {days} days") if reading.time else N_("{due}, in {days} days")), arguments


_NEAR: Final = (N_("{due}, today"), N_("{due}, tomorrow"))
_TIMED_NEAR: Final = (N_("{due} {time}, today"), N_("{due} {time}, tomorrow"))
