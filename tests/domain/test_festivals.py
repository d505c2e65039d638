"""Festivals to come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.festivals import GREETED, FestivalDay, describe_festival, festivals_ahead

DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("today", "lead", "names"),
    [
        (date(2027, 1, 30), 7, ["Spring Festival"]),
        (date(2027, 1, 29), 7, []),
        (date(2027, 2, 6), 0, ["Spring Festival"]),
        (date(2027, 2, 7), 7, []),
        (date(2026, 9, 24), 7, ["Mid-Autumn Festival", "National Day"]),
        (date(2026, 12, 16), 16, ["Winter Solstice", "New Year's Day"]),
    ],
)
def test_festivals_within_the_lead_time_are_named_the_next_first(
    today: date, lead: int, names: list[str]
) -> None:
    assert [one.name for one in festivals_ahead(today, lead)] == names


@given(DAYS)
def test_every_festival_comes_once_within_a_lunar_year_and_never_late(today: date) -> None:
    found = festivals_ahead(today, 384)
    assert {one.name for one in found} == {name for name, _ in GREETED}
    assert all(one.day == today + timedelta(one.days) and one.days >= 0 for one in found)


def test_beyond_the_lunar_tables_only_festivals_of_the_sun_are_left() -> None:
    assert "National Day" in {one.name for one in festivals_ahead(date(2150, 9, 30), 7)}
    assert festivals_ahead(date(2150, 2, 10), 7) == ()


@pytest.mark.parametrize(
    ("days", "template"),
    [(0, "{festival} today"), (1, "{festival} tomorrow"), (2, "{festival} in {days} days")],
)
def test_a_festival_is_said_with_the_days_that_are_left(days: int, template: str) -> None:
    said = describe_festival(FestivalDay("National Day", date(2026, 10, 1), days))
    assert said.template == template
    assert said.arguments["days"] == days if "{days}" in template else True
