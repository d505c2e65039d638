"""Trying again: how long to wait, and when to give up."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.sync.backoff import LONGEST_SECONDS, wait_seconds
from fieldlog.sync.patience import try_for_a_while
from fieldlog.sync.troubles import BUSY, NO_CONNECTION, UnreachableError


class Steady:
    """A steady clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@given(st.integers(1, 500), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_somewhere_in_a_span_that_doubles_up_to_five_minutes(failures: int, chance: float) -> None:
    waited = wait_seconds(failures, lambda: chance)
    span = min(LONGEST_SECONDS, 2.0 ** min(failures - 1, 60))
    assert 0 <= waited <= span
    assert waited == pytest.approx(chance * span)


@given(st.floats(0, 3600), st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_nobody_comes_back_before_the_server_wants_it(wanted: float, failures: int, chance: float) -> None:
    assert wait_seconds(failures, lambda: chance, wanted) >= wanted


def test_it_gives_up_when_the_time_is_over_and_raises_the_last_reason() -> None:
    clock, tries = Steady(), []

    def fail() -> None:
        tries.append(clock())
        raise UnreachableError(NO_CONNECTION, "https://x")

    with pytest.raises(UnreachableError):
        try_for_a_while(fail, clock, clock.sleep, Random(1).random, 20.0)
    assert len(tries) > 3
    assert clock() < 20


def test_it_returns_what_the_first_success_returns() -> None:
    answers: Iterator[UnreachableError | str] = iter([UnreachableError(NO_CONNECTION, "https://x"), "done"])
    clock = Steady()
    assert try_for_a_while(lambda: _next(answers), clock, clock.sleep, Random(1).random, 20.0) == "done"


def test_a_server_that_wants_more_time_than_there_is_is_not_waited_for() -> None:
    clock = Steady()
    with pytest.raises(UnreachableError):
        try_for_a_while(
            lambda: _next(iter([UnreachableError(BUSY, "https://x", 30.0)])),
            clock,
            clock.sleep,
            Random(1).random,
            20.0,
        )
    assert clock() == 0


def _next(answers: Iterator[UnreachableError | str]) -> str:
    answer = next(answers)
    if isinstance(answer, UnreachableError):
        raise answer
    return answer
