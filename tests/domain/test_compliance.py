"""The service check of one week."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.compliance import count_states, find_findings
from fieldlog.domain.days import week_bounds
from fieldlog.domain.obligations import Obligation, from_stored, obligation_key, to_stored
from fieldlog.domain.rules import RULES
from tests.domain.builders import (
    SHANGHAI,
    customer,
    kept,
    made_class,
    moment,
    obligations,
    paused,
    promise,
    released,
    visit,
)

NOW = moment("2026-11-22 12:00")
FACTS = [
    customer("2026-11-02"),
    made_class("2026-11-02", "A"),
    visit("2026-11-03 10:00", minutes=29, doc_id="short"),
    visit("2026-11-04 10:00", minutes=29, doc_id="brief", brief_reason="tired", purpose="see her"),
    visit("2026-11-05 10:00", minutes=30, doc_id="long", purpose="see her", question__a={"text": "?"}),
    paused("2026-11-09", "2026-11-15"),
    promise("2026-11-10", "late"),
    promise("2026-11-10", "on-time"),
    kept("2026-11-10 10:00", "on-time"),
    promise("2026-11-10", "kept-late"),
    kept("2026-11-12 10:00", "kept-late"),
    promise("2026-11-10", "released"),
    released("2026-11-09 10:00", "released"),
    promise("2026-12-02", "open"),
]


def test_every_rule_is_counted_by_state_and_one_that_asked_for_nothing_counts_zero() -> None:
    counted = {one.rule: one[1:] for one in count_states(obligations(FACTS), NOW)}
    assert counted == {
        "weekly-contact": (1, 0, 2, 1),
        "visit-length": (1, 1, 0, 1),
        "promise-on-time": (1, 2, 1, 1),
        "answer-by": (0, 1, 0, 0),
        "purpose-first": (2, 1, 0, 0),
    }
    assert [one.rule for one in count_states([], NOW)] == [rule.RULE for rule in RULES]
    assert all(sum(one[1:]) == 0 for one in count_states([], NOW))


def test_findings_are_what_was_missed_is_open_or_was_excused_in_that_order() -> None:
    found = find_findings(obligations(FACTS), NOW, SHANGHAI)
    assert [one.state for one in found] == ["missed"] * 5 + ["open"] * 3 + ["excused"] * 3
    for state in ("missed", "open", "excused"):
        dues = [one.due for one in found if one.state == state]
        assert dues == sorted(dues)
    assert find_findings(obligations(FACTS)[::-1], NOW, SHANGHAI) == found


def test_what_was_met_can_be_listed_too_and_every_finding_of_a_visit_names_it() -> None:
    facts = obligations(FACTS)
    met = find_findings(facts, NOW, SHANGHAI, ("met",))
    assert len(met) == sum(one.met for one in count_states(facts, NOW)) == 5
    assert {one.state for one in met} == {"met"}
    assert {one.visit for one in met} == {"", "brief", "long"}
    (question,) = (one for one in find_findings(facts, NOW, SHANGHAI) if one.rule == "answer-by")
    assert question.visit == "long"


def test_a_finding_names_its_source_and_says_its_numbers() -> None:
    found = {one.subject: one for one in find_findings(obligations(FACTS, "visit-length"), NOW, SHANGHAI)}
    assert (found["short"].source, found["short"].rule, found["short"].customer) == (
        "S0 r4",
        "visit-length",
        "c1",
    )
    assert found["short"].detail.arguments["minutes"] == 29
    for one in find_findings(obligations(FACTS), NOW, SHANGHAI):
        assert one.detail.template.format_map(one.detail.arguments)
        assert one.source.startswith("S0 r")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-10 14:00", "not kept"),
        ("2026-11-11 00:10", "1 day late"),
        ("2026-11-22 12:00", "12 days late"),
    ],
)
def test_a_promise_that_is_missed_and_open_says_how_late_it_is(at: str, said: str) -> None:
    facts = obligations([customer("2026-11-02"), promise("2026-11-10T13:00:00+08:00", "open")])
    # At ten past midnight in Shanghai it is still the day before in UTC.
    (one,) = find_findings(facts, moment(at).astimezone(UTC), SHANGHAI, ("missed",))
    assert one.detail.template.format_map(one.detail.arguments).endswith(said)


def test_every_rule_explains_itself_in_words() -> None:
    assert len({rule.RULE for rule in RULES}) == len(RULES) == 5
    for rule in RULES:
        assert rule.TITLE
        assert rule.SUMMARY


@pytest.mark.parametrize(
    ("zone", "monday", "hours"),
    [
        ("Asia/Shanghai", "2026-11-16", 168),
        ("Europe/Berlin", "2026-03-23", 167),
        ("Europe/Berlin", "2026-10-19", 169),
    ],
)
def test_a_week_is_as_long_as_it_was(zone: str, monday: str, hours: int) -> None:
    first, last = week_bounds(date.fromisoformat(monday), ZoneInfo(zone))
    assert last + timedelta(seconds=1) - first == timedelta(hours=hours)


def test_an_obligation_comes_back_from_the_store_as_it_was() -> None:
    for one in obligations(FACTS):
        assert from_stored(to_stored(one)) == one
        assert ("open" in to_stored(one)) == one.is_open
    keys = [obligation_key(to_stored(one)) for one in obligations(FACTS)]
    assert len(set(keys)) == len(keys)


DUE = moment("2026-11-20 12:00")


@pytest.mark.parametrize(
    ("met", "excused", "now", "state"),
    [
        (None, None, "2026-11-20 12:00:00", "open"),
        (None, None, "2026-11-20 12:00:01", "missed"),
        ("2026-11-20 12:00:00", None, "2026-11-30 12:00", "met"),
        ("2026-11-20 12:00:01", None, "2026-11-30 12:00", "missed"),
        (None, "ill", "2026-11-30 12:00", "excused"),
        ("2026-11-25 12:00", "ill", "2026-11-30 12:00", "excused"),
        (None, "", "2026-11-30 12:00", "excused"),
    ],
)
def test_the_state_of_an_obligation(met: str | None, excused: str | None, now: str, state: str) -> None:
    one = Obligation("rule", "c1", "s", DUE, None if met is None else moment(met), excused)
    assert one.state(moment(now)) == state
    assert one.is_open == (met is None and excused is None)


def test_parts_of_a_second_do_not_make_an_obligation_missed() -> None:
    assert Obligation("rule", "c1", "s", DUE).state(DUE + timedelta(microseconds=999_999)) == "open"
    assert week_bounds(date(2026, 11, 16), SHANGHAI)[1] == moment("2026-11-22 23:59:59")
