"""The words around a day: what belongs to the phrase (by, 之前), and whether it stands apart from the others.

Inside a sentence a day is only taken for the due date when it can hardly be part of the promise itself:
送5号电池 names no day, 周三报告 may be a title. Where it is doubtful, the person is asked.
"""

import re
from functools import cache
from typing import Final

from fieldlog.domain.due.readings import Room

_LOOK_BACK: Final = 24

_PREFIX: Final = (
    r"(?:(?:最晚|最迟|不晚于|截止到?|截至|赶在|再?过|(?<![现存放实正不所])在"
    r"|(?:^|(?<=[ ,.;:!?、]))(?:等?到|于))[ ]?"
    r"|(?:^|(?<=[^a-z']))(?:by|before|on|until|till|due(?: on| by)?|no later than|not later than)(?: the)? )$"
)
_SUFFIX: Final = (
    r" ?(?:之前|以前|前(?![后夕面台门厅院往0-9一二两三四五六七八九十半几])"
    r"|之内|以内|内(?![科容部外衣裤人])|截止|当[天日]|那天)"
    r"| at the latest\b| or (?:earlier|sooner)\b"
)
_GAP: Final = r"[ ,(]{0,2}"
_TIME_BEFORE: Final = r"(?:^|(?<=[^a-z0-9]))(?:at |@ ?)?[0-9]{1,2}(?::[0-9]{2})? ?[ap]\.?m\.?,? (?:on )?$"

_REPEATS_BEFORE: Final = (
    r"(?:每|每个|每月|每个月|每年|每逢|从|自|自从|除了|过了|不是"
    r"|\b(?:every|each|since|after|from|except|not))[ ]?$"
)
_DOUBT_BEHIND: Final = (
    r" ?(?:的|份|后|[之以]后|左右|前后|前夕|前[0-9一二两三四五六七八九十半几]"
    r"|起(?!来)|开始|期间|[上中下]旬|'s?\b)"
)
_WORDS_BEFORE: Final = ("我", "我们", "她", "他", "您", "你", "会", "将", "就", "要", "再", "好", "定", "应")
_VERBS_BEHIND: Final = (
    r"(?:[送带打去来陪给看接请拿寄再跟为回还买帮取约到见把替问聊量测换修祝复]"
    r"|一起|上门|登门|拜访|探望|告诉|安排|联系|通知|提醒|发(?![票烧])|办(?!公)|教(?![室授堂])|讲(?![台堂])|做|交(?![通叉])|说)"
)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.ASCII)


def _found_before(source: str, text: str, limit: int, start: int) -> int | None:
    """Return where a pattern begins that ends at ``start``, looking back no further than ``limit``."""
    begin = max(limit, start - _LOOK_BACK)
    match = _pattern(source).search(text[begin:start])
    return None if match is None else begin + match.start()


def prefix_start(text: str, limit: int, start: int) -> int:
    """Return where a word such as by, 在 or 最晚 before a day begins; ``start`` when there is none."""
    found = _found_before(_PREFIX, text, limit, start)
    return start if found is None else found


def time_before(text: str, limit: int, start: int) -> int | None:
    """Return where an English time before the day begins (at 3pm on friday)."""
    return _found_before(_TIME_BEFORE, text, limit, start)


def suffix_end(text: str, end: int) -> int:
    """Return where a word such as 前, 之内 or at the latest behind a day ends; ``end`` when there is none."""
    match = _pattern(_SUFFIX).match(text, end)
    return match.end() if match else end


def gap_end(text: str, end: int) -> int:
    """Return where the space or bracket between a date and its weekday ends."""
    match = _pattern(_GAP).match(text, end)
    return match.end() if match else end


def stands_apart(text: str, limit: int, start: int, end: int, room: Room) -> bool:
    """Tell whether a phrase has the room it needs in a sentence that begins at ``limit``."""
    left, right = _is_clear_before(text, limit, start), _is_clear_behind(text, end)
    match room:
        case Room.NONE:
            return True
        case Room.ONE_SIDE:
            return left or right
        case Room.LEFT:
            return left
        case Room.BOTH_SIDES:
            return left and right
        case Room.ALONE:
            return _is_apart(text, limit, start, end) and (_begins(text, limit, start) or _ends(text, end))
        case Room.LAST:
            return _is_apart(text, limit, start, end) and _ends(text, end)


def is_doubtful(text: str, limit: int, start: int, end: int) -> bool:
    """Tell whether the words beside a phrase change it: 每周三, 周三的, 周五后, since friday."""
    if _pattern(_DOUBT_BEHIND).match(text, end):
        return True
    return _found_before(_REPEATS_BEFORE, text, limit, start) is not None


def _is_clear_before(text: str, limit: int, start: int) -> bool:
    return start <= limit or not text[start - 1].isalnum() or text.endswith(_WORDS_BEFORE, limit, start)


def _is_clear_behind(text: str, end: int) -> bool:
    return end >= len(text) or not text[end].isalnum() or _pattern(_VERBS_BEHIND).match(text, end) is not None


def _is_apart(text: str, limit: int, start: int, end: int) -> bool:
    return (start <= limit or not text[start - 1].isalnum()) and (end >= len(text) or not text[end].isalnum())


def _begins(text: str, limit: int, start: int) -> bool:
    before = text[max(limit, start - _LOOK_BACK) : start].rstrip(" ")
    return not before or not before[-1].isalnum()


def _ends(text: str, end: int) -> bool:
    behind = text[end : end + _LOOK_BACK].lstrip(" ")
    return not behind or not behind[0].isalnum()
