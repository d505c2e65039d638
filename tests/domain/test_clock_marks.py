"""The length of a visit by two clocks: what sleep, a set clock, a reboot and a clock change do to it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.clock_marks import (
    SHIFT_TOLERANCE,
    ClockMark,
    Elapsed,
    RunningVisit,
    Span,
    describe_shift,
    elapsed,
    mark_values,
    measure,
    read_mark,
)
from fieldlog.domain.problems import Sentence
from tests.domain.builders import SHANGHAI, moment

START = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
BEGUN = ClockMark(START, 1000.0, "boot")
seconds = st.integers(0, 10 * 86400)


def later(real: float, shift: float = 0, boot: str = "boot") -> ClockMark:
    """Both clocks after some seconds, the wall clock put forward by others."""
    return ClockMark(START + timedelta(seconds=real + shift), BEGUN.steady + real, boot)


@given(seconds, st.integers(-(10**8), 10**8))
def test_the_steady_clock_says_the_length_and_the_rest_is_the_shift(real: int, shift: int) -> None:
    assert elapsed(BEGUN, later(real, shift)) == Elapsed(real, shift)


@given(seconds, st.integers(-SHIFT_TOLERANCE, SHIFT_TOLERANCE))
def test_a_clock_that_is_corrected_a_little_is_believed(real: int, shift: int) -> None:
    now = later(real, shift)
    start = START if now.wall >= START else now.wall - timedelta(seconds=real)
    assert measure(BEGUN, now) == Span(start, now.wall, 0)


@given(seconds, st.integers(SHIFT_TOLERANCE + 1, 10**8), st.sampled_from([1, -1]))
def test_a_clock_that_was_set_leaves_length_and_end_right(real: int, shift: int, sign: int) -> None:
    now = later(real, sign * shift)
    assert measure(BEGUN, now) == Span(now.wall - timedelta(seconds=real), now.wall, sign * shift)


@pytest.mark.parametrize(
    "now", [later(60, 3600, "another boot"), later(60, 3600)._replace(steady=BEGUN.steady - 1)]
)
def test_after_a_reboot_the_wall_clock_counts(now: ClockMark) -> None:
    assert elapsed(BEGUN, now) is None
    assert measure(BEGUN, now) == Span(START, now.wall, 0)


def test_a_start_that_has_no_mark_counts_as_the_wall_clock_had_it() -> None:
    now = later(60, 3600)
    assert measure(START, now) == Span(START, now.wall, 0)


@pytest.mark.parametrize("values", [None, {}])
def test_a_draft_of_an_older_version_has_a_wall_time_alone(values: dict[str, object] | None) -> None:
    assert read_mark(START, values) == START
    assert read_mark(START, mark_values(BEGUN)) == BEGUN


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Europe/Berlin", "2026-03-29 01:30", "2026-03-29 03:30"),
        ("Europe/Berlin", "2026-10-25 01:30", "2026-10-25 03:30"),
        ("Asia/Shanghai", "2026-11-18 23:40", "2026-11-19 00:20"),
    ],
)
def test_a_clock_change_and_midnight_are_no_shift(zone: str, start: str, end: str) -> None:
    first, last = (moment(text, ZoneInfo(zone)).astimezone(UTC) for text in (start, end))
    begun = ClockMark(first, 5.0, "boot")
    now = ClockMark(last, 5.0 + (last - first).total_seconds(), "boot")
    assert measure(begun, now) == Span(first, last, 0)


def test_a_running_visit_is_shown_without_the_store() -> None:
    running = RunningVisit("c1", "李明朗", "回访", "home", BEGUN, SHANGHAI)
    now = later(90)
    assert (running.seconds(now), running.shift(now)) == (90, 0)
    assert running.start(now) == moment("2026-11-18 14:00")
    ahead = later(90, 3600)
    assert (running.seconds(ahead), running.shift(ahead)) == (90, 3600)
    assert running.start(ahead) == moment("2026-11-18 15:00")
    rebooted = later(90, -3600, "another boot")
    assert (running.seconds(rebooted), running.shift(rebooted)) == (0, 0)


@pytest.mark.parametrize(
    ("shift", "length"),
    [
        (121, ("{minutes} min", {"minutes": 2})),
        (-7199, ("{minutes} min", {"minutes": 119})),
        (7200, ("{hours} h", {"hours": 2})),
        (-31_536_000, ("{days} days", {"days": 365})),
    ],
)
def test_a_shift_is_said_with_its_direction_and_length(
    shift: int, length: tuple[str, dict[str, object]]
) -> None:
    said = describe_shift(shift)
    assert ("forward" in said.template) == (shift > 0)
    assert ("back" in said.template) == (shift < 0)
    assert said.arguments == {"length": Sentence(*length)}
