"""Words that are looked for in a text, and the text around them. Spaces and capitals make no difference, so
that a Chinese word of two characters is found wherever it stands.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fieldlog.domain.cards import plain

BEFORE, AT_MOST = 40, 160
"""How many characters are shown before the first word that was found, and in all."""


class Piece(NamedTuple):
    """A part of a text; ``is_found`` when it is one of the words."""

    text: str
    is_found: bool


def find_words(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where in a text these words (``plain``) stand: where each begins and ends, none upon another."""
    letters = [(letter, place) for place, one in enumerate(text) for letter in plain(one)]
    searched = "".join(letter for letter, _ in letters)
    spans = sorted(
        (letters[start][1], letters[start + len(word) - 1][1] + 1)
        for word in words
        for start in _starts(searched, word)
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _starts(searched: str, word: str) -> Iterator[int]:
    start = searched.find(word) if word else -1
    while start >= 0:
        yield start
        start = searched.find(word, start + 1)


def mark_words(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return the text around these words (``plain``) in pieces; of a long one a part, with "…" for the rest.
    Empty when none of them is in it.
    """
    found = find_words(text, words)
    if not found:
        return ()
    first, end = found[0][0], len(text)
    begin = max(0, first - BEFORE) if end > AT_MOST else 0
    end = min(end, max(begin + AT_MOST, found[0][1]))
    pieces = [Piece("…" if begin else "", is_found=False)]
    place = begin
    for start, stop in found:
        if start < end:
            pieces += [
                Piece(text[place:start], is_found=False),
                Piece(text[start : min(stop, end)], is_found=True),
            ]
            place = min(stop, end)
    pieces += [Piece(text[place:end], is_found=False), Piece("…" if end < len(text) else "", is_found=False)]
    return tuple(one for one in pieces if one.text)
