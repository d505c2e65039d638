"""A year in the life of one made-up customer, written as saves."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.domain import kinds
from fieldlog.domain.days import ONE_DAY, local_day, monday_of, to_text, whole_seconds
from fieldlog.domain.due.lunar import months_of
from fieldlog.domain.standing import HEALTH_NOTES, HEALTH_WORDING
from fieldlog.domain.territory import people
from fieldlog.domain.territory.telling import AS_IT_COMES, Chance, Desk, Fresh, Manner

YEAR = timedelta(days=364)
SHARE_OF_A, SHARE_OF_B = 0.30, 0.65
CONSENTING = 0.85
WALK = timedelta(minutes=10)


class Life(NamedTuple):
    """What steers a made-up customer's year."""

    customer: str
    letter: str
    consents: bool
    pause: tuple[date, date, str] | None
    opted_out: date | None


class PracticeYear:
    """Makes up customers one after the other; the clock goes along with what is told.

    ``first`` is how many names other reps have taken before.
    """

    def __init__(
        self,
        desk: Desk,
        chance: Chance,
        now: datetime,
        zone: ZoneInfo,
        manner: Manner = AS_IT_COMES,
        first: int = 0,
    ) -> None:
        self._desk = desk
        self._random = chance
        self._now = self._clock = whole_seconds(now)
        self._zone = zone
        self._first = first
        self._manner = manner
        self._busy: dict[date, list[tuple[datetime, datetime]]] = {}
        self._today = local_day(now, zone)
        self.visits = 0
        self.promises = 0

    def add_customer(self, number: int, of: int) -> str:
        """Make up one customer and the year with it, and return its id."""
        share = number / of
        letter = "A" if share < SHARE_OF_A else "B" if share < SHARE_OF_A + SHARE_OF_B else "C"
        customer = self._desk.new_document_id()
        life = Life(
            customer, letter, self._random.random() < CONSENTING, self._pause(number), self._opt_out(number)
        )
        self._set_clock(self._today - YEAR - timedelta(days=self._random.randrange(30)), 9 * 60)
        self._write_profile(life, number)
        self._write_year(life)
        self._write_facts(life, number)
        return customer

    def _set_clock(self, day: date, minute: int) -> None:
        moment = datetime.combine(day, time(minute // 60, minute % 60), self._zone)
        self._clock = min(moment, self._now)

    def _save(self, customer: str, *documents: Fresh) -> None:
        self._desk.save(self._clock, customer, documents)

    # Who it is

    def _write_profile(self, life: Life, number: int) -> None:
        # Steps that meet every pair of names once, and neighbours in any other pattern of the numbers never.
        block, turn = divmod(self._first + number, len(people.GIVEN_NAMES))
        given = (7 * turn + 6 * block) % len(people.GIVEN_NAMES)
        surname = people.SURNAMES[(3 * turn + block) % len(people.SURNAMES)]
        relation, relative = self._random.choice(people.RELATIONS)
        profile = {
            "name": surname + people.GIVEN_NAMES[given],
            "created": local_day(self._clock, self._zone).isoformat(),
            "honorific": surname + ("奶奶" if given < people.FEMALE_NAMES else "爷爷"),
            "phone.1": f"1{self._random.choice('35789')}{self._random.randrange(10**9):09d}",
            "address": self._address(),
            "district": people.DISTRICTS[number % len(people.DISTRICTS)],
            "birthday": self._birthday(number),
            "character": self._random.choice(people.CHARACTERS),
            "taboos": self._random.choice(people.TABOOS),
            "agreed_hours": self._random.choice(people.AGREED_HOURS),
            "family.1": {"name": relative, "relation": relation},
        }
        start = local_day(self._clock, self._zone).isoformat()
        standing = {"start": start, "letter": life.letter, "key": True if number % 29 == 40 % 29 else None}
        self._save(
            life.customer, Fresh(kinds.CUSTOMER, profile, life.customer), Fresh(kinds.CLASS_CHANGE, standing)
        )
        if life.consents:
            self._save(life.customer, Fresh(kinds.CONSENT, self._consent("given")))

    def _address(self) -> str:
        floor, door = self._random.randrange(1, 7), self._random.randrange(1, 5)
        return f"{self._random.choice(people.STREETS)}{floor}0{door}室"

    def _consent(self, state: str) -> dict[str, object]:
        how = self._random.choice(people.CONSENT_HOW)
        return {
            "purpose": HEALTH_NOTES,
            "wording": HEALTH_WORDING,
            "state": state,
            "at": to_text(self._clock),
            "how": how,
        }

    def _birthday(self, number: int) -> dict[str, object]:
        born = self._random.randrange(1938, 1958)
        # A few birthdays fall into the coming week, on whatever day the territory is made.
        ahead = {3: 2, 17: 5}.get(number % 40, self._random.randrange(10, 360))
        day = self._today + timedelta(days=ahead)
        if number % 3:
            return {
                "calendar": "solar",
                "month": day.month,
                "day": min(day.day, 28),
                "year": born,
                "leap": False,
            }
        month, lunar_day = lunar_month_and_day(day)
        return {"calendar": "lunar", "month": month, "day": min(lunar_day, 29), "year": born, "leap": False}

    def _pause(self, number: int) -> tuple[date, date, str] | None:
        if number % 9 != 4:
            return None
        reason, days = people.PAUSES[number % len(people.PAUSES)]
        # Every third pause is going on today, one of those ends tomorrow.
        back = self._random.randrange(60, 300) if number % 27 != 4 else days - 1
        start = self._today - timedelta(days=back)
        return start, start + timedelta(days=days), reason

    def _opt_out(self, number: int) -> date | None:
        return self._today - timedelta(days=90) if number % 60 == 50 else None

    def _write_facts(self, life: Life, number: int) -> None:
        if life.pause is not None:
            start, until, reason = life.pause
            self._set_clock(start, 8 * 60)
            pause = {"start": start.isoformat(), "until": until.isoformat(), "reason": reason}
            self._save(life.customer, Fresh(kinds.PAUSE, pause))
        if life.opted_out is not None:
            self._set_clock(life.opted_out, 18 * 60)
            opt_out = {"start": life.opted_out.isoformat(), "reason": "不想再被打扰"}
            self._save(life.customer, Fresh(kinds.OPT_OUT, opt_out))
        self._write_open_promises(life, number)

    # What happened

    def _write_year(self, life: Life) -> None:
        monday = monday_of(self._today - YEAR)
        chance = {"A": 0.93, "B": 0.45, "C": 0.2}[life.letter]
        without = 0
        while monday <= self._today:
            is_due = without >= self._manner.patience
            without += 1
            if self._random.random() < chance or is_due:
                day = monday + timedelta(days=self._random.randrange(6))
                without = 0 if self._write_contact(life, day, is_due) else without
            monday += timedelta(days=7)

    def _write_contact(self, life: Life, day: date, is_reached: bool) -> bool:
        """Write a visit and what was promised at it; return whether the customer was reached."""
        is_paused = life.pause is not None and life.pause[0] <= day <= life.pause[1]
        has_left = life.opted_out is not None and day >= life.opted_out
        minute = self._random.randrange(8 * 60 + 30, 17 * 60)
        start = datetime.combine(day, time(minute // 60, minute % 60), self._zone)
        length = self._length()
        start = self._free(start, length) if self._manner.is_orderly else start
        if is_paused or has_left or start + length > self._now:
            return False
        visit = self._desk.new_document_id()
        values = self._visit_values(start, length, is_reached)
        # What was timed is noted at the door, what was not in the evening.
        noted = start + length + timedelta(minutes=3 if values["timed"] else 300)
        self._clock = min(noted, self._now)
        values["entered_at"] = to_text(self._clock)
        if values["reached"]:
            values |= self._health(life, visit) | self._question()
        documents = [Fresh(kinds.VISIT, values, visit)]
        if values["reached"] and self._random.random() < 0.4:
            documents.append(
                self._promise(self._random.choice(people.PROMISES), day, self._later(day), visit)
            )
        self._save(life.customer, *documents)
        self.visits += 1
        for promise in documents[1:]:
            self._settle(life, promise, day)
        return bool(values["reached"])

    def _free(self, start: datetime, length: timedelta) -> datetime:
        """Return when a visit can begin, on that day, after those that it would overlap."""
        taken = self._busy.setdefault(start.date(), [])
        for begun, ended in sorted(taken):
            if start < ended and begun < start + length:
                start = ended + WALK
        taken.append((start, start + length))
        return start

    def _length(self) -> timedelta:
        # Most visits last well over half an hour, one in twelve is short.
        if self._random.random() < 1 / 12:
            return timedelta(minutes=self._random.randrange(8, 30), seconds=self._random.randrange(60))
        return timedelta(minutes=self._random.randrange(31, 75), seconds=self._random.randrange(60))

    def _visit_values(self, start: datetime, length: timedelta, is_reached: bool) -> dict[str, object]:
        channel = self._random.choices(("home", "phone", "store", "event"), (70, 20, 7, 3))[0]
        timed = channel == "home" and self._random.random() < 0.75
        values: dict[str, object] = {
            "channel": channel,
            "purpose": self._random.choice(people.PURPOSES),
            "purpose_set_at": to_text(start if timed else start + timedelta(hours=5)),
            "start": to_text(start),
            "end": to_text(start + length),
            "zone": self._zone.key,
            "timed": timed,
            "reached": self._random.random() < 0.93 or is_reached,
        }
        if not values["reached"]:
            values["not_reached_reason"] = self._random.choice(people.NOT_REACHED)
            values["end"] = to_text(start + timedelta(minutes=3))
        elif length < timedelta(minutes=30) and self._random.random() < 0.6:
            values["brief_reason"] = self._random.choice(people.BRIEF_REASONS)
        if self._random.random() < 0.5:
            note = self._random.choice(self._manner.notes)
            # Who was not reached has told nothing.
            values["note"] = note if note and values["reached"] else None
        return values

    def _health(self, life: Life, visit: str) -> dict[str, object]:
        if self._random.random() < 0.35:
            return {}
        area, words = self._random.choice(people.HEALTH)
        text = words.format(high=self._random.randrange(118, 158), low=self._random.randrange(68, 95))
        if life.consents:
            return {f"health.{area}": text}
        # Only the last weeks' notes still wait for the customer's answer.
        if self._clock > self._now - timedelta(days=6):
            self._desk.hold(self._clock, life.customer, visit, {area: text})
        return {}

    def _question(self) -> dict[str, object]:
        # Every thirtieth visit leaves a question; now and then nobody said when it would be answered.
        if self._random.random() > 1 / 30:
            return {}
        answer = self._random.choice(("可以，隔开两小时", "医生说再观察", ""))
        day = (
            (self._clock + timedelta(days=5)).date().isoformat()
            if not answer and self._random.random() < 0.7
            else ""
        )
        return {
            "question.1": {"text": self._random.choice(people.QUESTIONS), "answer": answer, "answer_by": day}
        }

    def _later(self, day: date) -> date:
        return day + timedelta(days=self._random.randrange(2, 16))

    def _promise(self, text: str, made: date, due: date, visit: str | None = None) -> Fresh:
        values = {
            "text": text,
            "due": due.isoformat(),
            "made": made.isoformat(),
            "form": "promise",
            "visit": visit,
        }
        self.promises += 1
        return Fresh(kinds.PROMISE, values, self._desk.new_document_id())

    def _settle(self, life: Life, promise: Fresh, made: date) -> None:
        due = date.fromisoformat(str(promise.values["due"]))
        fate = self._random.random()
        if fate < 0.12:
            due = self._move(life, promise, made, due)
        if fate > 0.97:
            self._end(
                life,
                promise,
                kinds.PROMISE_RELEASED,
                due,
                {"reason": self._random.choice(people.RELEASE_REASONS)},
            )
        elif fate > 0.88:
            self._end(
                life, promise, kinds.PROMISE_KEPT, due + timedelta(days=self._random.randrange(1, 6)), {}
            )
        else:
            early = self._random.randrange(max(1, (due - made).days))
            self._end(life, promise, kinds.PROMISE_KEPT, due - timedelta(days=early), {})

    def _move(self, life: Life, promise: Fresh, made: date, due: date) -> date:
        moved = due + timedelta(days=self._random.randrange(2, 8))
        values = {
            "due": moved.isoformat(),
            "reason": self._random.choice(people.MOVE_REASONS),
            "agreed": True,
        }
        self._end(life, promise, kinds.PROMISE_MOVED, made + ONE_DAY, values)
        return moved

    def _end(self, life: Life, promise: Fresh, kind: str, day: date, values: Mapping[str, object]) -> None:
        if day >= self._today - timedelta(days=self._random.randrange(2)):
            return
        self._set_clock(day, 18 * 60)
        self._save(
            life.customer, Fresh(kind, {"target": promise.doc_id, "at": to_text(self._clock), **values})
        )

    def _write_open_promises(self, life: Life, number: int) -> None:
        """Give a few customers what a working day has: something overdue, something due today."""
        text = self._random.choice(people.PROMISES)
        made = self._today - timedelta(days=9)
        for offset, turn in ((-3, 5), (-1, 11), (0, 7), (3, 19)):
            if number % 40 == turn and life.opted_out is None:
                self._set_clock(made, 17 * 60)
                self._save(life.customer, self._promise(text, made, self._today + timedelta(days=offset)))


def lunar_month_and_day(day: date) -> tuple[int, int]:
    """Return the lunar month and day of a solar date; a leap month counts as the month it repeats."""
    for year in (day.year, day.year - 1):
        for (month, _), found in months_of(year).items():
            if found.start <= day < found.start + timedelta(days=found.length):
                return month, (day - found.start).days + 1
    raise ValueError(f"no lunar date for {day}")
