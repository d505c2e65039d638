"""The service check of a week: each rule with its result, and for the present week what is still needed."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.service_check import WeekPage, read_week_page
from fieldlog.domain.days import SIX_DAYS, week_name
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, translate
from fieldlog.locale.words import state_word
from fieldlog.tui.check_words import needed_rows, rule_rows
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.row_list import Row, RowList

STATES = ("met", "missed", "open", "excused")


class CheckScreen(SearchedPage[None]):
    """Rules by result. Enter goes from a rule to its findings, from what is needed to whom it concerns."""

    page = "check"
    CSS_PATH = "../styles/check.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open"),
        bind("previous", N_("Week before")),
        bind("following", N_("Week after")),
        bind("rules"),
        bind("undo"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._weeks_back = 0

    def compose_body(self) -> Iterable[Widget]:
        """Yield the name of the week and the table."""
        yield Static(id="check-week")
        states = [Column(state_word(state), 7, right=True) for state in STATES]
        last = Column(translate(N_("on time")), 8, right=True)
        yield self.search_line(N_("a rule, a name or a word"))
        yield RowList(
            [Column(translate(N_("Rule")), 24, share=1, wraps=True), *states, last], has_titles=True
        )

    async def load(self) -> None:
        """Read the week and show it."""
        page = await self.fieldlog.desk.run(read_week_page, self._weeks_back)
        self.query_one("#check-week", Static).update(plain(week_words(page)))
        self.query_one(RowList).show_rows([*rule_rows(page), *needed_rows(page)])
        self.go_to(self.query_one(RowList))
        self.refresh_bindings()

    # Weeks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The weeks to come have not happened yet; nothing opens where nothing is."""
        if action == "following":
            return self._weeks_back > 0
        if action == "open":
            return any(one.selected is not None for one in self.query(RowList))
        return super().check_action(action, parameters)

    def action_previous(self) -> None:
        """Show the week before."""
        self._turn(1)

    def action_following(self) -> None:
        """Show the week after."""
        self._turn(-1)

    def _turn(self, weeks: int) -> None:
        self._weeks_back = max(0, self._weeks_back + weeks)
        self.reload(keys_wait=True)

    # Opening

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Let the keys follow."""
        self.refresh_bindings()

    def action_open(self) -> None:
        """Open what is under the cursor: a rule's findings, a customer, a promise."""
        row = self.query_one(RowList).selected
        if row is not None and not row.is_heading:
            self._open(row)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()

    def _open(self, row: Row) -> None:
        kind, _, name = row.key.partition(":")
        opened = self.fieldlog.open_screen
        ways = {
            "rule": partial(opened, "check_rule", name, self._weeks_back),
            "customer": partial(opened, "customer", name),
            "promise": partial(opened, "promise_page", name),
        }
        ways[kind]()

    def action_rules(self) -> None:
        """Show the rules with their numbers and sources."""
        self.fieldlog.open_screen("rule_packs")


def week_words(page: WeekPage) -> str:
    """Return which week is shown."""
    monday = page.check.monday
    sunday = show_day(monday + SIX_DAYS, page.today)
    template = N_("Week {week}: {monday} to {sunday}")
    if page.is_this_week:
        template = N_("This week, {week}: {monday} to {sunday}")
    return translate(template, week=week_name(monday), monday=show_day(monday, page.today), sunday=sunday)
