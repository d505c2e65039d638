"""A page to read that is searched: facts in something that scrolls."""

from collections.abc import Sequence
from typing import TypeVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.facts import Facts

Result = TypeVar("Result")


class SearchedReading(SearchedPage[Result]):
    """A page to read that is searched: facts in something that scrolls."""

    def searched(self) -> Sequence[Widget]:
        """Return what scrolls."""
        return list(self.query(VerticalScroll))

    def seek(self, query: str) -> None:
        """Show what a query leaves, from its beginning."""
        for facts in self.query(Facts):
            facts.search(query)
        for room in self.query(VerticalScroll):
            room.scroll_home(animate=False)
