"""The exchange with the server: what waits, what is stored, and what needs a person, with the next step."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.exchange import SHOWS_EXCHANGE
from fieldlog.tui.keys import bind
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.sync_rows import Line, lines_of, read_exchange_page
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.facts import TITLE, Fact, Facts
from fieldlog.tui.widgets.row_list import Row, RowList
from fieldlog.tui.wording import explain_error_here


class SyncScreen(SearchedPage[None]):
    """A list of what there is to know; what the line under the cursor means stands below it, or beside."""

    page = "settings"
    CSS_PATH = "../styles/sync_page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("open"), bind("exchange", N_("Sync now")), bind("back")]

    def __init__(self) -> None:
        super().__init__(classes=SHOWS_EXCHANGE)
        self._lines: dict[str, Line] = {}
        self._selected = ""

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list, and what the selected line means."""
        columns = [Column("", 22), Column("", 24, share=1, wraps=True)]
        yield self.search_line()
        yield Container(RowList(columns), Container(Facts(), id="meaning-room"), id="both")

    async def load(self) -> None:
        """Read how things stand, and show it."""
        page = await self.fieldlog.desk.run(read_exchange_page)
        lines = lines_of(page, self.fieldlog.exchange.progress_words())
        self._lines = {line.key: line for line in lines}
        listed, selected = self.query_one(RowList), self._selected
        listed.show_rows([_row(line) for line in lines])
        if selected in self._lines:
            listed.select(selected)
        self.go_to(listed)
        self._show_meaning()

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Say what the line under the cursor means."""
        self._selected = self._selected if event.row is None else event.row.key
        self._show_meaning()

    @property
    def _line(self) -> Line | None:
        """The line under the cursor; there is none where a search leaves nothing."""
        is_shown = any(one.selected_key == self._selected for one in self.query(RowList))
        return self._lines.get(self._selected) if is_shown else None

    def _show_meaning(self) -> None:
        line = self._line
        facts = [] if line is None else [Fact(line.label, tone=TITLE), *map(Fact, filter(None, line.meaning))]
        error = self.fieldlog.exchange.trouble()
        if line is not None and line.key == "trouble" and error is not None:
            facts.append(Fact(explain_error_here(error)))
        self.query_one(Facts).show(facts)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the line under the cursor leads to."""
        if action == "open":
            line = self._line
            return line is not None and bool(line.opens)
        if action == "exchange":
            status = self.fieldlog.exchange.status
            return status is not None and status.is_enrolled
        return super().check_action(action, parameters)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open what the line is about."""
        line = self._line
        if line is not None and line.opens:
            screen, *arguments = line.opens
            self.fieldlog.open_screen(screen, *arguments, then=lambda _done: self.reload())

    def action_exchange(self) -> None:
        """Exchange with the server now: what the key leads to elsewhere is here already."""
        self.fieldlog.exchange.hurry()
        self.fieldlog.tell(N_("Asking the server ..."))


def _row(line: Line) -> Row:
    if line.is_heading:
        return Row(line.key, (line.label,), is_heading=True)
    return Row(line.key, (line.label, line.value or translate(N_("none"))), line.tone)
