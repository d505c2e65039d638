"""Searching: ``/`` opens a line, what is shown follows what is typed, Escape ends the search first.

The line and what finds words in it are loaded when they are used: Today, which is shown at the start, is
searched too.
"""

from asyncio import to_thread
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkType

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from fieldlog.tui.widgets.search_line import SearchLine

Result = TypeVar("Result")


class Searching(Screen[Result]):
    """A screen that is searched. It yields ``search_line()`` above its list, and that is all where the rows
    are given whole; one that finds in another way gives ``seek``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [bind("search")]

    def search_line(self, placeholder: str = N_("a word of a line")) -> "SearchLine":
        """Return the line to search with; ``placeholder`` is a template that says what can be typed."""
        from fieldlog.tui.widgets.search_line import SearchLine

        return SearchLine(translate(N_("Search")), translate(placeholder))

    def searched(self) -> Sequence[Widget]:
        """Return what is searched: the first that is displayed has the cursor after the search."""
        return list(self.query(RowList))

    def seek(self, query: str) -> None:
        """Show what a query leaves."""
        for one in self.query(RowList):
            one.search(query)
        self.refresh_bindings()

    @property
    def _search_line(self) -> "SearchLine | None":
        return cast("SearchLine | None", next(iter(self.query("SearchLine")), None))

    @property
    def is_searching(self) -> bool:
        """Whether keys go into the search now."""
        return self._search_line is not None and self._search_line.is_typed_into

    @property
    def query_text(self) -> str:
        """What is searched for; empty: nothing."""
        return self._search_line.query_text if self._search_line is not None else ""

    def go_to(self, widget: Widget) -> None:
        """Put the cursor on what is shown, unless something is typed into the search."""
        if not self.is_searching:
            widget.focus()

    def action_search(self) -> None:
        """Let a search be typed."""
        from fieldlog.domain.word_search import load_spellings

        if self._search_line is not None:
            self._search_line.open()
        load: WorkType[None] = partial(to_thread, load_spellings)
        self.run_worker(load, group="load-spellings")

    def on_search_line_changed(self, event: "SearchLine.Changed") -> None:
        """Follow what is typed."""
        self.seek(event.query)

    def on_search_line_left(self, _event: "SearchLine.Left") -> None:
        """Go to what was found, or back to where the cursor was before."""
        if self.query_text:
            for one in self.query(RowList):
                one.keep_place()
        shown = next(filter(_is_shown, self.searched()), None)
        if shown is not None:
            shown.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Search only where something is shown that can be searched."""
        if action == "search":
            return any(map(_is_shown, self.searched()))
        return super().check_action(action, parameters)

    def end_search(self) -> bool:
        """Search for nothing any more; say whether something was searched for."""
        line = self._search_line
        if line is None or not line.display:
            return False
        line.action_back()
        return True


def _is_shown(widget: Widget) -> bool:
    return all(one.display for one in widget.ancestors_with_self)


class SearchedPage(Searching[Result], Page[Result]):
    """A page that is searched; Escape ends the search first."""

    def action_back(self) -> None:
        """End the search; where nothing is searched for, go back."""
        if not self.end_search():
            super().action_back()
