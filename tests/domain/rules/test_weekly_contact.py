"""Contact once a week: which weeks ask for it, and what meets it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.days import end_of_day
from fieldlog.domain.documents import Document
from fieldlog.domain.packs import BUILT_IN, RulePack
from fieldlog.domain.rules.weekly_contact import RULE, explain
from tests.domain.builders import (
    customer,
    document,
    made_class,
    moment,
    obligations,
    opted_out,
    pack,
    paused,
    visit,
    withdrawal,
)

NOW = moment("2026-11-22 12:00")
KEY_ACCOUNT = [customer("2026-11-02"), made_class("2026-11-02", "A")]
"""A customer of class A from Monday of 2026-W45 on; the last week asked for in these tests is 2026-W48."""


def weeks(
    *documents: Document, packs: tuple[RulePack, ...] = (BUILT_IN,), through: date = date(2026, 11, 29)
) -> dict[str, str]:
    """Return each week that was asked for as ``W47``, with its state on Sunday noon of 2026-W47."""
    found = obligations(documents, RULE, through=through, packs=packs)
    return {one.subject.removeprefix("2026-"): one.state(NOW) for one in found}


def test_every_whole_week_asks_for_one_contact_due_at_the_end_of_sunday() -> None:
    assert weeks(*KEY_ACCOUNT) == {"W45": "missed", "W46": "missed", "W47": "open", "W48": "open"}
    found = obligations(KEY_ACCOUNT, RULE)
    assert found[2].due == moment("2026-11-22 23:59:59")
    assert found[2].evidence["amber_from"] == "2026-11-19"


@pytest.mark.parametrize(
    ("start", "week"),
    [
        ("2026-11-09 00:00:00", "W46"),
        ("2026-11-15 23:59:59", "W46"),
        ("2026-11-16 00:00:00", "W47"),
        ("2026-11-08 23:59:59", "W45"),
    ],
)
def test_a_contact_counts_in_the_week_in_which_it_began(start: str, week: str) -> None:
    found = weeks(*KEY_ACCOUNT, visit(start))
    assert [name for name, state in found.items() if state == "met"] == [week]


def test_the_first_contact_that_reached_the_customer_meets_the_week() -> None:
    visits = [visit("2026-11-12 10:00"), visit("2026-11-10 10:00"), visit("2026-11-09 10:00", reached=False)]
    (met,) = [one for one in obligations([*KEY_ACCOUNT, *visits], RULE) if one.met_at is not None]
    assert met.met_at == moment("2026-11-10 10:00")
    assert (met.evidence["contacts"], met.evidence["attempts"]) == (2, 1)


@pytest.mark.parametrize("channel", ["home", "phone", "store", "event"])
def test_a_meeting_or_a_call_is_a_contact_however_short(channel: str) -> None:
    assert weeks(*KEY_ACCOUNT, visit("2026-11-10 10:00", minutes=1, channel=channel))["W46"] == "met"


@pytest.mark.parametrize(
    "attempt",
    [
        visit("2026-11-10 10:00", channel="message"),
        visit("2026-11-10 10:00", reached=False),
        visit("2026-11-10 10:00", channel="fax"),
    ],
)
def test_a_message_and_a_contact_that_reached_nobody_do_not_count(attempt: Document) -> None:
    assert weeks(*KEY_ACCOUNT, attempt)["W46"] == "missed"


def test_a_withdrawn_visit_does_not_count() -> None:
    taken_back = visit("2026-11-10 10:00", doc_id="v1")
    assert weeks(*KEY_ACCOUNT, taken_back, withdrawal("v1"))["W46"] == "missed"


@pytest.mark.parametrize(
    ("created", "first"),
    [("2026-11-09", "W46"), ("2026-11-10", "W47"), ("2026-11-15", "W47"), ("2026-11-16", "W47")],
)
def test_the_first_week_is_the_first_full_one_after_creation(created: str, first: str) -> None:
    assert min(weeks(customer(created), made_class(created, "A"))) == first


@pytest.mark.parametrize(
    ("start", "first"), [("2026-11-09", "W46"), ("2026-11-12", "W47"), ("2026-11-15", "W47")]
)
def test_the_first_week_is_the_first_full_one_after_becoming_key(start: str, first: str) -> None:
    facts = [customer("2026-11-02"), made_class("2026-11-02", "B"), made_class(start, key=True)]
    assert min(weeks(*facts)) == first


def test_a_customer_made_a_long_after_leaves_past_weeks_as_they_were() -> None:
    before = [customer("2026-11-02"), made_class("2026-11-02", "C")]
    assert weeks(*before) == {}
    assert weeks(*before, made_class("2026-11-18", "A")) == {"W48": "open"}


def test_a_class_given_before_the_customer_was_created_counts_from_creation() -> None:
    assert min(weeks(customer("2026-11-10"), made_class("2026-01-01", "A"))) == "W47"


def test_a_dropped_class_ends_with_the_week_before_it() -> None:
    assert set(weeks(*KEY_ACCOUNT, made_class("2026-11-12", "B"))) == {"W45"}
    assert set(weeks(*KEY_ACCOUNT, made_class("2026-11-16", "B"))) == {"W45", "W46"}
    assert set(weeks(*KEY_ACCOUNT, made_class("2026-11-12", "B"), made_class("2026-11-16", "A"))) == {
        "W45",
        "W47",
        "W48",
    }


def test_the_key_flag_holds_whatever_the_class() -> None:
    assert set(weeks(*KEY_ACCOUNT, made_class("2026-11-12", "C", key=True))) == {"W45", "W46", "W47", "W48"}
    assert weeks(customer("2026-11-02"), made_class("2026-11-02", "B", key=False)) == {}


def test_a_class_mistyped_and_set_right_on_one_day_drops_no_week() -> None:
    slip = made_class("2026-11-11", "B", doc_id="slip")
    right = made_class("2026-11-11", "A", doc_id="correction", replaces=["slip"])
    assert weeks(*KEY_ACCOUNT, slip, right) == weeks(*KEY_ACCOUNT)
    last = made_class("2026-11-11", "B", doc_id="a-last", replaces=["slip", "correction"])
    assert set(weeks(*KEY_ACCOUNT, slip, right, last)) == {"W45"}


def test_of_two_changes_made_apart_on_one_day_the_higher_id_counts_on_every_device() -> None:
    changes = [made_class("2026-11-09", "A", doc_id="x1"), made_class("2026-11-09", "B", doc_id="x2")]
    facts = [customer("2026-11-02"), *changes]
    assert weeks(*facts) == weeks(*reversed(facts)) == {}


@pytest.mark.parametrize(
    ("start", "until", "state"),
    [
        ("2026-11-09", "2026-11-11", "missed"),
        ("2026-11-09", "2026-11-12", "excused"),
        ("2026-11-12", "2026-11-15", "excused"),
        ("2026-11-13", "2026-11-20", "missed"),
        ("2026-11-12", "2026-11-20", "excused"),
        ("2026-11-01", "2026-11-12", "excused"),
        ("2026-11-01", "2026-11-11", "missed"),
        ("2026-11-12", "2026-11-09", "missed"),
    ],
)
def test_a_week_with_four_paused_days_is_excused_and_one_with_three_is_not(
    start: str, until: str, state: str
) -> None:
    assert weeks(*KEY_ACCOUNT, paused(start, until))["W46"] == state


def test_a_pause_over_a_week_edge_is_counted_in_each_week_on_its_own() -> None:
    found = weeks(*KEY_ACCOUNT, paused("2026-11-13", "2026-11-19"))
    assert (found["W46"], found["W47"]) == ("missed", "excused")


def test_days_of_overlapping_pauses_count_once() -> None:
    overlapping = [paused("2026-11-09", "2026-11-10"), paused("2026-11-10", "2026-11-11", "travel")]
    assert weeks(*KEY_ACCOUNT, *overlapping)["W46"] == "missed"
    (one,) = [one for one in obligations([*KEY_ACCOUNT, *overlapping], RULE) if one.subject == "2026-W46"]
    assert one.evidence["paused_days"] == 3
    apart = [paused("2026-11-09", "2026-11-10"), paused("2026-11-14", "2026-11-15", "travel")]
    assert weeks(*KEY_ACCOUNT, *apart)["W46"] == "excused"


def test_a_contact_in_a_paused_week_still_meets_it() -> None:
    assert weeks(*KEY_ACCOUNT, paused("2026-11-09", "2026-11-15"), visit("2026-11-10 10:00"))["W46"] == "met"


def test_an_opt_out_stops_its_own_week_and_all_later_ones() -> None:
    assert set(weeks(*KEY_ACCOUNT, opted_out("2026-11-11"))) == {"W45"}
    assert set(weeks(*KEY_ACCOUNT, opted_out("2026-11-15"))) == {"W45"}
    assert set(weeks(*KEY_ACCOUNT, opted_out("2026-11-16"))) == {"W45", "W46"}
    assert len(weeks(*KEY_ACCOUNT, opted_out("2026-11-11", "o1"), withdrawal("o1"))) == 4


def test_a_week_keeps_the_rule_it_was_lived_under() -> None:
    later = pack("2026-11-16", contact_channels=("home",), paused_days_that_excuse=2, amber_weekday=2)
    calls = [visit("2026-11-10 10:00", channel="phone"), visit("2026-11-17 10:00", channel="phone")]
    found = weeks(*KEY_ACCOUNT, *calls, packs=(BUILT_IN, later))
    assert (found["W46"], found["W47"]) == ("met", "open")
    short = [paused("2026-11-09", "2026-11-10"), paused("2026-11-16", "2026-11-17")]
    found = weeks(*KEY_ACCOUNT, *short, packs=(later, BUILT_IN))
    assert (found["W46"], found["W47"]) == ("missed", "excused")
    packs = {
        one.subject: one.evidence["pack"] for one in obligations(KEY_ACCOUNT, RULE, packs=(BUILT_IN, later))
    }
    assert packs == {"2026-W45": 1, "2026-W46": 1, "2026-W47": 2, "2026-W48": 2}


def test_the_pack_with_the_latest_start_holds_and_of_one_start_the_highest_version() -> None:
    packs = (pack("2026-11-09", 9), pack("2026-11-16", 3), pack("2026-11-16", 4), BUILT_IN)
    for order in (packs, packs[::-1]):
        versions = [one.evidence["pack"] for one in obligations(KEY_ACCOUNT, RULE, packs=order)]
        assert versions == [1, 9, 4, 4]


def test_weeks_before_every_pack_are_judged_by_the_earliest() -> None:
    packs = (pack("2026-11-16", 3), pack("2026-11-09", 2))
    assert [one.evidence["pack"] for one in obligations(KEY_ACCOUNT, RULE, packs=packs)] == [2, 2, 3, 3]
    assert [one.evidence["pack"] for one in obligations(KEY_ACCOUNT, RULE, packs=())] == [1, 1, 1, 1]


def test_a_pack_may_ask_for_other_classes_from_its_monday_on() -> None:
    later = pack("2026-11-16", contact_classes=("A", "B"))
    facts = [customer("2026-11-02"), made_class("2026-11-02", "B")]
    assert set(weeks(*facts, packs=(BUILT_IN, later))) == {"W47", "W48"}


def test_the_week_is_that_of_the_organisations_zone_wherever_the_laptop_was() -> None:
    # Sunday evening in Honolulu is Monday in Shanghai.
    assert weeks(*KEY_ACCOUNT, visit("2026-11-15 18:00", zone="Pacific/Honolulu"))["W47"] == "met"
    assert weeks(*KEY_ACCOUNT, visit("2026-11-15 05:59", zone="Pacific/Honolulu"))["W46"] == "met"


@pytest.mark.parametrize(
    ("zone", "sunday"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4)),
        ("Asia/Beirut", date(2024, 10, 27)),
        ("Europe/Berlin", date(2026, 3, 29)),
    ],
)
def test_a_week_that_ends_in_a_clock_change_is_due_at_its_true_end(zone: str, sunday: date) -> None:
    place = ZoneInfo(zone)
    facts = [customer("2018-01-01"), made_class("2018-01-01", "A")]
    assert obligations(facts, RULE, zone=place, through=sunday)[-1].due == end_of_day(sunday, place)


def test_a_customer_without_a_class_or_without_a_profile_is_not_asked_for() -> None:
    assert weeks(customer("2026-11-02")) == {}
    assert weeks(made_class("2026-11-02", "A")) == {}


def test_nothing_is_asked_for_beyond_the_last_day_of_interest() -> None:
    assert set(weeks(*KEY_ACCOUNT, through=date(2026, 11, 15))) == {"W45", "W46"}
    assert set(weeks(*KEY_ACCOUNT, through=date(2026, 11, 14))) == {"W45"}


def test_each_state_is_explained_with_its_numbers() -> None:
    facts = [
        *KEY_ACCOUNT,
        visit("2026-11-03 10:00"),
        paused("2026-11-09", "2026-11-15"),
        visit("2026-11-17 10:00", reached=False),
    ]
    sentences = [explain(one, NOW) for one in obligations(facts, RULE)]
    assert [dict(one.arguments) for one in sentences] == [
        {"contacts": 1},
        {"paused": 7, "reason": "hospital"},
        {"attempts": 1},
        {},
    ]
    assert len({one.template.format_map(one.arguments) for one in sentences}) == 4


def test_a_week_that_is_over_is_spoken_of_as_over() -> None:
    found = obligations([*KEY_ACCOUNT, visit("2026-11-10 10:00", reached=False)], RULE)
    said = [explain(one, NOW) for one in found]
    texts = [one.template.format_map(one.arguments) for one in said]
    assert texts == [
        "no contact in that week",
        "no contact in that week; attempts that reached nobody: 1",
        "no contact yet in this week",
        "no contact yet in this week",
    ]


def test_a_class_from_outside_the_calendar_breaks_nothing() -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert weeks(*KEY_ACCOUNT, made_class(day, "B")) == weeks(*KEY_ACCOUNT)
    ancient = document(
        "visit", channel="home", start="0001-01-01T00:00:00Z", end="0001-01-01T01:00:00Z", zone="UTC"
    )
    assert weeks(*KEY_ACCOUNT, ancient) == weeks(*KEY_ACCOUNT)
