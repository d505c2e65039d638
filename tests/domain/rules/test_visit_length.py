"""Visits of the required length."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.documents import Document
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.rules.visit_length import RULE, explain
from tests.domain.builders import customer, moment, obligations, pack, visit, visit_between, withdrawal

NOW = moment("2026-11-22 12:00")


def judged(*documents: Document) -> list[Obligation]:
    return obligations([customer(), *documents], RULE)


def state_of(contact: Document) -> str:
    (one,) = judged(contact)
    return one.state(NOW)


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, "missed"), (29 * 60 + 59, "missed"), (30 * 60, "met"), (30 * 60 + 1, "met"), (86_400, "met")],
)
def test_a_visit_of_exactly_thirty_minutes_passes_and_a_second_less_does_not(
    seconds: int, state: str
) -> None:
    assert state_of(visit_between(moment("2026-11-10 10:00"), timedelta(seconds=seconds))) == state


def test_parts_of_a_second_do_not_make_a_visit_longer() -> None:
    short = visit_between(moment("2026-11-10 10:00"), timedelta(seconds=1799))
    (one,) = judged(short)
    assert one.evidence == {"seconds": 1799, "required": 30, "pack": 1}
    assert explain(one, NOW).arguments == {"minutes": 29, "required": 30, "reason": None}


def test_the_obligation_is_due_and_met_when_the_visit_ends() -> None:
    (one,) = judged(visit("2026-11-10 10:00", minutes=40, doc_id="v1"))
    assert one.due == one.met_at == moment("2026-11-10 10:40")
    assert one.subject == "v1"


def test_a_visit_over_midnight_lasts_as_long_as_it_lasted() -> None:
    assert state_of(visit("2026-11-10 23:45", minutes=30)) == "met"
    assert state_of(visit("2026-11-10 23:45", minutes=29)) == "missed"


@pytest.mark.parametrize(
    ("zone", "start", "end", "state"),
    [
        ("Europe/Berlin", "2026-03-29 01:50", "2026-03-29 03:10", "missed"),
        ("Europe/Berlin", "2026-03-29 01:50", "2026-03-29 03:20", "met"),
        ("America/New_York", "2026-11-01 00:55", "2026-11-01 01:10", "missed"),
    ],
)
def test_over_a_clock_change_the_time_that_really_passed_counts(
    zone: str, start: str, end: str, state: str
) -> None:
    place = ZoneInfo(zone)
    begun, ended = (moment(text, place).astimezone(ZoneInfo("UTC")) for text in (start, end))
    assert state_of(visit_between(begun, ended - begun, zone=zone)) == state


def test_in_the_doubled_hour_the_second_round_is_later() -> None:
    place = ZoneInfo("America/New_York")
    begun, ended = moment("2026-11-01 01:50", place), moment("2026-11-01 01:10", place, fold=1)
    length = ended.astimezone(ZoneInfo("UTC")) - begun.astimezone(ZoneInfo("UTC"))
    assert length == timedelta(minutes=20)
    assert state_of(visit_between(begun, length, zone=place.key)) == "missed"


def test_a_visit_kept_brief_at_the_customers_wish_is_excused_with_its_reason() -> None:
    (one,) = judged(visit("2026-11-10 10:00", minutes=10, brief_reason="tired"))
    assert (one.state(NOW), one.excused) == ("excused", "tired")
    assert explain(one, NOW).template.format_map(explain(one, NOW).arguments).endswith("tired")


def test_a_long_visit_needs_no_excuse_and_an_empty_reason_is_none() -> None:
    assert state_of(visit("2026-11-10 10:00", minutes=40, brief_reason="tired")) == "met"
    assert state_of(visit("2026-11-10 10:00", minutes=10, brief_reason="")) == "missed"


@pytest.mark.parametrize("channel", ["phone", "message", "event", "unknown"])
def test_only_meetings_at_home_and_in_the_store_are_asked_to_last(channel: str) -> None:
    assert judged(visit("2026-11-10 10:00", minutes=5, channel=channel)) == []
    assert len(judged(visit("2026-11-10 10:00", minutes=5, channel="store"))) == 1


def test_a_visit_that_reached_nobody_and_a_withdrawn_one_are_not_asked_to_last() -> None:
    assert judged(visit("2026-11-10 10:00", minutes=5, reached=False)) == []
    assert judged(visit("2026-11-10 10:00", minutes=5, doc_id="v1"), withdrawal("v1")) == []


def test_a_visit_keeps_the_length_that_was_asked_for_then() -> None:
    longer = pack("2026-11-16", visit_minutes=45)
    visits = [visit("2026-11-15 10:00", minutes=40), visit("2026-11-16 00:00", minutes=40)]
    found = obligations([customer(), *visits], RULE, packs=(BUILT_IN, longer))
    assert [one.state(NOW) for one in found] == ["met", "missed"]


def test_a_forged_visit_that_ends_before_it_starts_is_missed() -> None:
    assert state_of(visit("2026-11-10 10:00", minutes=-10)) == "missed"
