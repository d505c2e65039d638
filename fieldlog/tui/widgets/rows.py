"""The rows of a list, and which of them a search leaves."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One row: the key of what it is about, a text for each column, and its tone (``overdue``, ``warn``,
    ``dim``, ``good`` or none). A heading has one text; another row with one text has the room of all columns.
    """

    key: str
    cells: tuple[str, ...]
    tone: str = ""
    is_heading: bool = False


def rows_with(rows: Iterable[Row], query: str) -> list[Row]:
    """Return the rows that hold every word of a query, in their cells or in the headings right above them,
    with these headings; all rows for a query without words. The list does not begin with an empty line.
    """
    # Only a search needs it, and a start waits for none.
    from fieldlog.domain.word_search import holds

    found: list[Row] = []
    above: list[Row] = []
    not_shown: list[Row] = []
    is_after_row = False
    for row in rows:
        if row.is_heading:
            above = [row] if is_after_row else [*above, row]
            not_shown = above
        elif holds([text for one in (*above, row) for text in one.cells], query):
            found += [one for one in not_shown if found or any(one.cells)]
            found.append(row)
            not_shown = []
        is_after_row = not row.is_heading
    return found
