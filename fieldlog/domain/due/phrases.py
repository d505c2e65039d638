"""Due phrases in what a person typed: found one by one, or read as the whole of a due date."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from functools import cache
from typing import Final, NamedTuple

from fieldlog.domain.due import chinese, english, numeric
from fieldlog.domain.due.clock import Clock, read_clock
from fieldlog.domain.due.readings import FIELD, About, Days, DueReading, NoDay, Room, Shape, ambiguous, judge
from fieldlog.domain.due.surroundings import (
    gap_end,
    is_doubtful,
    prefix_start,
    stands_apart,
    suffix_end,
    time_before,
)
from fieldlog.domain.due.writing import plain, shorten
from fieldlog.domain.problems import Problem

_LONGEST_PHRASE: Final = 200
_BETWEEN: Final = re.compile(r"或者?|还是|和|与|到|至|\b(?:or|and|to|by|the)\b|[\s,.、;:!?()~/\"'「」《》-]+")


class Found(NamedTuple):
    """A due phrase in a text: its place, what it means, and whether it can hardly be anything else there."""

    start: int
    end: int
    meaning: DueReading | Problem
    is_certain: bool
    is_past: bool


class _Core(NamedTuple):
    """A day in the text, without the words and times around it."""

    shape: Shape
    match: re.Match[str]


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], Shape], ...]:
    # Compiled at the first phrase and not on import: commands that read no due date do not pay for it.
    shapes = (*numeric.SHAPES, *chinese.SHAPES, *english.SHAPES)
    return tuple((re.compile(shape.pattern, re.ASCII), shape) for shape in shapes)


@cache
def _any_shape() -> re.Pattern[str]:
    unnamed = (re.sub(r"\(\?P<\w+>", "(?:", shape.pattern) for _, shape in _shapes())
    return re.compile("|".join(f"(?:{pattern})" for pattern in unnamed), re.ASCII)


def _longest(text: str, start: int) -> _Core | None:
    """Return the longest day that begins here; of equally long ones the first of the list."""
    cores = [_Core(shape, match) for pattern, shape in _shapes() if (match := pattern.match(text, start))]
    return max(cores, key=lambda core: core.match.end(), default=None)


def find_phrases(typed: str, made: date, begin: int = 0) -> Iterator[Found]:
    """Yield the due phrases of a text from left to right, counted from the day the promise was made."""
    text, position = plain(typed), begin
    while (candidate := _any_shape().search(text, position)) is not None:
        core = _longest(text, candidate.start())
        if core is None:
            return
        found = _read_around(typed, text, position, core, made)
        yield found
        position = found.end


def _read_around(typed: str, text: str, limit: int, core: _Core, made: date) -> Found:
    """Read what belongs to a day: its weekday, its time and the words of a deadline."""
    core_start = core.match.start()
    core, days, end = _with_weekday(text, core, made)
    clock = read_clock(text, end)
    time_start = time_before(text, limit, core_start) if clock.end == end else None
    if time_start is not None:
        clock = Clock(read_clock(text, time_start).times, end)
    inner_start = core_start if time_start is None else time_start
    start, end = prefix_start(text, limit, inner_start), suffix_end(text, clock.end)
    has_deadline_word = start < inner_start or end > clock.end
    room = core.shape.room
    is_apart = stands_apart(text, limit, start, end, room) or (has_deadline_word and room is not Room.LEFT)
    return Found(
        start,
        end,
        judge(typed[start:end], days, clock.times, made),
        is_apart and not is_doubtful(text, limit, start, end),
        core.shape.is_past,
    )


def _with_weekday(text: str, core: _Core, made: date) -> tuple[_Core, Days, int]:
    """Read a date and the weekday beside it, in either order: 12月2日(周三), Wed 2 Dec.

    A weekday that disagrees with its date is one more reading.
    """
    days, end = core.shape.read(core.match, made), core.match.end()
    gap = gap_end(text, end)
    beside = _longest(text, gap)
    if beside is None or {core.shape.about, beside.shape.about} != {About.DATE, About.WEEKDAY}:
        return core, days, end
    other_days = beside.shape.read(beside.match, made)
    dated, named, kept = (
        (other_days, days, beside) if core.shape.about is About.WEEKDAY else (days, other_days, core)
    )
    end = beside.match.end()
    end += text[gap - 1 : gap] == "(" and text[end : end + 1] == ")"
    if isinstance(dated, NoDay) or isinstance(named, NoDay):
        return kept, dated, end
    agreeing = tuple(day for day in dated if day.weekday() == named[0].weekday())
    return kept, agreeing or dated + named, end


def join_meanings(typed: str, found: Sequence[Found]) -> DueReading | Problem:
    """Return the one reading of several phrases, or the problem: one of their own, or that they differ."""
    problem = next((each.meaning for each in found if isinstance(each.meaning, Problem)), None)
    if problem is not None:
        return problem
    readings = [each.meaning for each in found if isinstance(each.meaning, DueReading)]
    days: dict[tuple[date, time | None], DueReading] = {
        (reading.due, reading.time): reading for reading in readings
    }
    return readings[0] if len(days) == 1 else ambiguous(typed, list(days.values()))


def read_due(phrase: str, made: date) -> DueReading | Problem:
    """Read a due date in Chinese or English words or numbers, counted from the day the promise was made."""
    words = phrase.strip()
    if not words:
        return Problem(FIELD, "empty")
    found = tuple(find_phrases(words, made)) if len(words) <= _LONGEST_PHRASE else ()
    if not found or _other_words(words, found):
        return Problem(FIELD, "due-not-understood", {"phrase": shorten(words)})
    return join_meanings(words, found)


def _other_words(words: str, found: Sequence[Found]) -> str:
    """Return what is left of a due date when its phrases and the words between them are taken out."""
    places = [0, *(place for each in found for place in (each.start, each.end)), len(words)]
    rests = (words[start:end] for start, end in zip(places[::2], places[1::2], strict=True))
    return "".join(_BETWEEN.sub("", plain(rest)) for rest in rests)
