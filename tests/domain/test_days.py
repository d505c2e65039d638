"""Instants, local days and ISO weeks, where clocks and years change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.days import (
    end_of_day,
    from_text,
    is_placeable,
    local_day,
    monday_of,
    read_week,
    start_of_day,
    to_text,
    week_name,
    whole_seconds,
)
from tests.domain.builders import SHANGHAI, moment

ONE_SECOND = timedelta(seconds=1)
EARLIEST = datetime.fromisoformat("1900-01-02")
LATEST = datetime.fromisoformat("9998-12-30")
ZONES = [
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "America/Asuncion",
    "Asia/Gaza",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "UTC",
]


@settings(max_examples=300)
@given(st.dates(date(1996, 1, 1), date(2037, 12, 31)), st.sampled_from(ZONES))
def test_a_day_begins_and_ends_inside_itself_in_every_zone(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    first, last = start_of_day(day, zone), end_of_day(day, zone)
    assert local_day(first, zone) == day == local_day(last, zone)
    assert local_day(first - ONE_SECOND, zone) < day < local_day(last + ONE_SECOND, zone)


SKIPPED_MIDNIGHTS = [
    ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00Z", 23),
    ("Africa/Cairo", date(2024, 4, 26), "2024-04-25T22:00:00Z", 23),
    ("Asia/Beirut", date(2024, 3, 31), "2024-03-30T22:00:00Z", 23),
    ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-17T02:00:00Z", 25),
    ("Asia/Beirut", date(2024, 10, 26), "2024-10-25T21:00:00Z", 25),
    ("America/Havana", date(2024, 11, 3), "2024-11-03T04:00:00Z", 25),
    ("Atlantic/Azores", date(2024, 10, 27), "2024-10-27T00:00:00Z", 25),
    ("Australia/Lord_Howe", date(2024, 10, 6), "2024-10-05T13:30:00Z", 23.5),
    ("Asia/Shanghai", date(2026, 11, 22), "2026-11-21T16:00:00Z", 24),
    ("Pacific/Kiritimati", date(2026, 11, 22), "2026-11-21T10:00:00Z", 24),
    ("Pacific/Pago_Pago", date(2026, 11, 22), "2026-11-22T11:00:00Z", 24),
]


@pytest.mark.parametrize(("zone", "day", "first", "hours"), SKIPPED_MIDNIGHTS)
def test_a_day_whose_midnight_is_skipped_or_doubled_has_its_true_length(
    zone: str, day: date, first: str, hours: float
) -> None:
    place = ZoneInfo(zone)
    assert to_text(start_of_day(day, place)) == first
    assert end_of_day(day, place) + ONE_SECOND - start_of_day(day, place) == timedelta(hours=hours)


def test_a_day_that_a_zone_left_out_ends_as_the_one_before_it() -> None:
    samoa = ZoneInfo("Pacific/Apia")
    assert end_of_day(date(2011, 12, 29), samoa) == end_of_day(date(2011, 12, 30), samoa)
    assert local_day(end_of_day(date(2011, 12, 30), samoa), samoa) == date(2011, 12, 29)


WEEKS = [
    (date(2025, 12, 28), "2025-W52"),
    (date(2025, 12, 29), "2026-W01"),
    (date(2026, 1, 4), "2026-W01"),
    (date(2026, 11, 22), "2026-W47"),
    (date(2026, 12, 31), "2026-W53"),
    (date(2027, 1, 3), "2026-W53"),
    (date(2027, 1, 4), "2027-W01"),
    (date(2021, 1, 1), "2020-W53"),
]


@pytest.mark.parametrize(("day", "name"), WEEKS)
def test_the_week_of_a_day_at_the_edges_of_iso_years(day: date, name: str) -> None:
    assert week_name(day) == name
    assert read_week(name) == monday_of(day)


@given(st.dates(date(1901, 1, 1), date(9998, 12, 20)))
def test_every_week_is_read_back_as_its_monday(day: date) -> None:
    assert read_week(week_name(day)) == monday_of(day)
    assert monday_of(day).weekday() == 0
    assert timedelta(0) <= day - monday_of(day) < timedelta(days=7)


NO_WEEKS = [
    "",
    "2026",
    "2026-47",
    "2026-W",
    "2026-W0",
    "2026-W54",
    "2025-W53",
    "26-W47",
    "2026-W-1",
    "W47",
    "２０２６-W４７",
    "2026-W4x",
    "0000-W01",
    "0001-W01",
    "9999-W52",
    "2026-W47-1",
    "2026-W99999999999999999999",
]


@pytest.mark.parametrize("name", NO_WEEKS)
def test_what_names_no_week_is_no_week(name: str) -> None:
    assert read_week(name) is None


@pytest.mark.parametrize("name", ["2026-w47", " 2026-W47 "])
def test_a_week_may_be_typed_small_and_with_spaces(name: str) -> None:
    assert read_week(name) == date(2026, 11, 16)


@pytest.mark.parametrize("name", ["1900-W01", "9998-W53"])
def test_every_week_that_is_read_has_its_bounds_in_every_zone(name: str) -> None:
    monday = read_week(name)
    for zone in map(ZoneInfo, ZONES):
        assert monday is None or start_of_day(monday, zone) < end_of_day(monday + timedelta(days=6), zone)


@given(st.datetimes(EARLIEST, LATEST, timezones=st.sampled_from([UTC, SHANGHAI])))
def test_the_text_of_an_instant_is_read_back_and_sorts_by_time(instant: datetime) -> None:
    assert from_text(to_text(instant)) == whole_seconds(instant)
    # In UTC: a second added to a wall clock may cross a change of the clock.
    assert to_text(instant) < to_text(instant.astimezone(UTC) + ONE_SECOND)
    assert whole_seconds(instant).microsecond == 0


def test_an_instant_may_be_read_with_another_offset() -> None:
    assert from_text("2026-11-22T10:00:00+08:00") == moment("2026-11-22 10:00")


@pytest.mark.parametrize("text", ["2026-11-22T10:00:00", "2026-11-22", "noon"])
def test_a_text_without_an_offset_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        from_text(text)


@pytest.mark.parametrize(("year", "expected"), [(1899, False), (1900, True), (9998, True), (9999, False)])
def test_days_at_the_edge_of_the_calendar_are_not_placeable(year: int, expected: bool) -> None:
    assert is_placeable(date(year, 6, 1)) is expected
