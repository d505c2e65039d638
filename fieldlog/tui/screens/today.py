"""Today, the start screen: whom to see and why, the week so far, and the brief of whom the cursor is on."""

from asyncio import wrap_future
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from fieldlog.actions.agenda import near_festivals
from fieldlog.actions.outlook import Today, read_today
from fieldlog.domain.agenda import (
    AT_RISK,
    GROUP_TITLES,
    HAND_OVER_RULE,
    HEARD,
    OVERDUE,
    REVIEW_RULE,
    STAYING,
    UNFINISHED,
    Day,
    Entry,
)
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_due, show_list, translate
from fieldlog.tui.keys import bind, bind_all
from fieldlog.tui.reviewed import open_reviewed
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.store_thread import StoreThread
from fieldlog.tui.widgets.brief import BriefPanel
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.row_list import Row, RowList
from fieldlog.tui.widgets.week_line import WeekLine

ABOUT_PROMISES = frozenset({"keep", "move", "release"})
PUTTING_OFF = frozenset({"snooze", "not_done"})
ABOUT_CUSTOMERS = frozenset({"visit", "log_visit", "promise", "slip", "brief"})
NOTHING_DUE = N_(
    "Nothing is due today. {customers} shows your customers: {visit} on one begins a visit, {new} adds one."
)
NOTHING_FOUND = N_(
    "Nothing of today has these words. Escape shows everything again; {palette} finds any customer."
)


