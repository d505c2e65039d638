"""Signals: found in one rep's visits of a week, and counted beside the peers."""

from datetime import timedelta
from typing import Any

from fieldlog.domain import signals
from fieldlog.domain.signals import NotedVisit, Signal, compare_with_peers, find_signals
from tests.domain.builders import SHANGHAI, moment


def noted(name: str, at: str = "2026-11-24 09:00", minutes: float = 41, **values: Any) -> NotedVisit:
    start = moment(at)
    end = start + timedelta(minutes=minutes)
    made = NotedVisit(name, start, end, end + timedelta(minutes=5), timed=False, note="", clock_shift=0)
    return made._replace(**values)


def found(*visits: NotedVisit) -> list[Signal]:
    both = [list(find_signals(order, SHANGHAI)) for order in (visits, visits[::-1])]
    assert both[0] == both[1], "the order of the visits does not matter"
    return both[0]


def test_an_ordinary_week_has_no_signal() -> None:
    assert found(noted("a"), noted("b", "2026-11-24 10:00")) == []


def test_typed_more_than_a_day_afterwards() -> None:
    late = moment("2026-11-25 09:41:01")
    assert found(noted("a", entered_at=late)) == [Signal(signals.TYPED_LATE, "a", 86401)]
    assert found(noted("a", entered_at=late - timedelta(seconds=1))) == []
    assert (
        found(noted("a", entered_at=late, timed=True), noted("b", "2026-11-24 11:00", entered_at=None)) == []
    )


def test_a_visit_that_begins_before_another_ended() -> None:
    assert found(noted("a"), noted("b", "2026-11-24 09:40")) == [Signal(signals.OVERLAP, "b", 60)]
    assert found(noted("a"), noted("b", "2026-11-24 09:41")) == []
    long, short, later = (
        noted("a", minutes=121),
        noted("b", "2026-11-24 09:10", 5),
        noted("c", "2026-11-24 10:00"),
    )
    assert [one.visit for one in found(long, short, later)] == ["b", "c"]


def test_exactly_thirty_or_sixty_minutes() -> None:
    visits = [
        noted(str(n), f"2026-11-2{n} 09:00", minutes) for n, minutes in enumerate((30, 60, 30.5, 45), 3)
    ]
    assert found(*visits) == [Signal(signals.EXACT_LENGTH, "3", 30), Signal(signals.EXACT_LENGTH, "4", 60)]


def test_the_same_note_three_times_whatever_its_spaces() -> None:
    notes = ("一切正常 没有变化", "一切正常没有变化", "一切正常没有变化\n", "很好", "很好", "很好")
    visits = [noted(str(n), f"2026-11-24 {9 + n:02}:00", note=note) for n, note in enumerate(notes)]
    assert found(*visits) == [Signal(signals.REPEATED_NOTE, str(n), 3) for n in range(3)]
    assert found(*visits[1:]) == []


def test_five_visits_typed_on_one_sunday_evening() -> None:
    evening = moment("2026-11-29 20:00")
    visits = [noted(str(n), f"2026-11-29 {9 + n:02}:00", entered_at=evening) for n in range(5)]
    assert found(*visits) == [Signal(signals.SUNDAY_BATCH, str(n), 5) for n in range(5)]
    assert found(*visits[:4], visits[4]._replace(timed=True)) == []
    before = [one._replace(entered_at=moment("2026-11-29 17:59")) for one in visits]
    assert found(*before) == []


def test_a_clock_that_was_set_during_the_visit() -> None:
    assert found(noted("a", clock_shift=-7200)) == [Signal(signals.CLOCK_JUMP, "a", 7200)]


def test_counts_stand_beside_the_median_share_of_all_reps() -> None:
    counts = {("wang", signals.OVERLAP): 8, ("li", signals.OVERLAP): 1}
    compared = compare_with_peers(counts, {"wang": 40, "li": 10, "zhao": 20, "new": 0})
    overlaps = {one.rep: (one.signals, one.peers) for one in compared if one.kind == signals.OVERLAP}
    assert overlaps == {"wang": (8, 4), "li": (1, 1), "zhao": (0, 2)}
    assert {one.kind for one in compared} == set(signals.SIGNALS)
    assert compare_with_peers({}, {}) == ()
