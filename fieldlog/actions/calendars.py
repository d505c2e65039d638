"""Promises as a calendar file (iCalendar, RFC 5545), which phones and mail programs load."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from fieldlog.domain.table_cells import plain_text

LINE_BYTES = 75
_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SIGNS = {sign: f"\\{sign}" for sign in "\\;,"}
_ESCAPES = str.maketrans(_SIGNS | dict.fromkeys(_LINE_ENDS, "\\n"))


class Event(NamedTuple):
    """One entry: an id that stays, how often it was moved, a whole day or an instant, and its words."""

    uid: str
    moves: int
    due: date
    summary: str
    description: str = ""


def make_calendar(events: Iterable[Event], now: datetime) -> str:
    """Return the text of a calendar file, made at ``now``; whole days take no time of the day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//fieldlog//fieldlog//EN", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _event_lines(event, now)
    return "".join(_folded(line) for line in (*lines, "END:VCALENDAR"))


def _event_lines(event: Event, now: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"DTSTAMP:{_instant(now)}",
        _start(event.due),
        f"SEQUENCE:{event.moves}",
        f"SUMMARY:{_escaped(event.summary)}",
        "TRANSP:TRANSPARENT",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_escaped(event.description)}")
    return [*lines, "END:VEVENT"]


def _start(due: date) -> str:
    if isinstance(due, datetime):
        return f"DTSTART:{_instant(due)}"
    return f"DTSTART;VALUE=DATE:{due:%Y%m%d}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return plain_text(text.replace("\r\n", "\n").translate(_ESCAPES))


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, never cut inside a character; later ones begin with a space."""
    pieces, piece, room = [], "", LINE_BYTES
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = " ", LINE_BYTES - 1
        piece += character
        room -= size
    return "".join(f"{one}\r\n" for one in (*pieces, piece))
