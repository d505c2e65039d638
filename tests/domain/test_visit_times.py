"""Whether the times of a visit can be true."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.problems import SENTENCES
from fieldlog.domain.visit_times import find_clock_problem, find_time_problems
from tests.domain.builders import SHANGHAI, moment

NOW = moment("2026-11-22 12:00")


def codes(start: datetime, end: datetime, now: datetime = NOW) -> list[str]:
    """Return the problems, each with a sentence that its arguments fill."""
    problems = list(find_time_problems(start, end, now))
    assert all(SENTENCES[one.code].format_map(one.arguments) for one in problems)
    return [f"{one.field}: {one.code}" for one in problems]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-22 10:00", "2026-11-22 12:00"),
        ("2026-11-21 23:30", "2026-11-22 00:30"),
        ("2026-11-21 12:00", "2026-11-22 12:00"),
        ("2026-11-22 11:00", "2026-11-22 11:00"),
        ("2026-11-22 12:05", "2026-11-22 12:05"),
        ("1990-01-01 09:00", "1990-01-01 10:00"),
    ],
)
def test_a_visit_that_can_be_true_has_no_problem(start: str, end: str) -> None:
    assert codes(moment(start), moment(end)) == []


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("2026-11-22 10:00", "2026-11-22 09:59:59", "minutes: negative-length"),
        ("2026-11-21 11:59:59", "2026-11-22 12:00", "minutes: visit-too-long"),
        ("2026-11-21 10:00", "2026-11-22 11:00", "minutes: visit-too-long"),
        ("2026-11-22 12:05:01", "2026-11-22 12:06", "start: in-the-future"),
        ("2026-11-23 10:00", "2026-11-23 10:30", "start: in-the-future"),
        ("2026-11-22 11:50", "2026-11-22 12:20", "minutes: ends-in-the-future"),
        ("1989-12-31 09:00", "1989-12-31 10:00", "start: too-early"),
    ],
)
def test_what_cannot_be_true_is_named_at_its_field(start: str, end: str, problem: str) -> None:
    assert codes(moment(start), moment(end)) == [problem]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert codes(moment("2030-01-01 10:00"), moment("2030-01-03 10:00")) == [
        "minutes: visit-too-long",
        "start: in-the-future",
    ]


def test_local_times_of_one_zone_are_compared_by_the_time_that_passed() -> None:
    new_york = ZoneInfo("America/New_York")
    now = moment("2026-11-01 12:00", new_york)
    begun, ended = moment("2026-11-01 01:50", new_york), moment("2026-11-01 01:10", new_york, fold=1)
    assert codes(begun, ended, now) == []
    assert codes(ended, begun, now) == ["minutes: negative-length"]
    day_long = moment("2026-10-31 12:00", new_york)
    assert codes(day_long, moment("2026-11-01 12:00", new_york), now) == ["minutes: visit-too-long"]


def test_a_clock_set_to_2000_is_asked_about_and_a_few_minutes_are_not() -> None:
    last = NOW.astimezone(UTC)
    problem = find_clock_problem(datetime(2000, 1, 1, tzinfo=UTC), last)
    assert problem is not None
    assert (problem.field, problem.code) == ("clock", "clock-behind")
    assert problem.arguments == {"now": "2000-01-01T00:00:00Z", "last": "2026-11-22T04:00:00Z"}
    assert SENTENCES[problem.code].format_map(problem.arguments)
    assert find_clock_problem(last - timedelta(minutes=5), last) is None
    assert find_clock_problem(last - timedelta(minutes=5, seconds=1), last) is not None
    assert find_clock_problem(last + timedelta(days=4000), last) is None


def test_a_new_laptop_has_no_last_save_to_compare_with() -> None:
    assert find_clock_problem(datetime(2000, 1, 1, tzinfo=SHANGHAI), None) is None
