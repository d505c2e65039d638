"""Rows of a spreadsheet as text, and problems that name their row."""

from collections.abc import Sequence
from typing import NamedTuple

from fieldlog.domain.problems import Problem


class SheetRow(NamedTuple):
    """One row: its number as Excel shows it (from 1) and its cells as text, none empty at the end."""

    number: int
    cells: tuple[str, ...]


def make_row(number: int, cells: Sequence[str]) -> SheetRow:
    """A row without the empty cells at its end."""
    length = len(cells)
    while length and not cells[length - 1].strip():
        length -= 1
    return SheetRow(number, tuple(cells[:length]))


class RowProblem(NamedTuple):
    """What is wrong with one field of one row."""

    row: int
    problem: Problem
