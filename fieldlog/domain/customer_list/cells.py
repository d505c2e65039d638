"""Single cells of a customer list: what they may hold, and how names, classes and ticks are read."""

import re
import unicodedata

from fieldlog.domain.problems import Problem

LIMITS = {
    "name": 60,
    "honorific": 60,
    "phone": 200,
    "address": 300,
    "district": 100,
    "class": 60,
    "key": 60,
    "birthday": 60,
}
LONG_TEXT_LIMIT = 2000

_EXCEL_ERRORS = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BUSY!)"
)
_NOTHING = frozenset(
    ("-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "未知", "不详", "none", "unknown", "n/a")
)
_CLASS = re.compile(r"(?:CLASS|类)?([ABC甲乙丙])(?:类|级|等)?(?:客户|顾客|CLASS)?")
_LETTERS = {"甲": "A", "乙": "B", "丙": "C"}
# The hollow star is left out: in ratings it means the opposite of the filled one.
_YES = frozenset(("是", "y", "yes", "1", "true", "t", "对", "重点", "重点客户", "重点顾客", "key", *"★√✓✔☑"))
_NO = frozenset(("否", "n", "no", "0", "false", "f", "不是", "非重点", "普通", "一般", *"×✗✘☐"))
_TOTALS = re.compile(
    r"(?:合计|总计|小计|共计|汇总|总数|制表|制表人|填表|填表人|total|sum)(?:[:]?[0-9]*[人位]?|[:].*)"
)


def check_text(field: str, text: str, limit: int) -> Problem | None:
    """The problem of a text that is too long, holds a character that cannot be stored, or an Excel error."""
    if len(text) > limit:
        return Problem(field, "too-long", {"length": len(text), "limit": limit})
    for position, character in enumerate(text, 1):
        if _is_forbidden(character):
            return Problem(field, "forbidden-character", {"position": position})
    if _EXCEL_ERRORS.fullmatch(text.strip()):
        return Problem(field, "excel-error", {"value": text.strip()})
    return None


def _is_forbidden(character: str) -> bool:
    if character.isprintable() or character in "\n\r\t":
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"


def tidy_line(text: str) -> str:
    """The text on one line: composed, inner whitespace made one space, nothing invisible at its ends."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    start, end = 0, len(words)
    while start < end and _is_invisible(words[start]):
        start += 1
    while end > start and _is_invisible(words[end - 1]):
        end -= 1
    return words[start:end]


def _is_invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def tidy_paragraphs(text: str) -> str:
    """The text with plain line ends and nothing empty around it; its words stay as typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff \t\n\u3000")


def fold(text: str) -> str:
    """The text for comparing: width, case, spaces and invisible characters do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if not _is_invisible(character))


def means_nothing(text: str) -> bool:
    """Whether a cell is empty or holds a word that people write for an empty cell."""
    folded = fold(text)
    return not folded or folded in _NOTHING


def read_name(text: str) -> str | Problem:
    """A customer's name; spaces that only align Chinese names are dropped."""
    name = tidy_line(text)
    if means_nothing(name):
        return Problem("name", "empty")
    if _TOTALS.fullmatch(fold(name)):
        return Problem("name", "row-of-totals", {"text": name})
    if not any(character.isalpha() for character in name):
        return Problem("name", "name-without-letters", {"text": name})
    return name.replace(" ", "") if _is_chinese(name) else name


def _is_chinese(name: str) -> bool:
    return all(character == " " or unicodedata.name(character, "").startswith("CJK") for character in name)


def read_class(text: str) -> str | Problem:
    """The letter A, B or C of a class cell; words such as 铁杆 are not guessed at."""
    match = _CLASS.fullmatch(fold(text).upper())
    if match is None:
        return Problem("class", "class-not-understood", {"text": tidy_line(text)})
    return _LETTERS.get(match[1], match[1])


def read_key(text: str) -> bool | Problem:
    """Whether a cell marks a key customer."""
    folded = fold(text)
    if folded in _YES or set(folded) == {"★"}:
        return True
    if folded in _NO:
        return False
    return Problem("key", "key-not-understood", {"text": tidy_line(text)})
