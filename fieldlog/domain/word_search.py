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
    return word in plain(text) or (word.isascii() and any(word in one for one in _spellings(text)))


@lru_cache(maxsize=KEPT)
def _spellings(text: str) -> tuple[str, ...]:
    names = (one for one in _CHINESE.findall(text) if len(one) <= LONGEST_NAME)
    return tuple(spelling for name in names for spelling in name_readings(name))


def load_spellings() -> None:
    """Load what spells Chinese, which takes a third of a second: before the first word is typed."""
    name_readings("一")
