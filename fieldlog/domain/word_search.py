"""Whether texts that a list shows hold the words that somebody looks for."""

import re
from collections.abc import Iterable
from functools import lru_cache

from fieldlog.domain.cards import plain
from fieldlog.domain.pinyin import name_readings

LONGEST_NAME = 4
"""So many characters has a name at the most."""
KEPT = 4096
_CHINESE = re.compile("[\u4e00-\u9fff]+")


def holds(texts: Iterable[str], query: str) -> bool:
    """Say whether every word of a query is in one of the texts: as it is written, or in the pinyin or the
    initials of a few Chinese characters that stand alone, as a name does. A query without words is in all.
    """
    words = query.casefold().split()
    searched = list(texts)
    return all(any(_is_in(word, text) for text in searched) for word in words)


def _is_in(word: str, text: str) -> bool:
    if word in plain(text):
        return True
    names = _CHINESE.findall(text) if word.isascii() else ()
    return any(word in one for name in names if len(name) <= LONGEST_NAME for one in _spellings(name))


# Typing a word asks for the same ones at every letter, and the rows of a list are much alike.
@lru_cache(maxsize=KEPT)
def _spellings(name: str) -> tuple[str, ...]:
    return name_readings(name)


def load_spellings() -> None:
    """Load what spells Chinese, which takes a third of a second: before the first word is typed."""
    name_readings("一")
