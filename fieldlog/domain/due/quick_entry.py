"""Quick entry: one line that holds a promise and its due date, taken apart."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from fieldlog.domain.due.phrases import Found, find_phrases, join_meanings
from fieldlog.domain.due.readings import FIELD, DueReading, ambiguous
from fieldlog.domain.due.writing import plain, shorten
from fieldlog.domain.problems import Problem

_SEPARATORS: Final = ",，、;；:："
_NO_SPACE_BEFORE: Final = _SEPARATORS + ".。!！?？)）"
_BRACKETS: Final = {"(": ")", "（": "）", "[": "]", "【": "】", "「": "」"}

_LEAD: Final = (
    r"\s*(?:我们?)?(?:已经?)?"
    r"(?:答应(?!书)|说好(?![话的])|约好|(?:承诺|保证)(?=[ ,:;在会将要给送带打陪把帮去来为了过]))"
    r"[了过]{0,2}[ ,:;]*"
    r"|\s*(?:promised?|agreed):[ ]*"
    r"|\s*(?:(?:i|we) (?:have )?)?(?:promised?|agreed)(?: (?:her|him|them|you))? to (?=\S)"
    r"|\s*(?:i|we)(?:'ll| will| shall) (?=\S)"
)
_LEAD_BEFORE_DAY: Final = (
    r"\s*(?:我们?)?(?:已经?)?(?:答应|说好|约好|承诺|保证)[了过]{0,2}[ ,:;]*(?:[她他您你]们?)?[ ,:;]*"
)


class QuickEntry(NamedTuple):
    """A promise typed in one line: its words as typed, and when it is due."""

    text: str
    reading: DueReading

    @property
    def due(self) -> date:
        """The day it is due."""
        return self.reading.due


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.ASCII)


def read_quick_entry(text: str, made: date) -> QuickEntry | Problem:
    """Take a promise and its due date out of one line; no due date, a doubtful one or two are a problem.

    The words of the promise stay as typed, without a lead such as 答应 or "I will" and the space at the cut.
    """
    if not text.strip():
        return Problem("promise", "empty")
    begin = _lead_end(text)
    found = tuple(find_phrases(text, made, begin))
    due = [each for each in found if each.is_certain and not each.is_past]
    meaning = join_meanings(text, due) if due else _no_clear_due(text, found)
    if isinstance(meaning, Problem):
        return meaning
    words = _without(text, begin, due)
    return QuickEntry(words, meaning) if words else Problem("promise", "empty")


def _lead_end(text: str) -> int:
    lead = _pattern(_LEAD).match(plain(text[:80]))
    return lead.end() if lead else 0


def _no_clear_due(text: str, found: Sequence[Found]) -> Problem:
    """Say which words may be the due date, which of them lies in the past, or that there is none."""
    doubtful = [each.meaning for each in found if isinstance(each.meaning, DueReading)]
    if doubtful:
        return ambiguous(doubtful[0].phrase, doubtful, "due-doubtful")
    past = next((each.meaning for each in found if each.is_past and isinstance(each.meaning, Problem)), None)
    return past or Problem(FIELD, "due-missing", {"phrase": shorten(text.strip())})


def _without(text: str, begin: int, found: Sequence[Found]) -> str:
    """Return the text without its lead and its due phrases."""
    if _pattern(_LEAD_BEFORE_DAY).fullmatch(plain(text[: found[0].start])):
        begin = found[0].start
    words = text[begin : found[0].start]
    for each, behind in zip(found, [*(each.start for each in found[1:]), len(text)], strict=True):
        words = _join(words, text[each.end : behind])
    return words.strip()


def _join(before: str, behind: str) -> str:
    """Close the gap of a due phrase: empty brackets and doubled commas go, one space stays between words."""
    left, right = before.rstrip(), behind.lstrip()
    if left and _BRACKETS.get(left[-1]) == right[:1]:
        left, right = left[:-1].rstrip(), right[1:].lstrip()
    if not left or (left[-1] in _SEPARATORS and right):
        right = right.lstrip(_SEPARATORS).lstrip()
    if not right:
        left = left.rstrip(_SEPARATORS).rstrip()
    had_space = before != before.rstrip() or behind != behind.lstrip()
    return f"{left} {right}" if had_space and left and right[:1].strip(_NO_SPACE_BEFORE) else left + right
