"""The promise-overdue check."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import OverduePromise, find_overdue
from tests.domain.builders import (
    SHANGHAI,
    customer,
    kept,
    made_class,
    moment,
    moved,
    obligations,
    promise,
    released,
)

FACTS = [
    customer(),
    made_class("2026-01-01", "A"),
    promise("2026-11-20", "late"),
    promise("2026-11-22", "today"),
    promise("2026-11-22T09:00:00+08:00", "this-morning"),
    promise("2026-11-25", "later"),
    promise("2026-11-01", "kept"),
    kept("2026-11-02 10:00", "kept"),
    promise("2026-11-01", "released"),
    released("2026-11-05 10:00", "released"),
    promise("2026-11-10", "moved"),
    moved("2026-11-09 10:00", "2026-11-30", target="moved"),
    promise("2026-10-31", "moved-alone"),
    moved("2026-10-30 10:00", "2026-11-30", agreed=False, target="moved-alone"),
]


def found(now: str, as_of: str | None = None, facts: list[Obligation] | None = None) -> list[tuple[str, int]]:
    day = None if as_of is None else date.fromisoformat(as_of)
    late = find_overdue(obligations(FACTS) if facts is None else facts, moment(now), SHANGHAI, day)
    return [(one.promise, one.days_late) for one in late]


def test_open_promises_past_their_due_date_are_listed_oldest_first_with_their_days() -> None:
    assert found("2026-11-22 12:00") == [("moved-alone", 22), ("late", 2), ("this-morning", 0)]


def test_a_promise_due_today_is_late_from_midnight_on() -> None:
    before, after = found("2026-11-22 23:59:59"), found("2026-11-23 00:00:00")
    assert "today" not in dict(before)
    assert dict(after)["today"] == 1


def test_a_promise_due_at_a_time_is_late_a_second_after_it() -> None:
    assert "this-morning" not in dict(found("2026-11-22 09:00:00"))
    assert dict(found("2026-11-22 09:00:01"))["this-morning"] == 0


def test_parts_of_a_second_do_not_make_a_promise_late() -> None:
    now = moment("2026-11-22 23:59:59") + timedelta(microseconds=999_999)
    assert "today" not in {one.promise for one in find_overdue(obligations(FACTS), now, SHANGHAI)}


def test_a_day_ahead_is_judged_at_its_end_when_its_own_promises_are_not_late_yet() -> None:
    assert found("2026-11-22 12:00", "2026-11-25") == [
        ("moved-alone", 25),
        ("late", 5),
        ("this-morning", 3),
        ("today", 3),
    ]
    assert dict(found("2026-11-22 12:00", "2026-11-26"))["later"] == 1


def test_today_named_as_a_day_is_judged_at_its_end() -> None:
    assert found("2026-11-22 00:01", "2026-11-22") == found("2026-11-22 23:59:59")


def test_promises_of_one_due_date_are_ordered_by_their_ids() -> None:
    facts = obligations([customer(), *(promise("2026-11-01", f"p{number}") for number in (3, 1, 2))])
    assert [name for name, _ in found("2026-11-22 12:00", facts=facts)] == ["p1", "p2", "p3"]
    assert found("2026-11-22 12:00", facts=facts[::-1]) == found("2026-11-22 12:00", facts=facts)


def test_a_time_of_a_day_is_older_than_the_day_itself() -> None:
    timed = promise("2026-11-20T09:00:00+08:00", "z")
    facts = obligations([customer(), promise("2026-11-20", "a"), timed])
    assert [name for name, _ in found("2026-11-22 12:00", facts=facts)] == ["z", "a"]


def test_only_promises_are_listed_and_each_says_its_words() -> None:
    (one,) = find_overdue(
        obligations([*FACTS[:2], promise("2026-11-20", "p")]), moment("2026-12-30 12:00"), SHANGHAI
    )
    assert one == OverduePromise("p", "c1", "送体检报告", "2026-11-20", 40)


@pytest.mark.parametrize(("zone", "late"), [("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", False)])
def test_the_day_ends_with_the_organisations_zone(zone: str, late: bool) -> None:
    place = ZoneInfo(zone)
    facts = obligations([customer(), promise("2026-11-22")], zone=place)
    assert bool(find_overdue(facts, moment("2026-11-22 18:00"), place)) is late


def test_nothing_is_overdue_among_nothing() -> None:
    assert find_overdue([], moment("2026-11-22 12:00"), SHANGHAI) == ()
