"""The contact strip: one character a week, told apart without colour."""

from datetime import date
from unicodedata import category, east_asian_width

import pytest

from fieldlog.domain.contact_strip import (
    ATTEMPTED,
    CONTACTED,
    EXCUSED,
    LEGEND_OF_ALL,
    MISSED,
    NOT_ASKED_FOR,
    NOT_DUE,
    OPEN,
    WEEKS,
    describe_strip,
    make_strip,
    strip_weeks,
)
from fieldlog.domain.documents import Document
from tests.domain.builders import customer, made_class, obligations, opted_out, paused, visit

TODAY = date(2026, 11, 18)
"""A Wednesday; its week began on the 16th and is 2026-W47."""
KNOWN = (customer("2026-10-01"), made_class("2026-10-01", "A"))
"""Of class A; the first whole week began on 5 October, six weeks before this one."""


def strip_of(*documents: Document, weeks: int = 8, today: date = TODAY) -> str:
    return make_strip(obligations([*KNOWN, *documents]), today, weeks)


def test_each_week_has_its_own_character() -> None:
    strip = strip_of(
        visit("2026-10-06 10:00"),
        visit("2026-10-13 10:00", reached=False),
        paused("2026-10-19", "2026-10-25"),
        visit("2026-11-08 23:59"),
    )
    assert strip == "".join((NOT_DUE, CONTACTED, ATTEMPTED, EXCUSED, MISSED, CONTACTED, MISSED, OPEN))


def test_this_week_is_open_until_the_customer_was_reached() -> None:
    assert strip_of(weeks=1) == OPEN
    assert strip_of(visit("2026-11-16 00:00", reached=False), weeks=1) == OPEN
    assert strip_of(visit("2026-11-16 00:00"), weeks=1) == CONTACTED
    assert strip_of(paused("2026-11-16", "2026-11-19"), weeks=1) == EXCUSED


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 22)])
def test_the_strip_ends_with_the_week_of_today_from_monday_to_sunday(today: date) -> None:
    assert strip_of(weeks=2, today=today) == MISSED + OPEN


def test_a_contact_that_was_not_due_is_shown_and_counts_for_nothing() -> None:
    weeks = ("2026-W45", "2026-W46")
    strip = make_strip(obligations([customer("2026-10-01")]), TODAY, 4, weeks)
    assert strip == NOT_DUE + NOT_ASKED_FOR * 2 + NOT_DUE
    assert [week.meaning for week in strip_weeks(strip, TODAY)][1] == dict(LEGEND_OF_ALL)[NOT_ASKED_FOR]
    assert describe_strip(strip).template == "no weekly contact was due"
    known = make_strip(obligations([*KNOWN, visit("2026-11-10 10:00")]), TODAY, 2, ("2026-W46",))
    assert known == CONTACTED + OPEN


def test_next_weeks_contact_is_not_shown_yet() -> None:
    assert obligations(KNOWN)[-1].subject == "2026-W48"
    assert strip_of(weeks=1) == OPEN


def test_nothing_is_due_after_an_opt_out_and_for_other_classes() -> None:
    assert strip_of(opted_out("2026-11-02"), weeks=4) == MISSED + NOT_DUE * 3
    assert strip_of(made_class("2026-11-02", "B"), weeks=4) == MISSED + NOT_DUE * 3


def test_weeks_follow_each_other_over_the_turn_of_a_long_year() -> None:
    # 2026 has 53 weeks.
    facts = [*KNOWN, visit("2026-12-31 10:00"), visit("2027-01-05 10:00")]
    found = obligations(facts, through=date(2027, 1, 24))
    strip = make_strip(found, date(2027, 1, 13), 4)
    assert strip == MISSED + CONTACTED + CONTACTED + OPEN
    assert [week.monday.isoformat() for week in strip_weeks(strip, date(2027, 1, 13))] == [
        "2026-12-21",
        "2026-12-28",
        "2027-01-04",
        "2027-01-11",
    ]


def test_a_strip_has_as_many_bytes_as_weeks() -> None:
    assert len(make_strip(obligations(KNOWN), TODAY).encode()) == WEEKS == 52
    assert strip_of(weeks=0) == ""


def test_each_character_is_one_column_wide_in_every_terminal_and_has_a_meaning() -> None:
    marks = [mark for mark, _ in LEGEND_OF_ALL]
    assert len(set(marks)) == len(marks) == 7
    assert {*"".join(marks)} == {CONTACTED, MISSED, ATTEMPTED, EXCUSED, NOT_DUE, OPEN, NOT_ASKED_FOR}
    for mark in marks:
        assert len(mark) == 1
        assert east_asian_width(mark) in ("N", "Na")
        assert category(mark)[0] not in "CZM"


def test_a_week_of_a_strip_can_be_told() -> None:
    first, last = strip_weeks(CONTACTED + OPEN, TODAY)
    assert (first.monday, first.mark, first.meaning) == (date(2026, 11, 9), CONTACTED, "contacted")
    assert last.monday == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("strip", "sentence"),
    [
        (CONTACTED * 41 + MISSED * 3 + ATTEMPTED + EXCUSED * 6 + OPEN, "contacted in 41 of 45 weeks due"),
        (NOT_DUE + MISSED + OPEN, "contacted in 0 of 1 week due"),
        (CONTACTED, "contacted in 1 of 1 week due"),
        (NOT_DUE * 51 + OPEN, "no weekly contact was due"),
        ("", "no weekly contact was due"),
    ],
)
def test_one_sentence_says_how_weekly_contact_went(strip: str, sentence: str) -> None:
    template, arguments = describe_strip(strip)
    assert template.format_map(arguments) == sentence
