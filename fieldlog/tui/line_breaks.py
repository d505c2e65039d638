"""Where lines of a text are broken: no line begins with a sign that closes what stands before it.

Textual breaks Chinese, which has no spaces, wherever a line is full.
"""

from rich._wrap import divide_line
from textual import content

CLOSING = frozenset("，。；：！？、）」》")
OPENING = frozenset("（「《")
LINES_AT_ONCE = 4
"""So many lines of a text show where the first of them ends: a note may have thousands of characters."""


def break_places(text: str, columns: int, fold: bool = True) -> list[int]:
    """Return where a text is broken into lines of so many columns."""
    given = divide_line(text, columns, fold)
    if not any(_parts_sign(text, place) for place in given):
        return given
    places: list[int] = []
    begin = 0
    # Each line by itself: where one ends earlier, all that follow begin elsewhere.
    while ends := divide_line(text[begin : begin + LINES_AT_ONCE * columns], columns, fold):
        begin = _place_before(text, begin, begin + ends[0])
        places.append(begin)
    return places


def _place_before(text: str, begin: int, end: int) -> int:
    """Return the last place up to ``end`` that parts no sign from its word; ``end`` where there is none."""
    if not _parts_sign(text, end):
        return end
    place = end
    while place > begin and (_parts_sign(text, place) or _parts_word(text, place)):
        place -= 1
    # What is neither a letter nor such a sign may be a part of one character, as of an emoji.
    is_whole = text[place].isalnum() or text[place].isascii() or text[place] in OPENING
    return place if place > begin and is_whole else end


def _parts_sign(text: str, place: int) -> bool:
    return text[place] in CLOSING or text[place - 1] in OPENING


def _parts_word(text: str, place: int) -> bool:
    around = text[place - 1 : place + 1]
    return around.isascii() and " " not in around


def keep_signs_with_words() -> None:
    """Let every text that Textual folds be broken so."""
    vars(content)["divide_line"] = break_places
