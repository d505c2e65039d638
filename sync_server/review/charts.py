"""Columns of a chart: reckoned here, drawn by the template as SVG within the page, in the page's colours.

Nothing of it needs a script or a style of its own; the numbers stand in a table behind it.
"""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 360, 150
BASE, TOP = 130, 14


class Amount(NamedTuple):
    """What one column shows: ``amount`` is ``None`` where nothing is known, ``label`` stands below it,
    ``value`` above; ``kind`` is its look.
    """

    label: str
    amount: int | None
    value: str = ""
    kind: str = ""


class Column(NamedTuple):
    """A column in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    value: str
    kind: str


def columns(amounts: Sequence[Amount], most: int) -> tuple[Column, ...]:
    """Return the columns of amounts from 0 to ``most``, side by side over the whole width."""
    step = WIDTH / max(1, len(amounts))
    gap = step * 0.12
    found = []
    for number, one in enumerate(amounts):
        height = round((BASE - TOP) * (one.amount or 0) / max(1, most), 1)
        x, width = round(number * step + gap, 1), round(step - 2 * gap, 1)
        middle = round(number * step + step / 2, 1)
        found.append(
            Column(x, round(BASE - height, 1), width, height, middle, one.label, one.value, one.kind)
        )
    return tuple(found)