class TodayScreen(SearchedPage[None]):
    """The day's list with its reasons."""

    page = "today"
    CSS_PATH = "../styles/today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bind_all("open", "visit", "log_visit", "promise", "keep", "move", "release", "snooze", "not_done"),
        *bind_all("slip", "answer", "new", "undo"),
        bind("brief"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[str, Entry] = {}
        self._reading: Future[Today] | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Yield the week line, the list, and beside it the brief."""
        yield WeekLine(id="week")
        columns = [
            Column("", 10),
            Column("", 20, share=1, wraps=True),
            Column("", 13, right=True, hides_below=66),
        ]
        with Horizontal():
            yield RowList(columns, name="entries")
            yield BriefPanel()

    def read_ahead(self, desk: StoreThread) -> None:
        """Begin to read the day."""
        self._reading = desk.submit(read_today)

    async def load(self) -> None:
        """Read the day and show it."""
        reading, self._reading = self._reading or self.fieldlog.desk.submit(read_today), None
        found = await wrap_future(reading)
        day, entries, outlook = found
        self._entries = {entry.id: entry for entry in entries}
        self.query_one(WeekLine).show(day.today, outlook, day.cards)
        ending = "" if entries else await self.fieldlog.exchange.ending_words()
        self.query_one(RowList).empty = ending or self._naming_keys(NOTHING_DUE)
        self.query_one(RowList).nothing_found = self._naming_keys(NOTHING_FOUND)
        self.query_one(RowList).show_rows(rows_of(day, entries))
        if self.focused is None:
            self.go_to(self.query_one(RowList))
        self.after_paint(self.start, partial(self._show_beside, day), "load-beside")

    def _naming_keys(self, template: str) -> str:
        keys = {"customers": "show_page_customers", "visit": "visit", "new": "new", "palette": "palette"}
        return translate(template, **{name: self.key_of(key) for name, key in keys.items()})

    async def _show_beside(self, day: Day) -> None:
        """Show what can come after the list: festivals, and which waiting notes had to go."""
        from fieldlog.actions.held_notes import remove_expired_notes

        self.query_one(WeekLine).show_festivals(await self.fieldlog.desk.run(near_festivals, day))
        removed = [note.customer for note in await self.fieldlog.desk.run(remove_expired_notes)]
        names = show_list([day.cards[one]["name"] for one in dict.fromkeys(removed) if one in day.cards])
        if removed:
            self.fieldlog.tell(
                N_("The health note about {name} was removed: nobody had been asked."), name=names
            )

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries.get(self.query_one(RowList).selected_key or "")

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Show the keys that act on the entry under the cursor, then the brief of its customer."""
        self.refresh_bindings()
        self.after_paint(self.start, self._show_brief, "load-brief")

    def on_resize(self) -> None:
        """Show the brief where there is room for it now: so far nobody may have asked for it."""
        if self._entries:
            self.after_paint(self.start, self._show_brief, "load-brief")

    async def _show_brief(self) -> None:
        panel = self.query_one(BriefPanel)
        if panel.display:
            await panel.show(self.entry.customer if self.entry else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the entry under the cursor."""
        entry = self.entry if self.is_mounted else None
        if action in ABOUT_PROMISES:
            return entry is not None and entry.rule == PROMISE_RULE
        if action == "answer":
            return entry is not None and entry.rule == REVIEW_RULE
        if action in PUTTING_OFF:
            return entry is not None and entry.group not in STAYING and bool(entry.customer)
        if action in ABOUT_CUSTOMERS:
            return entry is not None and bool(entry.customer)
        if action == "open":
            return entry is not None
        return super().check_action(action, parameters)

    # What the keys do

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open what the entry is about."""
        entry = self.entry
        if entry is None:
            return
        if entry.group == UNFINISHED:
            self._go_on(entry)
        elif entry.rule == HAND_OVER_RULE:
            self.fieldlog.open_screen("hand_over", entry.subject)
        elif entry.rule == PROMISE_RULE:
            self.fieldlog.open_screen("promise_page", entry.subject)
        elif entry.rule == REVIEW_RULE or (entry.group == HEARD and entry.subject):
            open_reviewed(self.fieldlog, entry.review_kind, entry.subject)
        elif entry.group == HEARD:
            self.fieldlog.open_screen("reviews")
        elif entry.customer:
            self.fieldlog.open_screen("customer", entry.customer)

    def _go_on(self, entry: Entry) -> None:
        """Go on with what was begun: the running visit, or a form that was typed into."""
        if entry.rule == "draft":
            _, form, subject = entry.subject.split("/", 2)
            self.fieldlog.open_screen(form, subject, entry.customer)
        else:
            self.fieldlog.open_screen("visit")

    def _open_with_customer(self, name: str) -> None:
        if self.entry is not None:
            self.fieldlog.open_screen(name, self.entry.customer)

    def _open_with_subject(self, name: str) -> None:
        if self.entry is not None:
            self.fieldlog.open_screen(name, self.entry.subject, self.entry.customer)

    def action_visit(self) -> None:
        """Start a visit to the customer."""
        self._open_with_customer("start_visit")

    def action_log_visit(self) -> None:
        """Type a visit to the customer afterwards."""
        self._open_with_customer("past_visit")

    def action_promise(self) -> None:
        """Note a promise to the customer."""
        self._open_with_customer("promise_new")

    def action_slip(self) -> None:
        """Show the customer what was promised."""
        self._open_with_customer("slip")

    def action_brief(self) -> None:
        """Show the customer, where there is no room for the brief."""
        self._open_with_customer("customer")

    def action_keep(self) -> None:
        """Note that the promise was kept."""
        self._open_with_subject("promise_keep")

    def action_move(self) -> None:
        """Give the promise another day."""
        self._open_with_subject("promise_move")

    def action_release(self) -> None:
        """Note that the customer no longer wants it."""
        self._open_with_subject("promise_release")

    def action_answer(self) -> None:
        """Answer the supervisor."""
        self._open_with_subject("answer")

    def action_snooze(self) -> None:
        """Put the entry off."""
        if self.entry is not None:
            self.fieldlog.open_screen("snooze", self.entry.id, self.entry.customer)

    def action_not_done(self) -> None:
        """Note that it could not be done."""
        if self.entry is not None:
            self.fieldlog.open_screen("not_done", self.entry.id, self.entry.customer)

    def action_new(self) -> None:
        """Add a customer."""
        self.fieldlog.open_screen("customer_new")

    def action_search(self) -> None:
        """Let a search be typed, in a line that is there from the first search on."""
        self.start(self._open_search)

    async def _open_search(self) -> None:
        if not self.query("SearchLine"):
            await self.mount(
                self.search_line(N_("a name or a word of a line")), after=self.query_one(WeekLine)
            )
        super().action_search()


def rows_of(day: Day, entries: Iterable[Entry]) -> list[Row]:
    """Return the rows of the list, a heading before each group and an empty line between groups.

    The heading alone carries the colour of its group: a list of red lines would frighten and not help.
    """
    rows: list[Row] = []
    for group, members in groupby(entries, key=lambda entry: entry.group):
        shown = list(members)
        if rows:
            rows.append(Row(f"space-{group}", ("",), is_heading=True))
        title = translate(N_("{title} ({count})"), title=translate(GROUP_TITLES[group]), count=len(shown))
        if group == AT_RISK and shown[0].warns:
            title = translate(N_("!  {title}, the week is ending"), title=title)
        rows.append(Row(f"group-{group}", (title,), _tone(shown[0]), is_heading=True))
        rows += [_row(day, entry) for entry in shown]
    return rows


def _tone(first: Entry) -> str:
    if first.group == OVERDUE:
        return "overdue"
    return "warn" if first.warns else ""


def _row(day: Day, entry: Entry) -> Row:
    card = day.cards.get(entry.customer)
    return Row(entry.id, (card["name"] if card else "", say(entry.why), _when_or_where(day, entry)))


def _when_or_where(day: Day, entry: Entry) -> str:
    """Return when an entry is due; of a contact, which all are due on Sunday, where the customer lives."""
    if entry.group == AT_RISK:
        return str(day.cards.get(entry.customer, {}).get("district", ""))
    return "" if entry.group == UNFINISHED else show_due(entry.due, day.today)
