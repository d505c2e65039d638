"""The promises: overdue, due today, upcoming and done, each a list of its own beside the others."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from fieldlog.actions.promise_lists import OVERDUE, TODAY, WHICH, PromiseList, PromiseRow
from fieldlog.actions.promise_search import PromiseTab, open_promise_tab
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.keys import bind
from fieldlog.tui.promise_acting import ChosenPromise, PromiseActing
from fieldlog.tui.promise_words import EMPTY, KEYS_NAMED, NOTHING_FOUND, TAB_TITLES, columns, list_row
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.row_list import Row, RowList
from fieldlog.tui.widgets.tab_line import TabLine


class PromisesScreen(SearchedPage[None], PromiseActing[None]):
    """All promises, a tab a state. The first tab that holds something is shown first."""

    page = "promises"
    CSS_PATH = "../styles/promises.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open"),
        bind("previous", N_("Tab before")),
        bind("following", N_("Next tab")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, PromiseRow] = {}
        self._has_begun = False

    def compose_body(self) -> Iterable[Widget]:
        """Yield the tabs, the search and the list of the tab that is shown."""
        yield TabLine({name: translate(TAB_TITLES[name]) for name in WHICH}, OVERDUE)
        yield self.search_line(N_("words of the promise, name, pinyin or phone"))
        yield RowList(columns(OVERDUE), has_titles=True, name="promises")

    @property
    def _tabs(self) -> TabLine:
        return self.query_one(TabLine)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    # Showing

    async def load(self) -> None:
        """Read the tab that is shown, and how many promises the others hold."""
        query = self.query_text
        tab = await self.fieldlog.desk.run(open_promise_tab, self._tabs.here, query)
        if not self._has_begun:
            self._has_begun = True
            first = next((name for name in (OVERDUE, TODAY, *WHICH) if tab.counts[name]), OVERDUE)
            if first != self._tabs.here:
                self._tabs.here = first
                tab = await self.fieldlog.desk.run(open_promise_tab, first, query)
        zone = (await self.fieldlog.desk.opened()).zone
        self._show(tab, query, partial(list_row, today=tab.today, zone=zone))

    def _show(self, tab: PromiseTab, query: str, line: "partial[Row]") -> None:
        which, shown = self._tabs.here, self._list
        self._tabs.counts = tab.counts
        shown.columns = tuple(columns(which))
        keys = {name: self.key_of(name) for name in KEYS_NAMED}
        shown.empty = translate(NOTHING_FOUND if query else EMPTY[which], **keys)
        self._rows = {row.promise: row for row in tab.rows or ()}
        if tab.rows is not None:
            shown.show_rows([line(row) for row in tab.rows])
        else:
            shown.show_window(list(map(str, range(len(tab.found)))), partial(self._fetch, tab.found, line))
        if self.focused is None:
            shown.focus()
        self.refresh_bindings()

    async def _fetch(self, found: PromiseList, line: "partial[Row]", first: int, count: int) -> Sequence[Row]:
        rows = await self.fieldlog.desk.run(lambda _workspace: found.window(first, count))
        self._rows |= {row.promise: row for row in rows}
        return [line(row) for row in rows]

    # Tabs and search

    def action_previous(self) -> None:
        """Show the tab before."""
        self._turn_to(self._tabs.beside(-1))

    def action_following(self) -> None:
        """Show the next tab."""
        self._turn_to(self._tabs.beside(1))

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        self._turn_to(event.name)

    def _turn_to(self, which: str) -> None:
        if which != self._tabs.here:
            self._tabs.here = which
            self._list.begin_anew()
            self.reload(keys_wait=True)

    def seek(self, _query: str) -> None:
        """Find in the store."""
        self.reload(keys_wait=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what does not apply."""
        if action == "open":
            return self.chosen_promise() is not None
        return super().check_action(action, parameters)

    # The promise under the cursor

    def chosen_promise(self) -> ChosenPromise | None:
        """Return the promise under the cursor."""
        lists = self.query(RowList)
        selected = lists.first().selected if lists else None
        row = None if selected is None else self._rows.get(selected.key)
        if row is None:
            return None
        return ChosenPromise(row.promise, row.customer, row.state == "open", row.days_late is not None)

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Let the keys follow."""
        self.refresh_bindings()

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open the page of the promise."""
        chosen = self.chosen_promise()
        if chosen is not None:
            self.fieldlog.open_screen("promise_page", chosen.promise)
