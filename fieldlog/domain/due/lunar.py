"""The Chinese lunar calendar of the years 1900 to 2099, on the tables of ``borax``."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

FIRST_LUNAR_YEAR: Final = 1900
LAST_LUNAR_YEAR: Final = 2099
LONGEST_MONTH: Final = 30
MONTHS: Final = range(1, 13)
DAYS: Final = range(1, LONGEST_MONTH + 1)

# New moons within minutes of midnight in Beijing, where published calendars differ: who was born then is
# believed.
_DISPUTED_LONG_MONTHS: Final = frozenset({(1933, 5, True), (2057, 8, False)})

_MONTH_NAMES: Final = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGIT_NAMES: Final = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


class LunarMonth(NamedTuple):
    """One month of one lunar year: its first day in the solar calendar and its length in days (29 or 30)."""

    start: date
    length: int

    def day(self, number: int) -> date:
        """Return the solar date of a day of this month."""
        return self.start + timedelta(days=number - 1)


@lru_cache(maxsize=LAST_LUNAR_YEAR - FIRST_LUNAR_YEAR + 1)
def months_of(year: int) -> dict[tuple[int, bool], LunarMonth]:
    """Return the months of a lunar year in order, by (month, leap); none outside the tables."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
        return {}
    months: dict[tuple[int, bool], LunarMonth] = {}
    start = LunarDate(year, 1, 1).to_solar_date()
    for month, length, leap in LCalendars.iter_year_month(year):
        months[month, bool(leap)] = LunarMonth(start, length)
        start += timedelta(days=length)
    return months


def has_lunar_day(month: int, day: int, leap: bool, year: int | None = None) -> bool:
    """Tell whether a lunar date exists: in its year, or without a year in any year of the tables."""
    if day not in DAYS:
        return False
    if (year, month, leap) in _DISPUTED_LONG_MONTHS:
        return True
    years = range(FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR + 1) if year is None else (year,)
    return any(
        day <= months_of(each)[month, leap].length for each in years if (month, leap) in months_of(each)
    )


def occurrences(month: int, leap: bool, on_or_after: date) -> Iterator[LunarMonth]:
    """Yield the months of this name that end on or after a date, year by year, as far as the tables go."""
    for year in _years_around(on_or_after):
        found = months_of(year).get((month, leap))
        if found is not None and on_or_after <= found.day(found.length):
            yield found


def months_after(on_or_after: date) -> Iterator[LunarMonth]:
    """Yield every month that ends on or after a date, in order, as far as the tables go."""
    for year in _years_around(on_or_after):
        yield from (found for found in months_of(year).values() if on_or_after <= found.day(found.length))


def _years_around(on_or_after: date) -> range:
    return range(max(on_or_after.year - 1, FIRST_LUNAR_YEAR), LAST_LUNAR_YEAR + 1)


def lunar_day_name(month: int, day: int, leap: bool = False) -> str:
    """Return a lunar date as it is written in Chinese, for example 三月初八, 闰四月廿二, 腊月三十."""
    return f"{'闰' if leap else ''}{_MONTH_NAMES[month - 1]}月{_day_name(day)}"


def _day_name(day: int) -> str:
    tens, ones = divmod(day, 10)
    if ones == 0:
        return ("初十", "二十", "三十")[tens - 1]
    return ("初", "十", "廿")[tens] + _DIGIT_NAMES[ones]
