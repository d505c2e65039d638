"""Calendar files, read back with the icalendar library."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from fieldlog.actions.calendars import LINE_BYTES, Event, make_calendar

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def read(text: str) -> list[Any]:
    """The events of a calendar file."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_day_takes_the_whole_day_and_no_time() -> None:
    text = make_calendar([Event("a@fieldlog", 2, date(2026, 12, 2), "李明朗: 送体检报告")], NOW)
    (event,) = read(text)
    assert event.decoded("dtstart") == date(2026, 12, 2)
    assert not isinstance(event.decoded("dtstart"), datetime)
    assert event["transp"] == "TRANSPARENT"
    assert (event["uid"], event["sequence"], event["summary"]) == ("a@fieldlog", 2, "李明朗: 送体检报告")
    assert event.decoded("dtstamp") == NOW


def test_a_time_of_day_is_written_in_utc() -> None:
    shanghai = datetime.fromisoformat("2026-12-02T15:30:00+08:00")
    text = make_calendar([Event("a", 0, shanghai, "打电话")], NOW)
    assert "DTSTART:20261202T073000Z\r\n" in text
    (event,) = read(text)
    assert event.decoded("dtstart") == shanghai


def test_signs_with_a_meaning_are_escaped() -> None:
    words = 'a, b; c\\d: e\nBEGIN:VALARM\r\n"quoted" ^n'
    (event,) = read(make_calendar([Event("a", 0, date(2026, 12, 2), words, words)], NOW))
    assert event["summary"] == words.replace("\r\n", "\n")
    assert event["description"] == words.replace("\r\n", "\n")
    assert not event.subcomponents


@given(st.lists(st.text(max_size=120), max_size=3))
@settings(max_examples=60)
def test_any_text_makes_a_file_of_short_lines_that_loads(texts: list[str]) -> None:
    events = [Event(f"{number}", 0, NOW + timedelta(days=number), text) for number, text in enumerate(texts)]
    text = make_calendar(events, NOW)
    assert [event["uid"] for event in read(text)] == [event.uid for event in events]
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= LINE_BYTES
    for line in lines:
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=200))
@settings(max_examples=60)
def test_written_words_come_back_as_they_were(words: str) -> None:
    (event,) = read(make_calendar([Event("a", 0, date(2026, 12, 2), words)], NOW))
    assert event["summary"] == words
