"""Festivals that people promise things by, Chinese and English names, in the solar and the lunar calendar."""

from datetime import date
from typing import Final, NamedTuple

from fieldlog.domain.due.arithmetic import all_days, next_month_day
from fieldlog.domain.due.lunar_days import (
    lunar_day_of_year,
    new_years_eve,
    next_lunar_day,
    next_new_years_eve,
)
from fieldlog.domain.due.readings import Days, NoDay, day_or_none, one_day

_FIRST_YEAR_OF_TERMS: Final = 2000
_LAST_YEAR_OF_TERMS: Final = 2099
_YEAR_OF_TERMS: Final = 0.2422
_TWELFTH: Final = 12


class SolarDay(NamedTuple):
    """A festival on a fixed day of the solar calendar."""

    month: int
    day: int


class LunarDay(NamedTuple):
    """A festival on a fixed day of the lunar calendar."""

    month: int
    day: int


class SolarTerm(NamedTuple):
    """A day fixed by the sun: ``day`` of its formula in this century, and the years when that is a day late.

    The formula was compared with computed positions of the sun for every year from 2000 to 2099.
    """

    month: int
    day: float
    late_years: tuple[int, ...] = ()


class NewYearsEve(NamedTuple):
    """The last day of the lunar year."""


class Several(NamedTuple):
    """A name that stands for more than one day."""

    festivals: tuple["Festival", ...]


Festival = SolarDay | LunarDay | SolarTerm | NewYearsEve | Several

_SPRING: Final = LunarDay(1, 1)
_NEW_YEAR: Final = SolarDay(1, 1)
_SMALL_NEW_YEAR: Final = Several((LunarDay(12, 23), LunarDay(12, 24)))

CHINESE: Final[dict[str, Festival]] = {
    **dict.fromkeys(("春节", "大年初一", "过年"), _SPRING),
    **dict.fromkeys(("元宵", "元宵节"), LunarDay(1, 15)),
    **dict.fromkeys(("端午", "端午节", "端阳节"), LunarDay(5, 5)),
    **dict.fromkeys(("七夕", "七夕节"), LunarDay(7, 7)),
    **dict.fromkeys(("中元", "中元节"), LunarDay(7, 15)),
    **dict.fromkeys(("中秋", "中秋节"), LunarDay(8, 15)),
    **dict.fromkeys(("重阳", "重阳节", "老人节", "敬老节"), LunarDay(9, 9)),
    **dict.fromkeys(("腊八", "腊八节"), LunarDay(12, 8)),
    **dict.fromkeys(("小年", "小年夜"), _SMALL_NEW_YEAR),
    **dict.fromkeys(("除夕", "除夕夜", "大年夜", "年三十", "大年三十"), NewYearsEve()),
    **dict.fromkeys(("元旦", "元旦节"), _NEW_YEAR),
    "新年": Several((_NEW_YEAR, _SPRING)),
    **dict.fromkeys(("三八节", "三八妇女节", "妇女节"), SolarDay(3, 8)),
    **dict.fromkeys(("五一", "五一节", "五一劳动节", "劳动节"), SolarDay(5, 1)),
    **dict.fromkeys(("六一", "六一节", "六一儿童节", "儿童节"), SolarDay(6, 1)),
    "教师节": SolarDay(9, 10),
    **dict.fromkeys(("十一", "国庆", "国庆节", "十一国庆节"), SolarDay(10, 1)),
    **dict.fromkeys(("圣诞", "圣诞节"), SolarDay(12, 25)),
    **dict.fromkeys(("清明", "清明节"), SolarTerm(4, 4.81)),
    **dict.fromkeys(("冬至", "冬至节"), SolarTerm(12, 21.94, (2021,))),
}

