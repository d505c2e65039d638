"""How people write the same thing: full-width and Chinese digits, traditional characters, capitals.

Every change is one character for one, so that a place in the plain text is the same place in what was typed.
"""

from typing import Final

_SPACES: Final = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
)
_TRADITIONAL: Final = "週禮後農曆陰閏臘點時號內兩個這國慶節鐘陽聖誕勞動兒婦師過間從自貳"
_SIMPLIFIED: Final = "周礼后农历阴闰腊点时号内两个这国庆节钟阳圣诞劳动儿妇师过间从自二"
_DASHES: Final = "‐‑‒–—−"
_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
_FULL_WIDTH_OFFSET: Final = 0xFEE0

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS: Final = {"十": 10, "廿": 20, "卅": 30}
_MONTH_SIGNS: Final = {"正": 1, "元": 1, "冬": 11, "腊": 12}
_SHOWN_LENGTH: Final = 60

NUMERAL: Final = "(?:[0-9]{1,4}|[零一二两三四五六七八九十廿卅百]{1,6})"
YEAR: Final = "(?:[0-9]{4}|[0-9]{2}|[零一二三四五六七八九]{4}|[零一二三四五六七八九]{2})"
MONTH: Final = "(?:[0-9]{1,2}|十[一二]?|[一二三四五六七八九正元冬腊])"
DAY: Final = (
    "(?:[0-9]{1,2}|初[一二三四五六七八九十]|[一二三]?十[一二三四五六七八九]?"
    "|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
)


def _plain_characters() -> dict[int, str]:
    table = {code: chr(code - _FULL_WIDTH_OFFSET).lower() for code in _FULL_WIDTH}
    table |= {ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    table |= {ord(space): " " for space in _SPACES}
    table |= {ord(dash): "-" for dash in _DASHES}
    table |= {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
    return table | {ord("〇"): "零", ord("○"): "零", ord("’"): "'", ord("。"): "."}


_PLAIN: Final = _plain_characters()


def plain(text: str) -> str:
    """Return the text with small letters, half-width signs and simplified characters; its length stays."""
    return text.translate(_PLAIN)


def read_number(text: str) -> int | None:
    """Return a number in digits or Chinese numerals (12, 十二, 廿三, 一百二十), else ``None``."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    hundreds, sign, rest = text.rpartition("百")
    if sign and hundreds not in _DIGITS:
        return None
    below = _below_hundred(rest.removeprefix("零") if sign else rest)
    if below is None and not (sign and not rest):
        return None
    return (100 * _DIGITS[hundreds] if sign else 0) + (below or 0)


def _below_hundred(text: str) -> int | None:
    if text in _DIGITS:
        return _DIGITS[text]
    for sign, value in _TENS.items():
        tens, found, ones = text.partition(sign)
        if found and (not ones or ones in _DIGITS) and (not tens or (value == 10 and tens in _DIGITS)):
            return value * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    return None


def read_numbers(text: str) -> tuple[int, ...]:
    """Return what a count may mean: one number, two of a loose count (两三: 2 or 3), or none."""
    number = read_number(text)
    if number is not None:
        return (number,)
    if len(text) == 2 and all(sign in _DIGITS for sign in text):
        return tuple(_DIGITS[sign] for sign in text)
    return ()


def read_year(text: str) -> int | None:
    """Return a year of four or two digits, Latin or Chinese (2026, 二零二六, 26), else ``None``."""
    digits = text if text.isascii() else "".join(str(_DIGITS.get(sign, "?")) for sign in text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 4):
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def read_month(text: str) -> int | None:
    """Return the number of a month's name without 月: 12, 十二, 腊 (12), 冬 (11), 正 and 元 (1)."""
    return _MONTH_SIGNS[text] if text in _MONTH_SIGNS else read_number(text)


def read_day(text: str) -> int | None:
    """Return the number of a day's name: 8, 八, 初八, 廿三."""
    return read_number(text.removeprefix("初"))


def is_lunar(month: str, day: str) -> bool:
    """Tell whether the words can only be of the lunar calendar: 正月, 冬月, 腊月, days with 初, 廿 or 卅."""
    return month in ("正", "冬", "腊") or day[:1] in ("初", "廿", "卅")


def shorten(text: str) -> str:
    """Return what was typed, cut to the length a message can show."""
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
