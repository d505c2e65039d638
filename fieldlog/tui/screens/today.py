"""Today, the start screen: whom to see and why, the week so far, and the brief of whom the cursor is on."""

from collections.abc import Iterable
from itertools import groupby
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.agenda import todays_entries
from fieldlog.domain.agenda import GROUP_TITLES, Day, Entry
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_date, translate
from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.row_list import Row, RowList


class TodayScreen(Page[None]):
    """The day's list with its reasons."""

    page = "today"
    CSS_PATH = "../styles/today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("open"), bind("visit"), bind("undo")]

    def compose_body(self) -> Iterable[Widget]:
        """Yield the week line, the list, and beside it the brief."""
        yield Static(id="week")
        columns = [Column("", 10), Column("", 20, share=1, wraps=True), Column("", 8, hides_below=60)]
        with Horizontal():
            yield RowList(columns, empty=translate(N_("Nothing is due.")), name="entries")
            yield Vertical(Static("brief"), id="brief")

    async def load(self) -> None:
        """Read the day and show it."""
        day, entries = await self.fieldlog.desk.run(todays_entries)
        self.query_one("#week", Static).update(show_date(day.today))
        self.query_one(RowList).show_rows(rows_of(day, entries))
        self.query_one(RowList).focus()


def rows_of(day: Day, entries: Iterable[Entry]) -> list[Row]:
    """Return the rows of the list, a heading before each group."""
    rows: list[Row] = []
    for group, members in groupby(entries, key=lambda entry: entry.group):
        rows.append(Row(f"group-{group}", (translate(GROUP_TITLES[group]),), is_heading=True))
        for entry in members:
            name = day.cards[entry.customer]["name"] if entry.customer in day.cards else ""
            rows.append(Row(entry.id, (name, say(entry.why), entry.due[:10]), "warn" if entry.warns else ""))
    return rows
