"""Days in numbers alone: 2026-12-02, 2026/12/2, and the orders of day and month that 3/4 leaves open."""

from collections.abc import Iterable
from datetime import date
from re import Match
from typing import Final

from fieldlog.domain.due.arithmetic import next_month_day
from fieldlog.domain.due.readings import Days, NoDay, Room, Shape, day_or_none, one_day

_CENTURY: Final = 2000
_LONG_YEAR: Final = 4


def _iso(match: Match[str], made: date) -> Days:
    return one_day(day_or_none(int(match["year"]), int(match["month"]), int(match["day"])))


def _year_last(match: Match[str], made: date) -> Days:
    one, other, year = int(match["one"]), int(match["other"]), int(match["year"])
    return _that_exist([day_or_none(year, one, other), day_or_none(year, other, one)])


def _short_year(match: Match[str], made: date) -> Days:
    first, second, third = (int(match[name]) for name in ("first", "second", "third"))
    orders = ((first, second, third), (third, second, first), (third, first, second))
    return _that_exist(day_or_none(_CENTURY + year, month, day) for year, month, day in orders)


def _two_numbers(match: Match[str], made: date) -> Days:
    one, other = int(match["one"]), int(match["other"])
    return _that_exist([next_month_day(made, one, other), next_month_day(made, other, one)])


def _that_exist(days: Iterable[date | None]) -> Days:
    found = tuple(dict.fromkeys(day for day in days if day is not None))
    return found or NoDay("no-such-date")


_START: Final = "(?<![0-9./:-])"
_END: Final = "(?![0-9]|[./:-][0-9])"
_SIGN: Final = "[-/.]"

SHAPES: Final = (
    Shape(
        f"{_START}(?P<year>[0-9]{{4}}){_SIGN}(?P<month>[0-9]{{1,2}}){_SIGN}(?P<day>[0-9]{{1,2}}){_END}", _iso
    ),
    Shape(f"{_START}(?P<year>[0-9]{{4}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){_END}", _iso, Room.ALONE),
    Shape(
        f"{_START}(?P<one>[0-9]{{1,2}}){_SIGN}(?P<other>[0-9]{{1,2}}){_SIGN}(?P<year>[0-9]{{4}}){_END}",
        _year_last,
    ),
    Shape(
        f"{_START}(?P<first>[0-9]{{2}}){_SIGN}(?P<second>[0-9]{{1,2}}){_SIGN}(?P<third>[0-9]{{2}}){_END}",
        _short_year,
        Room.ALONE,
    ),
    Shape(f"{_START}(?P<one>[0-9]{{1,2}})[-/](?P<other>[0-9]{{1,2}}){_END}", _two_numbers, Room.ALONE),
)
