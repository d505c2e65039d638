"""All customers: found while one types, filtered, with what acts on each; fifty thousand scroll as ten do."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.customer_lists import CustomerList, list_districts, open_customer_list
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate, translate_plural
from fieldlog.store.reading import find_kept_card
from fieldlog.tui.customer_acting import CustomerActing
from fieldlog.tui.customer_rows import columns_for, customer_row, filter_words, legend_words
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import joined, plain
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.row_list import Row, RowList

EVERYBODY = CustomerFilter()

WIDEST = 160
"""So wide is the list at the most (``customers.tcss``): a name and what belongs to it are read together."""


class CustomersScreen(SearchedPage[None], CustomerActing[None]):
    """The list of customers."""

    page = "customers"
    CSS_PATH = "../styles/customers.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("open"), bind("new"), bind("filter")]

    def __init__(self) -> None:
        super().__init__()
        self._filter = EVERYBODY
        self._is_finding = False
        self._is_stale = False
        self._weeks = 0
        self._has_shown = False
        self._ending = ""

    def compose_body(self) -> Iterable[Widget]:
        """Yield how many are shown, the search and the list."""
        yield Static(id="shown")
        yield self.search_line(N_("name, pinyin, initials, phone or district"))
        yield RowList(columns_for(min(self.size.width, WIDEST)), has_titles=True, name="customers")
        yield Static(id="legend")

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    # Finding

    async def load(self) -> None:
        """Find and show whom the search and the filter let through."""
        self._find()

    def _find(self) -> None:
        """Find anew. One search runs at a time, and the last thing typed always comes to its turn: however
        fast somebody types, searches never pile up before the store.
        """
        self._is_stale = True
        if not self._is_finding:
            self.start(self._find_until_fresh, group="load-found", keys_wait=True)

    async def _find_until_fresh(self) -> None:
        if self._is_finding:
            return
        self._is_finding = True
        try:
            while self._is_stale:
                self._is_stale = False
                wanted = self._filter._replace(query=self.query_text)
                before = self.chosen_customer()
                found = await self.fieldlog.desk.run(open_customer_list, wanted)
                self.was_read()
                nobody = len(found) == 0 and wanted == EVERYBODY
                self._ending = await self.fieldlog.exchange.ending_words() if nobody else ""
                self._show(found, wanted)
                await self._follow(before)
        except FieldlogError:
            if not self._has_shown:
                self.was_not_read()
            raise
        finally:
            self._is_finding = False

    async def _follow(self, before: str | None) -> None:
        """Put the cursor on whom the customer that it was on was joined to."""
        if before is None or before == self.chosen_customer():
            return
        card = await self.fieldlog.desk.run(lambda workspace: find_kept_card(workspace.store, before))
        if card is not None and card["id"] != before:
            self._list.select(card["id"])

    def _show(self, found: CustomerList, wanted: CustomerFilter) -> None:
        async def fetch(first: int, count: int) -> Sequence[Row]:
            return await self._fetch(found, first, count)

        self._has_shown = True
        shown = self._list
        shown.columns = columns_for(min(self.size.width, WIDEST))
        self._weeks = shown.columns[-1].width
        self.query_one("#legend", Static).update(plain(legend_words(shown.columns)))
        empty = translate(_EMPTY if wanted == EVERYBODY else _NOBODY_FOUND, key=self.key_of("new"))
        shown.empty = self._ending or empty
        shown.show_window(found.ids, fetch)
        self._say_shown(len(found))
        if self.focused is None:
            shown.focus()
        self.refresh_bindings()

    async def _fetch(self, found: CustomerList, first: int, count: int) -> Sequence[Row]:
        rows = await self.fieldlog.desk.run(lambda _workspace: found.window(first, count))
        return [customer_row(row, self._weeks) for row in rows]

    def _say_shown(self, count: int) -> None:
        words = translate_plural("{count} customer", "{count} customers", count, count=count)
        only = filter_words(self._filter)
        if only:
            only = translate(N_("only: {what}  (Esc shows all)"), what=only)
        self.query_one("#shown", Static).update(joined(words, plain(only, "bold"), separator="   "))

    def on_resize(self) -> None:
        """Show as many weeks as there is room for."""
        if self.is_mounted and self.query(RowList):
            self._find()

    # Search and filter

    def seek(self, _query: str) -> None:
        """Find in the store."""
        self._find()

    def action_filter(self) -> None:
        """Choose who is shown."""
        self.start(self._open_filter)

    async def _open_filter(self) -> None:
        districts = await self.fieldlog.desk.run(list_districts)
        self.fieldlog.open_screen("customer_filter", self._filter, districts, self._filter_by)

    def _filter_by(self, wanted: CustomerFilter) -> None:
        self._filter = wanted
        self._find()

    def action_back(self) -> None:
        """Show everybody again; with nothing left out, go back."""
        if self._filter != EVERYBODY and not self.end_search():
            self._filter_by(EVERYBODY)
        elif self._filter == EVERYBODY:
            super().action_back()

    # The customer under the cursor

    def chosen_customer(self) -> str | None:
        """Return the customer under the cursor."""
        lists = self.query(RowList)
        return lists.first().selected_key if lists else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what does not apply."""
        if action == "open":
            return self.chosen_customer() is not None
        return super().check_action(action, parameters)

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Let the keys follow."""
        self.refresh_bindings()

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open whom was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open the customer's page."""
        customer = self.chosen_customer()
        if customer is not None:
            self.fieldlog.open_screen("customer", customer)

    def action_new(self) -> None:
        """Add a customer, and show the new page."""
        self.fieldlog.open_screen("customer_new", then=self._select)

    def _select(self, customer: str | None) -> None:
        if customer is not None:
            self.fieldlog.open_screen("customer", customer)


_EMPTY = N_(
    "No customers yet. Press {key} to add the first one, or import the list: fieldlog customer import FILE"
)
_NOBODY_FOUND = N_("Nobody fits. Escape shows everybody again.")
