"""A birthday: a day of the solar or lunar calendar that comes back every year, read from people's words."""

import re
from datetime import date
from functools import cache
from typing import Final, Literal, NamedTuple

import msgspec

from fieldlog.domain.due.lunar import (
    FIRST_LUNAR_YEAR,
    LAST_LUNAR_YEAR,
    has_lunar_day,
    lunar_day_name,
    months_of,
)
from fieldlog.domain.due.months import MONTH_NAME, MONTH_NUMBERS
from fieldlog.domain.due.writing import (
    DAY,
    MONTH,
    YEAR,
    is_lunar,
    plain,
    read_day,
    read_month,
    read_year,
    shorten,
)
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem, Said

Calendar = Literal["solar", "lunar"]

FIRST_YEAR: Final = 1900
_LEAP_YEAR: Final = 2000
_FEBRUARY: Final = 2

_LUNAR_WORD: Final = r"[(\[]?(?:农历|阴历|旧历|老历|lunar)(?:生日)?[)\]]?:?"
_SOLAR_WORD: Final = r"[(\[]?(?:公历|阳历|新历|西历|国历|solar)(?:生日)?[)\]]?:?"
_MIDNIGHT: Final = r"(?<=[0-9])[ t]{1,2}0{1,2}:00(?::00(?:\.0{1,6})?)?$"
_CHINESE: Final = (
    rf"(?:(?P<year>{YEAR})年)? ?(?P<leap>闰)?(?P<month>{MONTH})月(?P<day>{DAY})(?P<mark>[日号])?(?:生|出生)?"
)
_NUMERIC: Final = r"(?:(?P<year>[0-9]{4})[-/.])?(?P<month>[0-9]{1,2})(?P<sign>[-/.])(?P<day>[0-9]{1,2})"
_COMPACT: Final = r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
_YEAR_LAST: Final = r"(?P<one>[0-9]{1,2})[-/.](?P<other>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"
_ENGLISH: Final = (
    rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<late_month>{MONTH_NAME})"
    rf"|(?P<month>{MONTH_NAME}) (?P<late_day>[0-9]{{1,2}})(?:st|nd|rd|th)?)(?:,? (?P<year>[0-9]{{4}}))?"
)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    # Compiled at the first birthday that is read: every start imports this module, few read one.
    return re.compile(source)


class Birthday(msgspec.Struct, frozen=True):
    """A day of the solar or lunar calendar; the year of birth if it is known; ``leap`` for a leap month."""

    calendar: Calendar
    month: int
    day: int
    year: int | None = None
    leap: bool = False


class _Asked(NamedTuple):
    """What was typed, and where and when: every answer needs it."""

    text: str
    today: date
    field: str

    def problem(self, code: str, **arguments: object) -> Problem:
        return Problem(self.field, code, {"phrase": shorten(self.text), **arguments})


def read_birthday(text: str, today: date, field: str = "birthday") -> Birthday | Problem:
    """Read a solar or lunar birthday as people write it; one that cannot be is a problem of ``field``."""
    asked = _Asked(text.strip(), today, field)
    words = plain(asked.text)
    if not words:
        return Problem(field, "empty")
    if _pattern(_LUNAR_WORD).search(words):
        return _read_marked(asked, _pattern(_LUNAR_WORD).sub("", words, count=1), "lunar")
    if _pattern(_SOLAR_WORD).search(words):
        return _read_marked(asked, _pattern(_SOLAR_WORD).sub("", words, count=1), "solar")
    return _read_unmarked(asked, words)


def read_lunar_birthday(text: str, today: date, field: str = "birthday") -> Birthday | Problem:
    """Read a lunar birthday; a plain ``3-8`` or ``1950-3-8`` is month and day of that calendar too."""
    asked = _Asked(text.strip(), today, field)
    words = plain(asked.text)
    if not words:
        return Problem(field, "empty")
    if _pattern(_SOLAR_WORD).search(words):
        return asked.problem("birthday-not-lunar")
    return _read_marked(asked, _pattern(_LUNAR_WORD).sub("", words, count=1), "lunar")


