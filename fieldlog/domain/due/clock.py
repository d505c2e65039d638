"""The time of day behind a day: 下午3点, 上午九点半, 15:30, at 3pm, noon."""

import re
from collections.abc import Sequence
from datetime import time
from functools import cache
from typing import Final, NamedTuple

from fieldlog.domain.due.readings import NoDay
from fieldlog.domain.due.writing import read_number

_NOON: Final = 12
_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59
_MINUTES: Final = {"half": 30, "一": 15, "三": 45}

_HOURS_OF: Final = {
    "凌晨清晨": {hour: hour for hour in range(12)},
    "早上早晨上午": {hour: hour for hour in range(13)},
    "中午正午": {11: 11, 12: 12, 1: 13, 2: 14},
    "午后下午": {hour: hour % 12 + 12 for hour in range(1, 13)} | {hour: hour for hour in range(13, 20)},
    "傍晚晚上晚间夜里": {hour: hour + 12 for hour in range(5, 12)} | {hour: hour for hour in range(17, 24)},
    "am": {hour: hour for hour in range(1, 12)},
    "pm": {hour: hour % 12 + 12 for hour in range(1, 13)},
}
"""The hours of a 24-hour clock by the hour said behind each part of the day.

晚上12点 and 12am could be on either side of midnight, so they are no hour."""

_PART: Final = "凌晨|清晨|早上|早晨|早|上午|中午|正午|午后|下午|傍晚|晚上|晚间|夜里|晚"
_HOUR: Final = "[0-9]{1,2}|二?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_MINUTE: Final = "[0-9]{1,2}|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?"
_NOT_LOOSE: Final = r"(?! ?(?:多|左右|来钟|以?后|之后|前后|到|至|-|~|[0-9]|[ap]\.?m))"
_COLON: Final = r"(?P<colon>:)(?P<clock_minute>[0-9]{2})(?::00)?"
_POINT: Final = (
    rf"[点时](?>(?:(?P<sharp>钟|整)|(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_MINUTE})分?)?)"
)

_CHINESE: Final = rf"(?:[ ,]{{0,2}}|t)(?P<part>{_PART})? ?(?P<hour>{_HOUR})(?:{_POINT}|{_COLON}){_NOT_LOOSE}"
_CHINESE_PART: Final = (
    r" ?(?:早上(?!好)|早晨|上午|中午(?!饭|餐)|下午(?!茶)|午后|傍晚|晚上(?!好)|晚间"
    r"|晚(?=$|[ ,.;:!?、)]|前|之前|以前))"
    rf"(?! ?(?:{_HOUR})(?:[点时]|:[0-9]))"
)
_ENGLISH: Final = (
    r"[ ,]{0,2}(?:(?:at|@) ?)?"
    r"(?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))? ?(?P<half>[ap])\.?m\b\.?|(?P<noon>noon\b))"
)
_ENGLISH_HOUR: Final = r" at (?P<hour>[0-9]{1,2})(?: o'clock\b| ?$)"
_ENGLISH_PART: Final = r" (?:in the )?(?:morning|afternoon|evening|night)\b"

Times = Sequence[time | None] | NoDay
"""The times of day that may be meant: one, two for morning and evening, [None] when none was said."""


class Clock(NamedTuple):
    """Times of day found behind a day, and where they end."""

    times: Times
    end: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    shapes = {
        "english": _ENGLISH,
        "chinese": _CHINESE,
        "english hour": _ENGLISH_HOUR,
        "chinese part": _CHINESE_PART,
        "english part": _ENGLISH_PART,
    }
    return {name: re.compile(pattern) for name, pattern in shapes.items()}


def read_clock(text: str, start: int) -> Clock:
    """Read the time of day at ``start`` of a plain text; where there is none, it ends where it began."""
    patterns = _patterns()
    if english := patterns["english"].match(text, start):
        return Clock(_english_times(english), english.end())
    chinese = patterns["chinese"].match(text, start)
    if chinese and not _means_a_little(chinese):
        return Clock(_chinese_times(chinese, text[start - 1 : start]), chinese.end())
    if bare := patterns["english hour"].match(text, start):
        return Clock(_times("", int(bare["hour"]), 0), bare.end())
    part = patterns["chinese part"].match(text, start) or patterns["english part"].match(text, start)
    return Clock([None], part.end() if part else start)


def _means_a_little(match: re.Match[str]) -> bool:
    """早一点 is "a little earlier", not one o'clock."""
    said_exactly = match["sharp"] or match["half"] or match["quarter"] or match["minute"] or match["colon"]
    return match["hour"] == "一" and not said_exactly and match["part"] in (None, "早", "晚")


def _chinese_times(match: re.Match[str], before: str) -> Times:
    """``before`` is the character before the time: 今晚8点 and 明早8点 say the part of the day there."""
    part = match["part"] or (before if before in ("早", "晚") else "")
    hour = read_number(match["hour"])
    minute = read_number((match["clock_minute"] or match["minute"] or "0").removeprefix("零"))
    if match["half"] or match["quarter"]:
        minute = _MINUTES["half" if match["half"] else match["quarter"]]
    if hour is None or minute is None:
        return NoDay("no-such-time")
    if match["colon"] and len(match["hour"]) == len("09") and not part:
        return _exactly(hour, minute)
    return _times(part, hour, minute)


def _english_times(match: re.Match[str]) -> Times:
    if match["noon"]:
        return _exactly(_NOON, 0)
    return _times(match["half"] + "m", int(match["hour"]), int(match["minute"] or 0))


def _times(part: str, hour: int, minute: int) -> Times:
    """Return the times an hour of a 12- or 24-hour clock may be, with or without a part of the day."""
    if not part:
        both = 0 < hour < _NOON and minute <= _LAST_MINUTE
        return [time(hour, minute), time(hour + _NOON, minute)] if both else _exactly(hour, minute)
    hours = next(hours for words, hours in _HOURS_OF.items() if part in words)
    return _exactly(hours[hour], minute) if hour in hours else NoDay("no-such-time")


def _exactly(hour: int, minute: int) -> Times:
    return [time(hour, minute)] if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else NoDay("no-such-time")
