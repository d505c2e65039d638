"""Columns of a list: how wide each is in the room that there is."""

from collections.abc import Sequence
from typing import NamedTuple

GAP_COLUMNS = 2


class Column(NamedTuple):
    """One column: its title in the current language, its width in terminal columns, and its share of the room
    that is left (0: none). It is left out where the list is narrower than ``hides_below``; with ``wraps`` its
    texts take several lines in a short list.
    """

    title: str
    width: int
    share: int = 0
    right: bool = False
    hides_below: int = 0
    wraps: bool = False


def fit_columns(columns: Sequence[Column], room: int) -> tuple[int, ...]:
    """Return the width of each column; 0 is one that is left out."""
    shown = [column for column in columns if room >= column.hides_below]
    left = room - sum(column.width for column in shown) - GAP_COLUMNS * (len(shown) - 1)
    shares = sum(column.share for column in shown)
    widths, given = [], 0
    for column in columns:
        if room < column.hides_below:
            widths.append(0)
            continue
        extra = left * column.share // shares if shares and left > 0 else 0
        given += extra
        widths.append(column.width + extra)
    if shares and left > given:
        last = max(number for number, column in enumerate(columns) if widths[number] and column.share)
        widths[last] += left - given
    return tuple(_narrowed(columns, widths, -left)) if left < 0 else tuple(widths)


def _narrowed(columns: Sequence[Column], widths: list[int], excess: int) -> list[int]:
    """Take columns from the widest until all fit."""
    narrowed = list(widths)
    while excess > 0 and max(narrowed, default=0) > 1:
        widest = max(range(len(columns)), key=narrowed.__getitem__)
        narrowed[widest] -= 1
        excess -= 1
    return narrowed
