"""Days in English words: tomorrow, next wednesday, in 3 days, end of month, 2 Dec, mid-autumn."""

from collections.abc import Callable
from datetime import date
from re import Match
from typing import Final

from dateutil.relativedelta import relativedelta

from fieldlog.domain.due import arithmetic
from fieldlog.domain.due.festivals import ENGLISH, next_festival
from fieldlog.domain.due.lunar_days import next_lunar_day
from fieldlog.domain.due.months import MONTH_NAME, MONTH_NUMBERS
from fieldlog.domain.due.readings import About, Days, NoDay, Room, Shape, day_or_none, one_day

_SUNDAY: Final = 6
_SATURDAY: Final = 5
_FRIDAY: Final = 4
_DECEMBER: Final = 12

_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues", "tue"),
            ("wednesday", "wed"),
            ("thursday", "thurs", "thur", "thu"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
_NUMBERS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
_STEPS: Final[dict[str, Callable[[int], relativedelta]]] = {
    "day": lambda count: relativedelta(days=count),
    "week": lambda count: relativedelta(weeks=count),
    "fortnight": lambda count: relativedelta(weeks=2 * count),
    "month": lambda count: relativedelta(months=count),
    "year": lambda count: relativedelta(years=count),
}
_RELATIVE_DAYS: Final = {
    "day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tonight": 0,
    "this evening": 0,
    "this afternoon": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_OFFSETS: Final = {"last": -1, "": 0, "this": 0, "the": 0, "next": 1}


def _relative_day(match: Match[str], made: date) -> Days:
    return one_day(arithmetic.later(made, relativedelta(days=_RELATIVE_DAYS[match["which"]])))


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def _after_a_while(match: Match[str], made: date) -> Days:
    counts = [_number(match[name]) for name in ("count", "most") if match[name]]
    step = _STEPS[match["unit"]]
    sign = -1 if match["ago"] else 1
    return arithmetic.all_days(arithmetic.later(made, step(sign * count)) for count in counts)


def _weekday(match: Match[str], made: date) -> Days:
    which, weekday = match["which"] or "", _WEEKDAYS[match["day"]]
    return (
        arithmetic.weekdays_of_week(made, _OFFSETS[which], weekday)
        if which
        else arithmetic.next_weekday(made, weekday)
    )


def _weekend(match: Match[str], made: date) -> Days:
    return arithmetic.weekdays_of_week(made, _OFFSETS[match["which"] or ""], _SATURDAY, _SUNDAY)


def _end_of_week(match: Match[str], made: date) -> Days:
    return arithmetic.weekdays_of_week(made, _OFFSETS[match["which"] or ""], _FRIDAY, _SUNDAY)


def _whole(match: Match[str], made: date) -> Days:
    """A whole week or month is any of its days: the first one to come and the last one stand for them."""
    offset = _OFFSETS[match["which"]]
    if match["unit"] == "week":
        ends = arithmetic.weekdays_of_week(made, offset, 0, _SUNDAY)
    else:
        ends = arithmetic.all_days(
            [arithmetic.first_of_month(made, offset), arithmetic.end_of_month(made, offset)]
        )
    return ends if isinstance(ends, NoDay) else (max(made, ends[0]), ends[1])


def _end_of_month(match: Match[str], made: date) -> Days:
    return one_day(arithmetic.end_of_month(made, _OFFSETS[match["which"] or ""]))


def _start_of_month(match: Match[str], made: date) -> Days:
    return one_day(arithmetic.first_of_month(made, _OFFSETS[match["which"] or ""]))


def _end_of_named_month(match: Match[str], made: date) -> Days:
    first = day_or_none(made.year, _month_number(match["month"]), 1)
    ends = [arithmetic.end_of_month(first, months) for months in (0, _DECEMBER)] if first else []
    return one_day(next((end for end in ends if end is not None and end >= made), None))


def _end_of_year(match: Match[str], made: date) -> Days:
    return one_day(day_or_none(made.year + _OFFSETS[match["which"] or ""], _DECEMBER, 31))


def _month_number(name: str) -> int:
    return MONTH_NUMBERS[name.rstrip(".")]


def _month_and_day(match: Match[str], made: date) -> Days:
    month, day = _month_number(match["month"]), int(match["day"])
    year = match["year"]
    return one_day(
        day_or_none(int(year), month, day) if year else arithmetic.next_month_day(made, month, day)
    )


def _day_of_a_month(match: Match[str], made: date) -> Days:
    day = int(match["day"])
    if not match["which"]:
        return one_day(arithmetic.next_day_of_month(made, day))
    return one_day(arithmetic.day_of_month(made, _OFFSETS[match["which"]], day))


def _lunar(match: Match[str], made: date) -> Days:
    """Lunar 8/15 has one order when the other is no month; lunar 3/4 is left open."""
    one, other = int(match["one"]), int(match["other"])
    found = [
        next_lunar_day(made, month, day, leap=False)
        for month, day in dict.fromkeys([(one, other), (other, one)])
    ]
    days = tuple(day for each in found if not isinstance(each, NoDay) for day in each)
    return days or found[0]


def _festival(match: Match[str], made: date) -> Days:
    return next_festival(ENGLISH[match["name"]], made)


def _either(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_WORD: Final = "(?<![a-z0-9'-])"
_COUNT: Final = f"(?:[0-9]{{1,4}}|{_either(_NUMBERS)})"
_UNIT: Final = "(?P<unit>day|week|fortnight|month|year)s?"
_SPAN: Final = rf"(?P<count>{_COUNT})(?: ?(?:-|to|or) ?(?P<most>{_COUNT}))? {_UNIT}"
_WHICH: Final = "(?:(?P<which>this|next|the) )?"
_ORDINAL: Final = "(?:st|nd|rd|th)"
_NOT_FROM: Final = "(?! (?:of|after|from|before|since|following))"
_DAY_NAME: Final = f"(?P<day>{_either(_WEEKDAYS)})"
_LONG_DAY_NAME: Final = "(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_YEAR: Final = "(?:,? (?P<year>[0-9]{4})(?![0-9]))?"
_FESTIVALS: Final = "|".join(sorted(ENGLISH, key=len, reverse=True))

SHAPES: Final = (
    Shape(rf"{_WORD}(?:the )?(?P<which>day after tomorrow)\b", _relative_day, Room.NONE),
    Shape(
        rf"{_WORD}(?P<which>tomorrow|today|tonight|this evening|this afternoon)\b(?!')",
        _relative_day,
        Room.NONE,
    ),
    Shape(
        rf"{_WORD}(?:the )?(?P<which>day before yesterday|yesterday)\b",
        _relative_day,
        Room.NONE,
        is_past=True,
    ),
    Shape(
        rf"{_WORD}(?:with)?in (?:the next )?{_SPAN}(?P<ago>)\b(?:'? time)?{_NOT_FROM}",
        _after_a_while,
        Room.NONE,
    ),
    Shape(rf"{_WORD}{_SPAN}(?P<ago>) (?:later|from (?:now|today))\b", _after_a_while, Room.NONE),
    Shape(rf"{_WORD}{_SPAN} (?P<ago>ago)\b", _after_a_while, Room.NONE, is_past=True),
    Shape(rf"{_WORD}(?P<which>this|next) {_DAY_NAME}\b(?!')", _weekday, Room.NONE, about=About.DAY_OF_A_WEEK),
    Shape(rf"{_WORD}(?P<which>last) {_DAY_NAME}\b", _weekday, Room.NONE, is_past=True),
    Shape(rf"{_WORD}(?P<which>){_LONG_DAY_NAME}\b(?!')", _weekday, Room.ALONE, about=About.WEEKDAY),
    Shape(rf"{_WORD}(?P<which>){_DAY_NAME}\b(?!')", _weekday, Room.LAST, about=About.WEEKDAY),
    Shape(rf"{_WORD}{_WHICH}weekend\b(?!')", _weekend, Room.ALONE),
    Shape(rf"{_WORD}(?:the )?end of {_WHICH}week\b", _end_of_week, Room.NONE),
    Shape(rf"{_WORD}(?P<which>this|next) (?P<unit>week|month)\b(?!'|end)", _whole, Room.ALONE),
    Shape(rf"{_WORD}(?:the )?end of {_WHICH}month\b|{_WORD}month[ -]end\b", _end_of_month, Room.NONE),
    Shape(rf"{_WORD}(?:the )?(?:start|beginning) of (?P<which>next) month\b", _start_of_month, Room.NONE),
    Shape(rf"{_WORD}(?:the )?end of {_WHICH}year\b|{_WORD}year[ -]end\b", _end_of_year, Room.NONE),
    Shape(rf"{_WORD}(?:the )?end of (?P<month>{MONTH_NAME})(?![a-z])", _end_of_named_month, Room.NONE),
    Shape(
        rf"{_WORD}(?:the )?(?P<day>[0-9]{{1,2}}){_ORDINAL}?(?: of)? (?P<month>{MONTH_NAME})(?![a-z]){_YEAR}",
        _month_and_day,
        Room.ALONE,
    ),
    Shape(
        rf"{_WORD}(?P<month>{MONTH_NAME}) (?:the )?(?P<day>[0-9]{{1,2}}){_ORDINAL}?(?![0-9a-z:.]){_YEAR}",
        _month_and_day,
        Room.ALONE,
    ),
    Shape(rf"{_WORD}the (?P<day>[0-9]{{1,2}}){_ORDINAL}(?P<which>)\b", _day_of_a_month, Room.ALONE),
    Shape(
        rf"{_WORD}(?:the )?(?P<day>[0-9]{{1,2}}){_ORDINAL} of (?P<which>this|next) month\b",
        _day_of_a_month,
        Room.NONE,
    ),
    Shape(rf"{_WORD}lunar (?P<one>[0-9]{{1,2}})[-/](?P<other>[0-9]{{1,2}})(?![0-9])", _lunar, Room.ALONE),
    Shape(rf"{_WORD}(?:the )?(?P<name>{_FESTIVALS})\b(?!')", _festival, Room.ALONE),
)