def _read_marked(asked: _Asked, words: str, calendar: Calendar) -> Birthday | Problem:
    """Read words whose calendar is known; month comes before day in all of them but English ones."""
    words = _pattern(_MIDNIGHT).sub("", words.strip()).strip()
    match = (
        _pattern(_CHINESE).fullmatch(words)
        or _pattern(_NUMERIC).fullmatch(words)
        or _pattern(_COMPACT).fullmatch(words)
    )
    if match is None:
        return (
            _read_solar_only(asked, words)
            if calendar == "solar"
            else asked.problem("birthday-not-understood")
        )
    return _from_match(asked, match, calendar)


def _read_unmarked(asked: _Asked, words: str) -> Birthday | Problem:
    words = _pattern(_MIDNIGHT).sub("", words).strip()
    chinese = _pattern(_CHINESE).fullmatch(words)
    if chinese is not None:
        if chinese["leap"] or is_lunar(chinese["month"], chinese["day"]):
            return _from_match(asked, chinese, "lunar")
        if chinese["mark"] or (chinese["day"].isdigit() and chinese["day"].isascii()):
            return _from_match(asked, chinese, "solar")
        return _two_calendars(asked, chinese)
    numeric = _pattern(_NUMERIC).fullmatch(words)
    if numeric is not None and not numeric["year"]:
        return _month_and_day(asked, numeric)
    match = numeric or _pattern(_COMPACT).fullmatch(words)
    return _from_match(asked, match, "solar") if match else _read_solar_only(asked, words)


def _month_and_day(asked: _Asked, match: re.Match[str]) -> Birthday | Problem:
    """Read two numbers: 3-8 is March as in 1950-3-8, 3/8 may be either, 3.1 may have been 3.10 once."""
    if match["sign"] == ".":
        return asked.problem("birthday-not-understood")
    if match["sign"] == "-":
        return _from_match(asked, match, "solar")
    return _either_order(asked, int(match["month"]), int(match["day"]), None)


def _read_solar_only(asked: _Asked, words: str) -> Birthday | Problem:
    last = _pattern(_YEAR_LAST).fullmatch(words)
    if last is not None:
        return _either_order(asked, int(last["one"]), int(last["other"]), int(last["year"]))
    english = _pattern(_ENGLISH).fullmatch(words)
    if english is None:
        return asked.problem("birthday-not-understood")
    day = int(english["day"] or english["late_day"])
    month = MONTH_NUMBERS[(english["month"] or english["late_month"]).rstrip(".")]
    return _checked(asked, Birthday("solar", month, day, int(english["year"]) if english["year"] else None))


def _either_order(asked: _Asked, one: int, other: int, year: int | None) -> Birthday | Problem:
    """Read month and day in an unknown order: right when only one order is a day, or both are the same."""
    orders = dict.fromkeys([(one, other), (other, one)])
    answers = [_checked(asked, Birthday("solar", month, day, year)) for month, day in orders]
    return _only_one(asked, answers)


def _two_calendars(asked: _Asked, match: re.Match[str]) -> Birthday | Problem:
    """八月十五 without a word for the calendar: both are in use, so neither is taken."""
    calendars: tuple[Calendar, ...] = ("solar", "lunar")
    return _only_one(asked, [_from_match(asked, match, calendar) for calendar in calendars])


def _only_one(asked: _Asked, answers: list[Birthday | Problem]) -> Birthday | Problem:
    days = [answer for answer in answers if isinstance(answer, Birthday)]
    if len(days) == 1 or not days:
        return days[0] if days else answers[0]
    names = [_short_name(one) for one in days]
    both = Said(en=" / ".join(one.en for one in names), zh=" / ".join(one.zh for one in names))
    return asked.problem("birthday-ambiguous", readings=both)


def _short_name(birthday: Birthday) -> Said:
    if birthday.calendar == "lunar":
        name = _lunar_name(birthday)
        return Said(en=f"lunar {name.en}", zh=f"农历{name.zh}")
    year = f"{birthday.year:04d}-" if birthday.year else ""
    written = f"{year}{birthday.month:02d}-{birthday.day:02d}"
    return Said(en=written, zh=written)


def _lunar_name(birthday: Birthday) -> Said:
    leap = "leap " if birthday.leap else ""
    return Said(
        en=f"{leap}month {birthday.month}, day {birthday.day}",
        zh=lunar_day_name(birthday.month, birthday.day, birthday.leap),
    )


