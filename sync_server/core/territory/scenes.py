"""What a supervisor shall find in the practice office, beside an ordinary year.

Somebody whom nobody has seen for weeks, a promise long overdue, a visit that needs a question, a pause to
countersign, and what signals, conflicts and quarantines look like.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fieldlog.domain import kinds
from fieldlog.domain.days import local_day, monday_of, to_text
from fieldlog.domain.saves import Save
from fieldlog.domain.territory.telling import Fresh
from sync_server.core.territory.desk import LineDesk

UNSEEN = timedelta(days=22)
OVERDUE_DAYS, MADE_BEFORE = 41, 16
SUNDAY_NOTE = "一切正常，没有什么变化。"
DOUBTFUL_NOTE = "她说这几天头晕，昨晚还摔了一下。没细问，赶着去下一家。"
MINUTES_OF_BATCH = (9 * 60, 10 * 60, 11 * 60, 14 * 60, 15 * 60, 15 * 60 + 10)
CLOCK_SHIFT = 900
FIRST_HOUR, LAST_HOUR = 9, 19
"""Local hours between which somebody looks in."""


class Scenes:
    """Writes the scenes of one rep onto that rep's desk."""

    def __init__(self, desk: LineDesk, customers: Sequence[str], now: datetime, zone: ZoneInfo) -> None:
        self._desk = desk
        self._customers = customers
        self._now = now
        self._zone = zone
        self._today = local_day(now, zone)

    def leave_alone(self, number: int) -> None:
        """Let nobody have seen a customer for three weeks."""
        self._desk.silences[self._customers[number]] = self._now - UNSEEN

    def forget_promise(self, number: int) -> None:
        """Let a promise be overdue for longer than any other."""
        due = self._today - timedelta(days=OVERDUE_DAYS)
        made = due - timedelta(days=MADE_BEFORE)
        values = {"text": "陪去医院取药", "due": due.isoformat(), "made": made.isoformat(), "form": "promise"}
        self._save(number, self._instant(made, 17 * 60), Fresh(kinds.PROMISE, values))

    def hurry(self, number: int) -> None:
        """Let yesterday's visit be short without a reason, and its note raise a question."""
        self._visit(number, self._today - timedelta(days=1), 10 * 60, 11, timed=True, note=DOUBTFUL_NOTE)

    def pause_since_yesterday(self, number: int) -> None:
        """Let a customer have asked yesterday not to be called on for ten days."""
        start, until = self._today, self._today + timedelta(days=9)
        values = {"start": start.isoformat(), "until": until.isoformat(), "reason": "住院"}
        self._save(
            number, self._instant(self._today - timedelta(days=1), 11 * 60), Fresh(kinds.PAUSE, values)
        )

    def type_on_sunday(self) -> None:
        """Let a whole week be typed on its Sunday evening, each visit of exactly half an hour."""
        monday = monday_of(self._today) - timedelta(days=7)
        for number, minute in enumerate(MINUTES_OF_BATCH):
            day = monday + timedelta(days=min(number, 4))
            entered = self._instant(monday + timedelta(days=6), 20 * 60 + 3 * number)
            self._visit(number, day, minute, 30, entered=entered, note=SUNDAY_NOTE)

    def shift_clock(self, number: int) -> None:
        """Let the laptop's clock be set while a visit was timed."""
        day = monday_of(self._today) - timedelta(days=5)
        self._visit(number, day, 16 * 60, 42, timed=True, clock_shift=CLOCK_SHIFT)

    def correct_address(self, number: int, address: str) -> Save:
        """Return what another laptop wrote about a customer's address without knowing the present one."""
        customer = self._customers[number]
        at = self._now - timedelta(days=1)
        other = LineDesk("", self._desk.chance, at)
        writes = other.writes(customer, kinds.CUSTOMER, {"address": address})
        return Save(other.new_name(), f"customer:{customer}", to_text(at), self._desk.author, (writes,))

    def look_in(self, customer: str, note: str) -> Save:
        """Return the save of a visit some hours before the last sync, whoever has the customer."""
        end = self._by_day(self._desk.last_sync - timedelta(hours=3))
        values = self._values(end - timedelta(minutes=40), end, note=note)
        self._desk.save(end, customer, [Fresh(kinds.VISIT, values)])
        return self._desk.saves[-1]

    def _by_day(self, at: datetime) -> datetime:
        """Return an instant, or the afternoon before it: nobody rings the bell at night."""
        local = at.astimezone(self._zone)
        if FIRST_HOUR <= local.hour < LAST_HOUR:
            return at
        day = local.date() if local.hour >= LAST_HOUR else local.date() - timedelta(days=1)
        return self._instant(day, 16 * 60)

    def _visit(
        self,
        number: int,
        day: date,
        minute: int,
        minutes: int,
        entered: datetime | None = None,
        **values: object,
    ) -> None:
        start = self._instant(day, minute)
        end = start + timedelta(minutes=minutes)
        entered = entered or end + timedelta(minutes=2)
        known = self._values(start, end, **values)
        self._save(number, entered, Fresh(kinds.VISIT, {**known, "entered_at": to_text(entered)}))

    def _values(self, start: datetime, end: datetime, **values: object) -> dict[str, object]:
        known = {
            "channel": "home",
            "purpose": "看望，问问近况",
            "purpose_set_at": to_text(start),
            "start": to_text(start),
            "end": to_text(end),
            "zone": self._zone.key,
            "timed": False,
            "reached": True,
            "entered_at": to_text(end),
        }
        return {**known, **values}

    def _save(self, number: int, at: datetime, *documents: Fresh) -> None:
        self._desk.save(at, self._customers[number], documents)

    def _instant(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(minute // 60, minute % 60), self._zone)
