"""The lunar calendar against well-known days, and its edges."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from fieldlog.domain.due.lunar import (
    FIRST_LUNAR_YEAR,
    LAST_LUNAR_YEAR,
    has_lunar_day,
    lunar_day_name,
    months_of,
    occurrences,
)


@pytest.mark.parametrize(
    ("year", "month", "leap", "first", "length"),
    [
        (2026, 1, False, date(2026, 2, 17), 30),
        (2027, 1, False, date(2027, 2, 6), 30),
        (2023, 2, True, date(2023, 3, 22), 29),
        (2025, 6, True, date(2025, 7, 25), 29),
        (2033, 11, True, date(2033, 12, 22), 29),
        (1900, 1, False, date(1900, 1, 31), 29),
        (2026, 12, False, date(2027, 1, 8), 29),
    ],
)
def test_months_begin_at_the_new_moon(year: int, month: int, leap: bool, first: date, length: int) -> None:
    found = months_of(year)[month, leap]
    assert (found.start, found.length) == (first, length)


def test_the_months_of_all_years_follow_each_other_without_a_gap() -> None:
    months = [
        month for year in range(FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR + 1) for month in months_of(year).values()
    ]
    assert {month.length for month in months} == {29, 30}
    assert all(before.start + timedelta(before.length) == behind.start for before, behind in pairwise(months))


@pytest.mark.parametrize("year", [-5, 0, 1899, 2100, 9999])
def test_years_outside_the_tables_have_no_months(year: int) -> None:
    assert months_of(year) == {}
    assert not has_lunar_day(1, 1, False, year)


def test_a_leap_month_comes_only_in_the_years_that_have_it() -> None:
    starts = [month.start.year for month in occurrences(6, True, date(2026, 1, 1))]
    assert starts[:2] == [2036, 2055]
    assert list(occurrences(12, True, date(2026, 1, 1))) == []


@pytest.mark.parametrize(
    ("month", "day", "leap", "year", "exists"),
    [
        (3, 8, False, None, True),
        (12, 30, False, None, True),
        (12, 30, False, 2026, False),
        (12, 30, False, 2027, False),
        (12, 30, False, 2022, True),
        (4, 2, True, None, True),
        (4, 2, True, 2020, True),
        (4, 2, True, 2021, False),
        (12, 1, True, None, False),
        (13, 1, False, None, False),
        (1, 31, False, None, False),
        (1, 0, False, None, False),
        (7, 30, False, 1978, True),
    ],
)
def test_a_lunar_day_exists_in_its_year_or_in_any(
    month: int, day: int, leap: bool, year: int | None, exists: bool
) -> None:
    assert has_lunar_day(month, day, leap, year) is exists


@pytest.mark.parametrize(
    ("month", "day", "leap", "name"),
    [
        (3, 8, False, "三月初八"),
        (1, 1, False, "正月初一"),
        (11, 10, False, "冬月初十"),
        (12, 23, False, "腊月廿三"),
        (4, 20, True, "闰四月二十"),
        (10, 15, False, "十月十五"),
        (12, 30, False, "腊月三十"),
    ],
)
def test_lunar_days_have_their_chinese_names(month: int, day: int, leap: bool, name: str) -> None:
    assert lunar_day_name(month, day, leap) == name
