"""Days counted from the day a promise was made; beyond the years a date can have there is no day."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from fieldlog.domain.due.readings import Days, NoDay, day_or_none, one_day

DAYS_OF_A_WEEK: Final = 7
_LONGEST_MONTH: Final = 31
_YEARS_TO_A_LEAP_DAY: Final = 8


def later(made: date, step: relativedelta) -> date | None:
    """Return the day one step after a day; None beyond the calendar."""
    try:
        return made + step
    except (OverflowError, ValueError):
        return None


def all_days(days: Iterable[date | None]) -> Days:
    """Return several readings, as long as there is a day for every one of them."""
    known = tuple(days)
    return (
        tuple(day for day in known if day is not None)
        if known and None not in known
        else NoDay("no-such-date")
    )


def next_weekday(made: date, weekday: int) -> Days:
    """Return the next such weekday (Monday is 0) after a day: seven days on when the day is one itself."""
    distance = (weekday - made.weekday() - 1) % DAYS_OF_A_WEEK + 1
    return one_day(later(made, relativedelta(days=distance)))


def weekdays_of_week(made: date, weeks: int, *weekdays: int) -> Days:
    """Return weekdays (Monday is 0) of the Monday-to-Sunday week ``weeks`` after the week of a day."""
    to_monday = DAYS_OF_A_WEEK * weeks - made.weekday()
    return all_days(later(made, relativedelta(days=to_monday + weekday)) for weekday in weekdays)


def first_of_month(made: date, months: int) -> date | None:
    """Return the first day of the month that lies ``months`` after the month of a day."""
    return later(made, relativedelta(months=months, day=1))


def end_of_month(made: date, months: int) -> date | None:
    """Return the last day of the month that lies ``months`` after the month of a day."""
    return later(made, relativedelta(months=months, day=_LONGEST_MONTH))


def day_of_month(made: date, months: int, day: int) -> date | None:
    """Return a day of the month ``months`` after the month of a day; None when that month is too short."""
    first = first_of_month(made, months)
    return day_or_none(first.year, first.month, day) if first else None


def next_day_of_month(made: date, day: int) -> date | None:
    """Return the first day with this number on or after a day, passing over months that are too short."""
    # No two months in a row lack the day, so the worst case is day 30 asked for on 31 January.
    found = (day_of_month(made, months, day) for months in range(3))
    return next((each for each in found if each is not None and each >= made), None)


def next_month_day(made: date, month: int, day: int) -> date | None:
    """Return the first such day of the year on or after a day; 29 February waits for a leap year."""
    years = range(made.year, made.year + _YEARS_TO_A_LEAP_DAY + 1)
    found = (day_or_none(year, month, day) for year in years)
    return next((each for each in found if each is not None and each >= made), None)
