"""The next day of the lunar calendar, counted from the day a promise was made."""

from collections.abc import Iterable
from datetime import date

from fieldlog.domain.due.lunar import DAYS, MONTHS, LunarMonth, months_after, months_of, occurrences
from fieldlog.domain.due.readings import Days, NoDay

_TWELFTH = (12, False)


def next_lunar_day(made: date, month: int, day: int, leap: bool) -> Days:
    """Return the next such day on or after a day; a leap month waits for the next year that has it.

    A day 30 of a month that has 29 days when it comes next is no such day, not a day of a later year.
    """
    if month not in MONTHS or day not in DAYS:
        return NoDay("no-such-lunar-date")
    return _first(made, occurrences(month, leap, made), day)


def next_day_of_lunar_months(made: date, day: int) -> Days:
    """Return the next day of this number in any lunar month, on or after a day."""
    if day not in DAYS:
        return NoDay("no-such-lunar-date")
    return _first(made, (month for month in months_after(made) if day <= month.length), day)


def _first(made: date, months: Iterable[LunarMonth], day: int) -> Days:
    for month in months:
        if made <= month.day(day):
            return (month.day(day),) if day <= month.length else NoDay("no-such-lunar-date")
    return NoDay("lunar-years-unknown")


def lunar_day_of_year(year: int, month: int, day: int, leap: bool) -> Days:
    """Return a day of a lunar year that was named."""
    if not months_of(year):
        return NoDay("lunar-years-unknown")
    found = months_of(year).get((month, leap))
    if found is None or not 1 <= day <= found.length:
        return NoDay("no-such-lunar-date")
    return (found.day(day),)


def new_years_eve(year: int) -> Days:
    """Return the last day of a lunar year."""
    months = months_of(year)
    return (months[_TWELFTH].day(months[_TWELFTH].length),) if months else NoDay("lunar-years-unknown")


def next_new_years_eve(made: date) -> Days:
    """Return the next last day of a lunar year, on or after a day."""
    eves = (month.day(month.length) for month in occurrences(*_TWELFTH, made))
    eve = next((eve for eve in eves if eve >= made), None)
    return NoDay("lunar-years-unknown") if eve is None else (eve,)
