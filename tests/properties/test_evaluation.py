"""Evaluation is pure and order-free, and later facts leave earlier weeks as they were."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.days import local_day
from fieldlog.domain.documents import Document
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import BUILT_IN, RulePack
from tests.domain.builders import (
    SHANGHAI,
    customer,
    kept,
    made_class,
    moved,
    obligations,
    opted_out,
    pack,
    paused,
    promise,
    released,
    visit,
    withdrawal,
)

MONDAY = date(2026, 9, 28)
CUT = date(2026, 10, 19)
"""A Monday three weeks later: facts of the second half begin here."""
some = settings(max_examples=60)


def days(first: int = 0, last: int = 41) -> st.SearchStrategy[str]:
    return st.integers(first, last).map(lambda number: (MONDAY + timedelta(days=number)).isoformat())


def instants(first: int = 0, last: int = 41) -> st.SearchStrategy[str]:
    clock = st.sampled_from(["00:00:00", "10:30:00", "23:45:00", "23:59:59"])
    return st.tuples(days(first, last), clock).map(" ".join)


def facts(first: int = 0, last: int = 41) -> st.SearchStrategy[Document]:
    """One fact that is dated between two days after the first Monday."""
    names = st.sampled_from([f"p{number}" for number in range(3)])
    channels = st.sampled_from(["home", "phone", "store", "event", "message"])
    reason = st.sampled_from(["", "tired"])
    return st.one_of(
        st.builds(
            lambda at, minutes, channel, reached, brief: visit(
                at, minutes, channel, reached=reached, brief_reason=brief
            ),
            instants(first, last),
            st.sampled_from([5, 30, 90]),
            channels,
            st.booleans(),
            reason,
        ),
        st.builds(
            lambda day, letter, key: made_class(day, letter, key),
            days(first, last),
            st.sampled_from(["A", "B", None]),
            st.sampled_from([True, False, None]),
        ),
        st.builds(
            lambda day, length: paused(day, (date.fromisoformat(day) + timedelta(days=length)).isoformat()),
            days(first, last),
            st.integers(-2, 12),
        ),
        st.builds(opted_out, days(first, last)),
        st.builds(kept, instants(first, last), names),
        st.builds(released, instants(first, last), names),
        st.builds(
            lambda at, due, agreed, name: moved(at, due, agreed, name),
            instants(first, last),
            days(first, last),
            st.booleans(),
            names,
        ),
    )


PROMISES = [
    promise("2026-10-05", "p0"),
    promise("2026-10-14T15:00:00+08:00", "p1"),
    promise("2026-10-30", "p2"),
]
BASE = [customer("2026-09-28"), made_class("2026-09-28", "A", doc_id="first"), *PROMISES]
PACKS = (
    BUILT_IN,
    pack("2026-10-12", 2, visit_minutes=45, contact_classes=("A", "B"), paused_days_that_excuse=3),
)


def evaluated(
    documents: list[Document], through: date = date(2026, 11, 8), packs: tuple[RulePack, ...] = PACKS
) -> list[Obligation]:
    return obligations(documents, through=through, packs=packs)


@some
@given(st.lists(facts(), max_size=12), st.data())
def test_shuffled_and_repeated_evaluation_gives_equal_obligations(
    found: list[Document], data: st.DataObject
) -> None:
    documents = [*BASE, *found]
    expected = evaluated(documents)
    assert evaluated(data.draw(st.permutations(documents)), packs=PACKS[::-1]) == expected
    assert evaluated(documents) == expected


@some
@given(st.lists(facts(), max_size=12), st.integers(0, 5), st.integers(1, 6))
def test_looking_further_ahead_only_adds_weeks(found: list[Document], weeks: int, more: int) -> None:
    through = MONDAY + timedelta(days=7 * weeks - 1)
    near = evaluated([*BASE, *found], through)
    far = evaluated([*BASE, *found], through + timedelta(days=7 * more))
    added = [one for one in far if one not in near]
    assert [one for one in far if one in near] == near
    assert all(one.rule == "weekly-contact" and local_day(one.due, SHANGHAI) > through for one in added)


@some
@given(st.lists(facts(0, 20), max_size=10), st.lists(facts(21, 41), max_size=6))
def test_facts_of_later_weeks_leave_the_cadence_and_the_visits_of_earlier_ones_as_they_were(
    early: list[Document], late: list[Document]
) -> None:
    def judged(documents: list[Document]) -> list[Obligation]:
        found = evaluated(documents)
        return [one for one in found if one.rule != "promise-on-time" and local_day(one.due, SHANGHAI) < CUT]

    assert judged([*BASE, *early, *late]) == judged([*BASE, *early])


@some
@given(st.lists(facts(0, 20), max_size=10), st.lists(facts(21, 41), max_size=6))
def test_a_promise_that_was_due_before_is_never_met_on_time_or_moved_by_later_events(
    early: list[Document], late: list[Document]
) -> None:
    before = {one.subject: one for one in evaluated([*BASE, *early]) if one.rule == "promise-on-time"}
    after = {one.subject: one for one in evaluated([*BASE, *early, *late]) if one.rule == "promise-on-time"}
    for name, one in before.items():
        if local_day(one.due, SHANGHAI) < CUT:
            was_met = one.met_at is not None and one.met_at <= one.due
            still = after[name]
            assert still.due == one.due
            assert (still.met_at is not None and still.met_at <= still.due) == was_met


@some
@given(st.lists(facts(), max_size=10), st.integers(21, 60))
def test_a_later_rule_pack_leaves_earlier_weeks_as_they_were(found: list[Document], minutes: int) -> None:
    later = pack(CUT.isoformat(), 9, visit_minutes=minutes, contact_channels=("home",), contact_classes=())
    documents = [*BASE, *found]
    old = [one for one in evaluated(documents) if local_day(one.due, SHANGHAI) < CUT]
    new = [one for one in evaluated(documents, packs=(*PACKS, later)) if local_day(one.due, SHANGHAI) < CUT]
    assert new == old


@some
@given(st.lists(facts(), min_size=1, max_size=8), st.data())
def test_a_fact_that_was_withdrawn_counts_as_never_said(found: list[Document], data: st.DataObject) -> None:
    wrong = data.draw(st.sampled_from(found))
    left = [one for one in found if one is not wrong]
    assert evaluated([*BASE, *found, withdrawal(wrong.doc_id)]) == evaluated([*BASE, *left])
    assert evaluated([*BASE, *found, withdrawal(wrong.doc_id, "w1"), withdrawal("w1", "w2")]) == evaluated(
        [*BASE, *found]
    )


@some
@given(st.lists(facts(), max_size=12))
def test_every_obligation_has_its_own_name_whole_seconds_and_its_customer(found: list[Document]) -> None:
    judged = evaluated([*BASE, *found])
    names = [(one.rule, one.subject) for one in judged]
    assert len(set(names)) == len(names)
    for one in judged:
        assert one.customer == "c1"
        assert one.due.microsecond == 0
        assert one.due.utcoffset() == timedelta(0)
