"""The list of customers: its columns in the room there is, and the line of each customer."""

from collections.abc import Sequence

from fieldlog.actions.customer_lists import CustomerRow
from fieldlog.domain.contact_strip import (
    ATTEMPTED,
    CONTACTED,
    EXCUSED,
    MISSED,
    NOT_ASKED_FOR,
    NOT_DUE,
    OPEN,
    WEEKS,
)
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.locale.text_width import width
from fieldlog.tui.customer_words import days_words
from fieldlog.tui.widgets.columns import GAP_COLUMNS, Column
from fieldlog.tui.widgets.row_list import Row

FEWEST_WEEKS = 8
NARROWER_NAME = 2
"""So many columns the names give up where a whole year fits by it."""
SPARE = 4
"""Columns of the list that belong to no column: the cursor's, the scroll bar, the edge."""


def columns_for(room: int) -> tuple[Column, ...]:
    """Return the columns of a list in so many terminal columns: names first, then as many weeks as fit."""
    titles = [translate(title) for title in _TITLES]
    states = max(width(translate(state)) for state in _STATES)
    least = (10, 8, len("A ") + width(translate(_KEY)), 8, width(days_words(999)), 2, states)
    widths = [max(width(title), few) for title, few in zip(titles, least, strict=False)]
    left = room - SPARE - sum(widths) - GAP_COLUMNS * len(widths)
    if 0 < WEEKS - left <= NARROWER_NAME:
        widths[0] -= WEEKS - left
        left = WEEKS
    weeks = min(WEEKS, left) if left >= FEWEST_WEEKS else 0
    name, honorific, letter, district, days, owed, state = map(Column, titles, widths)
    return (
        name._replace(share=2),
        honorific._replace(share=1),
        letter,
        district._replace(share=1),
        days._replace(right=True),
        owed._replace(right=True),
        state,
        Column(_weeks_title(weeks), weeks, hides_below=0 if weeks else room + 1),
    )


def _weeks_title(weeks: int) -> str:
    """Return how many weeks are shown, as fully as there is room."""
    told = translate(N_("last {count} weeks"), count=weeks)
    return told if width(told) <= weeks else translate(N_("{count} wks"), count=weeks)


def legend_words(columns: Sequence[Column]) -> str:
    """Return what the marks of the weeks mean; nothing where there is no room for weeks."""
    if not columns[-1].width:
        return ""
    return "  ".join(f"{mark} {translate(meaning)}" for mark, meaning in _LEGEND)


_LEGEND = (
    (CONTACTED, N_("contacted")),
    (MISSED, N_("not contacted")),
    (ATTEMPTED, N_("tried")),
    (EXCUSED, N_("paused")),
    (OPEN, N_("open")),
    (NOT_DUE, N_("not due")),
    (NOT_ASKED_FOR, N_("extra")),
)
"""Shorter than the legend under the strip of one customer: all of it stands in one line."""


_TITLES = (
    N_("Name"),
    N_("Honorific"),
    N_("Class"),
    N_("District"),
    N_("Contact"),
    N_("Owed"),
    N_("State"),
)
_KEY = N_("key")
_STATES = _OPTED_OUT, _PAUSED, _TO_CONTACT = N_("no call"), N_("paused"), N_("to see")


def customer_row(row: CustomerRow, weeks: int) -> Row:
    """Return the line of a customer, with the last ``weeks`` of the contact strip."""
    if not row.name:
        return Row(row.id, (translate(N_("joined with another entry")), *[""] * 7), "dim")
    letter = " ".join(part for part in (row.letter, translate(_KEY) if row.key else "") if part)
    return Row(
        row.id,
        (
            row.name,
            row.honorific,
            letter,
            row.district,
            days_words(row.days_since_contact),
            str(row.open_promises or ""),
            _state(row),
            row.strip[len(row.strip) - weeks :] if set(row.strip) - {NOT_DUE} else "",
        ),
        "dim" if row.opted_out else "",
    )


def _state(row: CustomerRow) -> str:
    if row.opted_out:
        return translate(_OPTED_OUT)
    if row.paused_until:
        return translate(_PAUSED)
    return translate(_TO_CONTACT) if row.is_to_contact else ""


def filter_words(wanted: CustomerFilter) -> str:
    """Return in words whom a filter lets through, besides what is searched for; empty: everybody."""
    parts = []
    if wanted.letter is not None:
        parts.append(letter_words(wanted.letter))
    if wanted.key:
        parts.append(translate(N_("key customers")))
    if wanted.district is not None:
        parts.append(wanted.district or translate(N_("Without a district")))
    if wanted.not_contacted:
        parts.append(translate(N_("not contacted this week")))
    return show_list(parts)


def letter_words(letter: str) -> str:
    """Return a class in words; the empty one is that of those who have none."""
    return translate(N_("class {letter}"), letter=letter) if letter else translate(N_("no class"))
