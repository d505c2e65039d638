"""The help: every key, what the numbers mean, how typing is kept, where the data are; `/` searches in it."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.help_facts import help_facts, matching
from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.widgets.facts import Fact, Facts
from fieldlog.tui.widgets.search_line import SearchLine


class HelpScreen(Page[None]):
    """Something to read, and to search."""

    CSS_PATH = "../styles/reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("search"), bind("back")]

    def __init__(self) -> None:
        super().__init__()
        self._facts: list[Fact] = []

    def compose_body(self) -> Iterable[Widget]:
        """Yield the search and the room for what is read."""
        yield SearchLine(translate(N_("Search")), translate(N_("a key or a word")))
        yield VerticalScroll(Facts(), classes="reading")

    async def load(self) -> None:
        """Gather the keys and show them."""
        self._facts = help_facts(self.fieldlog.desk.home, self.fieldlog.preferences.keymap)
        self._show()
        if not self.query_one(SearchLine).is_typed_into:
            self.query_one(VerticalScroll).focus()

    def _show(self) -> None:
        found = matching(self._facts, self.query_one(SearchLine).query_text)
        nothing = Fact(translate(N_("Nothing here has these words. Escape shows everything again.")))
        self.query_one(Facts).show(found or [nothing])

    def action_search(self) -> None:
        """Let something be searched for."""
        self.query_one(SearchLine).open()

    def on_search_line_changed(self, _event: SearchLine.Changed) -> None:
        """Show what fits."""
        self._show()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_search_line_left(self, _event: SearchLine.Left) -> None:
        """Read on."""
        self.query_one(VerticalScroll).focus()

    def action_back(self) -> None:
        """End the search, or go back."""
        search = self.query_one(SearchLine)
        if search.query_text:
            search.action_back()
        else:
            super().action_back()
