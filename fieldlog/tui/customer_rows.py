"""The list of customers: its columns in the room there is, and the line of each customer."""

from fieldlog.actions.customer_lists import CustomerRow
from fieldlog.domain.contact_strip import NOT_DUE, WEEKS
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.locale.text_width import width
from fieldlog.tui.customer_words import days_words
from fieldlog.tui.widgets.columns import GAP_COLUMNS, Column
from fieldlog.tui.widgets.row_list import Row

FEWEST_WEEKS = 8
SPARE = 4
"""Columns of the list that belong to no column: the cursor's, the scroll bar, the edge."""


def columns_for(room: int) -> tuple[Column, ...]:
    """Return the columns of a list in so many terminal columns: names first, then as many weeks as fit."""
    titles = [translate(title) for title in _TITLES]
    states = max(width(translate(state)) for state in _STATES)
    least = (10, 8, len("A ") + width(translate(_KEY)), 8, width(days_words(999)), 2, states)
    widths = [max(width(title), few) for title, few in zip(titles, least, strict=False)]
    left = room - SPARE - sum(widths) - GAP_COLUMNS * len(widths)
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
        Column(titles[-1], weeks, hides_below=0 if weeks else room + 1),
    )


_TITLES = (
    N_("Name"),
    N_("Honorific"),
    N_("Class"),
    N_("District"),
    N_("Contact"),
    N_("Owed"),
    N_("State"),
    N_("Weeks"),
)
_KEY = N_("key")
_STATES = _OPTED_OUT, _PAUSED, _TO_CONTACT = N_("no calls"), N_("paused"), N_("to see")


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
