"""Sentences that the screens and the command line share."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.compliance import Finding
from fieldlog.domain.problems import Sentence
from fieldlog.locale import use_language
from fieldlog.locale.sentences import (
    show_change,
    show_days_ago,
    show_finding,
    show_instant,
    show_moment,
    show_promise_state,
    show_reading,
    show_visit_field,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_an_instant_is_told_in_the_zone_that_counts() -> None:
    late = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
    assert (
        show_instant(late, SHANGHAI) == show_instant("2026-11-20T18:05:00Z", SHANGHAI) == "2026-11-21 02:05"
    )
    assert show_moment(late, SHANGHAI, TODAY) == "Sat 21 Nov 02:05"
    assert show_moment(late, SHANGHAI, date(2027, 1, 1)) == "Sat 21 Nov 2026 02:05"


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        ("2026-12-02", "Wed 2 Dec, in 9 days"),
        ("2026-12-02T15:30:00+08:00", "Wed 2 Dec 15:30, in 9 days"),
        ("2026-11-20", "Fri 20 Nov"),
    ],
)
def test_a_due_date_is_read_from_today(due: str, shown: str) -> None:
    assert show_reading(due, TODAY) == shown


def test_a_promise_is_open_kept_or_so_many_days_late() -> None:
    assert show_promise_state("open", None) == "open"
    assert show_promise_state("open", 1) == "1 day late"
    assert show_promise_state("open", 3) == "3 days late"


def test_a_finding_names_its_rule_and_its_numbers() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    detail = Sentence("{minutes} of {required} min", {"minutes": 25, "required": 30})
    finding = Finding("visit-length", "S0 r4", "c", "v", now, "missed", detail)
    assert show_finding(finding) == "Visits of the required length: missed, 25 of 30 min"
    assert show_finding(finding._replace(rule="of-tomorrow")).startswith("of-tomorrow: ")


def test_a_correction_says_what_stood_there_and_what_stands_there_now() -> None:
    assert show_change("reached", {"from": True, "to": False}, SHANGHAI) == "Reached: yes -> no"
    start = {"from": "2026-11-20T18:05:00Z", "to": None}
    assert show_change("start", start, SHANGHAI) == "Start: 2026-11-21 02:05 -> -"
    assert show_change("channel", {"from": "home", "to": "phone"}, SHANGHAI).endswith(
        "home visit -> phone call"
    )
    assert show_change("question.1", {"to": {"text": "a\nb"}}, SHANGHAI) == "Question: - -> a b"
    assert show_visit_field("health.body") == "Health: body"


def test_a_day_that_is_over_is_told_with_its_distance() -> None:
    assert show_days_ago(TODAY, 0) == "2026-11-23, today"
    assert show_days_ago(date(2026, 11, 22), 1) == "2026-11-22, 1 day ago"
    assert show_days_ago(date(2026, 11, 20), 3) == "2026-11-20, 3 days ago"
