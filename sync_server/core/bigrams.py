"""Two neighbouring characters as one number: what a search of Chinese text goes by, on every database."""

from collections.abc import Sequence
from itertools import pairwise

from fieldlog.domain.cards import plain

_SHIFT = 21
"""Every character is a number below 2 to the power of 21."""
LONGEST_WORDS = 60


def searched_text(*texts: str) -> str:
    """Return texts as they are searched: without spaces, in small letters, one a line."""
    return "\n".join(filter(None, map(plain, texts)))


def grams_of(text: str) -> tuple[int, ...]:
    """Return the pairs of characters of a searched text, sorted; none spans two lines. The last character of
    a line stands alone too, so that a search for one character finds it.
    """
    found = {
        _gram(first, second) for line in text.split("\n") for first, second in pairwise([*line, ""]) if first
    }
    return tuple(sorted(found))


def _gram(first: str, second: str) -> int:
    return ord(first) << _SHIFT | (ord(second) if second else 0)


def wanted_grams(words: str) -> Sequence[int]:
    """Return the grams that a text with these words has; empty for one character or nothing."""
    wanted = plain(words)[:LONGEST_WORDS]
    return tuple(sorted({_gram(first, second) for first, second in pairwise(wanted)}))


def grams_beginning(character: str) -> tuple[int, int]:
    """Return the first and the last gram that begins with a character."""
    first = ord(character) << _SHIFT
    return first, first | (1 << _SHIFT) - 1