def _from_match(asked: _Asked, match: re.Match[str], calendar: Calendar) -> Birthday | Problem:
    groups = match.groupdict()
    year = read_year(groups["year"]) if groups["year"] else None
    month, day = read_month(groups["month"]), read_day(groups["day"])
    if month is None or day is None or (groups["year"] and (year is None or len(groups["year"]) != 4)):
        return asked.problem("birthday-not-understood")
    return _checked(asked, Birthday(calendar, month, day, year, bool(groups.get("leap"))))


def _checked(asked: _Asked, birthday: Birthday) -> Birthday | Problem:
    """Return the birthday when such a day exists and has come."""
    if birthday.year is not None and birthday.year < FIRST_YEAR:
        return asked.problem("birthday-too-early", first=FIRST_YEAR)
    if birthday.year is not None and birthday.year > asked.today.year:
        return asked.problem("birthday-in-the-future")
    born = _day_of_birth(birthday)
    if born is None:
        return asked.problem("no-such-lunar-date" if birthday.calendar == "lunar" else "no-such-date")
    if birthday.year is not None and born > asked.today:
        return asked.problem("birthday-in-the-future")
    return birthday


def _day_of_birth(birthday: Birthday) -> date | None:
    """The solar day of birth, without a year any day on which it falls; None where there is no such day."""
    if birthday.calendar == "solar":
        return _day_or_none(birthday.year or _LEAP_YEAR, birthday.month, birthday.day)
    if not has_lunar_day(birthday.month, birthday.day, birthday.leap, birthday.year):
        return None
    month = months_of(birthday.year).get((birthday.month, birthday.leap)) if birthday.year else None
    return month.day(birthday.day) if month else date.min


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_birthday(birthday: Birthday, on_or_after: date) -> date:
    """Return the next day it is kept. Raises BadInputError beyond the years of the lunar tables.

    29 February is kept on the 28th in common years, a day of a leap month in the plain month of years without
    it, a day 30 on day 29 of a short month.
    """
    if birthday.calendar == "solar":
        return next(
            day
            for year in (0, 1)
            if (day := _solar_day_kept(birthday, on_or_after.year + year)) >= on_or_after
        )
    for year in range(on_or_after.year - 1, on_or_after.year + 2):
        months = months_of(year)
        month = months.get((birthday.month, birthday.leap)) or months.get((birthday.month, False))
        if month is not None and (day := month.day(min(birthday.day, month.length))) >= on_or_after:
            return day
    raise BadInputError(
        Problem("birthday", "lunar-years-unknown", {"first": FIRST_LUNAR_YEAR, "last": LAST_LUNAR_YEAR}),
    )


def _solar_day_kept(birthday: Birthday, year: int) -> date:
    return _day_or_none(year, birthday.month, birthday.day) or date(year, _FEBRUARY, birthday.day - 1)


def write_birthday(birthday: Birthday) -> str:
    """Write a birthday so that ``read_birthday`` reads the same one."""
    if birthday.calendar == "solar":
        year = f"{birthday.year:04d}-" if birthday.year else ""
        return f"{year}{birthday.month:02d}-{birthday.day:02d}"
    year = f"{birthday.year}年" if birthday.year else ""
    return f"农历{year}{lunar_day_name(birthday.month, birthday.day, birthday.leap)}"


def birthday_value(birthday: Birthday) -> dict[str, object]:
    """Return the JSON-like form of a birthday."""
    return {name: getattr(birthday, name) for name in ("calendar", "month", "day", "year", "leap")}


def describe_birthday(birthday: Birthday) -> tuple[str, dict[str, object]]:
    """Return the template and arguments that show a birthday; ``name`` is the lunar day in both languages."""
    if birthday.calendar == "lunar":
        template = N_("lunar {name}") if birthday.year is None else N_("lunar {name}, born {year}")
        return template, {"name": _lunar_name(birthday), "year": birthday.year}
    template = N_("{month:02}-{day:02}") if birthday.year is None else N_("{year}-{month:02}-{day:02}")
    return template, {"year": birthday.year, "month": birthday.month, "day": birthday.day}