ENGLISH: Final[dict[str, Festival]] = {
    **dict.fromkeys(("spring festival", "chinese new year", "lunar new year"), _SPRING),
    **dict.fromkeys(("lantern festival",), LunarDay(1, 15)),
    **dict.fromkeys(("dragon boat", "dragon boat festival", "duanwu", "duanwu festival"), LunarDay(5, 5)),
    **dict.fromkeys(("qixi", "qixi festival"), LunarDay(7, 7)),
    **dict.fromkeys(
        ("mid-autumn", "mid autumn", "mid-autumn festival", "mid autumn festival", "moon festival"),
        LunarDay(8, 15),
    ),
    **dict.fromkeys(
        ("chongyang", "chongyang festival", "double ninth", "double ninth festival", "double-ninth festival"),
        LunarDay(9, 9),
    ),
    **dict.fromkeys(("laba", "laba festival"), LunarDay(12, 8)),
    **dict.fromkeys(("chinese new year's eve", "lunar new year's eve"), NewYearsEve()),
    **dict.fromkeys(("new year's day",), _NEW_YEAR),
    **dict.fromkeys(("new year",), Several((_NEW_YEAR, _SPRING))),
    **dict.fromkeys(("new year's eve",), Several((SolarDay(12, 31), NewYearsEve()))),
    **dict.fromkeys(("labour day", "labor day", "may day"), SolarDay(5, 1)),
    **dict.fromkeys(("national day",), SolarDay(10, 1)),
    **dict.fromkeys(("christmas", "christmas day", "xmas"), SolarDay(12, 25)),
    **dict.fromkeys(("christmas eve",), SolarDay(12, 24)),
    **dict.fromkeys(
        ("qingming", "qingming festival", "tomb sweeping day", "tomb-sweeping day"), SolarTerm(4, 4.81)
    ),
    **dict.fromkeys(("winter solstice",), SolarTerm(12, 21.94, (2021,))),
}


def next_festival(festival: Festival, made: date) -> Days:
    """Return the next such festival on or after a day."""
    match festival:
        case SolarDay(month, day):
            return one_day(next_month_day(made, month, day))
        case LunarDay(month, day):
            return next_lunar_day(made, month, day, leap=False)
        case SolarTerm():
            terms = (_term(festival, year) for year in (made.year, made.year + 1))
            return one_day(next((day for day in terms if day is not None and day >= made), None))
        case NewYearsEve():
            return next_new_years_eve(made)
        case Several(festivals):
            return _together([next_festival(each, made) for each in festivals])


def festival_of_year(festival: Festival, year: int) -> Days:
    """Return a festival of a named year; 明年除夕 may be the one in that solar or of that lunar year."""
    match festival:
        case SolarDay(month, day):
            return one_day(day_or_none(year, month, day))
        case LunarDay(month, day):
            return _lunar_of_year(
                [lunar_day_of_year(each, month, day, leap=False) for each in (year - 1, year)], year
            )
        case SolarTerm():
            return one_day(_term(festival, year))
        case NewYearsEve():
            return _lunar_of_year([new_years_eve(each) for each in (year - 1, year)], year)
        case Several(festivals):
            return _together([festival_of_year(each, year) for each in festivals])


def _lunar_of_year(years: list[Days], year: int) -> Days:
    """Choose between the lunar year that begins before the solar year and the one that begins in it."""
    earlier, own = years
    if isinstance(earlier, NoDay) or isinstance(own, NoDay) or earlier[0].year != year:
        return own
    return earlier + own


def _together(parts: list[Days]) -> Days:
    refused = next((part for part in parts if isinstance(part, NoDay)), None)
    return refused or all_days(day for part in parts if not isinstance(part, NoDay) for day in part)


def _term(term: SolarTerm, year: int) -> date | None:
    if not _FIRST_YEAR_OF_TERMS <= year <= _LAST_YEAR_OF_TERMS:
        return None
    years = year - _FIRST_YEAR_OF_TERMS
    day = int(years * _YEAR_OF_TERMS + term.day) - years // 4
    return date(year, term.month, day - (year in term.late_years))
