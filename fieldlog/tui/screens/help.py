"""The help: every key, what the numbers mean, how typing is kept, where the data are; `/` searches in it."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.domain.problems import N_
from fieldlog.tui.help_facts import help_facts
from fieldlog.tui.keys import bind
from fieldlog.tui.searched_reading import SearchedReading
from fieldlog.tui.widgets.facts import Facts


class HelpScreen(SearchedReading[None]):
    """Something to read, and to search."""

    CSS_PATH = "../styles/reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("back")]

    def compose_body(self) -> Iterable[Widget]:
        """Yield the search and the room for what is read."""
        yield self.search_line(N_("a key or a word"))
        yield VerticalScroll(Facts(), classes="reading")

    async def load(self) -> None:
        """Gather the keys and show them."""
        facts = help_facts(self.fieldlog.desk.home, self.fieldlog.preferences.keymap)
        self.query_one(Facts).show(facts)
        self.go_to(self.query_one(VerticalScroll))
