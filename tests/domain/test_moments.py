"""Moments of the past as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.moments import read_past_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "local"),
    [
        ("15:30", "2026-11-18 15:30"),
        ("9:05", "2026-11-18 09:05"),
        ("15：30", "2026-11-18 15:30"),
        ("昨天 15:30", "2026-11-17 15:30"),
        ("昨天15:30", "2026-11-17 15:30"),
        ("yesterday 15:30", "2026-11-17 15:30"),
        ("前天 08:00", "2026-11-16 08:00"),
        ("2026-11-02 08:00", "2026-11-02 08:00"),
        ("2026-11-02T08:00:30", "2026-11-02 08:00"),
    ],
)
def test_a_time_of_day_may_stand_alone_or_behind_its_day(words: str, local: str) -> None:
    read = read_past_moment(words, SHANGHAI, NOW, "at").astimezone(SHANGHAI)
    assert read.strftime("%Y-%m-%d %H:%M") == local


@pytest.mark.parametrize("words", ["", "昨天", "25:00", "12:61", "soon", "2026-11-02", "[/]", "第九 10:00"])
def test_what_is_no_moment_is_a_problem_of_its_field(words: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_past_moment(words, SHANGHAI, NOW, "at")
    assert [problem.field for problem in refused.value.problems] == ["at"]
