"""Phone numbers as people and Excel write them: 13812345678, or 010-12345678 with its area code."""

import re
import unicodedata
from collections.abc import Iterable

from fieldlog.domain.customer_list.cells import LIMITS, check_text
from fieldlog.domain.problems import Problem

_MOBILE = re.compile(r"1[0-9]{10}")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([1-9][0-9]{6,7})")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_EXPONENT = re.compile(r"([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})")
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+")
_LABEL = re.compile(r"(?:联系电话|手机号码|手机号|手机|电话|座机|mobile|phone|tel)[.:]?\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"(.*[0-9])\s*(?:转|分机|ext\.?)\s*([0-9]{1,6})", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"(0[0-9]{2,3}-[0-9]{7,8})-([0-9]{1,6})")
_WRITTEN = re.compile(r"\+?[0-9 ().\-]+")
_SEPARATOR = re.compile(r"[/\\、;,|&\n\r\t]|或|和")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－─"), "-")
_MOST_GROUPS = 12


def normalise_phone(text: str) -> str | Problem:
    """One phone number: 11 digits for a mobile, area-number (and -extension) for a landline."""
    problem = check_text("phone", text, LIMITS["phone"])
    if problem is not None:
        return problem
    written = _fold_number(text)
    if not written:
        return Problem("phone", "empty")
    exponent = _EXPONENT.fullmatch(written)
    if exponent is not None:
        return _from_exponent(exponent, written)
    whole = _WHOLE_FLOAT.fullmatch(written)
    number, extension = _split_extension(whole[1] if whole else written)
    if not _WRITTEN.fullmatch(number):
        return _not_understood(written)
    return _from_digits(number, extension, written)


def split_phones(text: str) -> tuple[str | Problem, ...]:
    """All numbers of one cell, each once; spaces part numbers only where there is one way to read them."""
    problem = check_text("phone", text, LIMITS["phone"])
    if problem is not None:
        return (problem,)
    pieces = (piece.strip() for piece in _SEPARATOR.split(_fold_number(text)))
    numbers = (number for piece in pieces if piece for number in _split_spaces(piece))
    return _each_once(numbers)


def _each_once(numbers: Iterable[str | Problem]) -> tuple[str | Problem, ...]:
    """Problems hold a mapping and cannot be hashed, so each once is a matter of comparing."""
    once: list[str | Problem] = []
    for number in numbers:
        if number not in once:
            once.append(number)
    return tuple(once)


def _fold_number(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    # Numbers copied from a contact list carry invisible direction marks.
    visible = "".join(character for character in folded if unicodedata.category(character) != "Cf").strip()
    return _LABEL.sub("", visible, count=1) if _LABEL.match(visible) else visible


def _from_exponent(match: re.Match[str], written: str) -> str | Problem:
    lead, decimals, exponent = match[1], match[2] or "", int(match[3])
    if len(decimals) < exponent:
        return Problem("phone", "phone-lost-digits", {"text": written})
    if len(decimals) > exponent:
        return _not_understood(written)
    return _from_digits(lead + decimals, "", written)


def _split_extension(written: str) -> tuple[str, str]:
    match = _EXTENSION.fullmatch(written) or _DASHED_EXTENSION.fullmatch(written.replace(" ", ""))
    return (match[1], match[2]) if match else (written, "")


def _from_digits(number: str, extension: str, written: str) -> str | Problem:
    digits = _national(re.sub(r"[ ().\-]", "", number))
    if _MOBILE.fullmatch(digits) and not extension:
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline is not None:
        return "-".join(part for part in (landline[1], landline[2], extension) if part)
    if _LOCAL.fullmatch(digits):
        return Problem("phone", "phone-without-area-code", {"text": written})
    return _not_understood(written)


def _national(digits: str) -> str:
    """The number as dialled inside the country; a mobile's old trunk 0 is dropped."""
    for prefix in ("+86", "0086"):
        if digits.startswith(prefix):
            rest = digits.removeprefix(prefix)
            return rest if rest.startswith("0") or _MOBILE.fullmatch(rest) else f"0{rest}"
    if digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    return digits[1:] if re.fullmatch(r"01[3-9][0-9]{9}", digits) else digits


def _not_understood(written: str) -> Problem:
    return Problem("phone", "phone-not-understood", {"text": written})


def _split_spaces(piece: str) -> tuple[str | Problem, ...]:
    whole = normalise_phone(piece)
    groups = piece.split()
    if isinstance(whole, str) or not 1 < len(groups) <= _MOST_GROUPS:
        return (whole,)
    readings = _readings(groups)
    return readings[0] if len(readings) == 1 else (whole,)


def _readings(groups: list[str]) -> list[tuple[str, ...]]:
    """Every way to join neighbouring groups of digits so that each join is a phone number."""
    if not groups:
        return [()]
    readings: list[tuple[str, ...]] = []
    for length in range(1, len(groups) + 1):
        number = normalise_phone(" ".join(groups[:length]))
        if isinstance(number, str):
            readings += ((number, *rest) for rest in _readings(groups[length:]))
    return readings
