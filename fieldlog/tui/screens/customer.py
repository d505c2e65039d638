"""One customer: how to address, what happened, what is promised, who it is, and what limits contact."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from fieldlog.actions.customer_pages import CustomerPage, possible_duplicates_of, read_customer_page
from fieldlog.actions.promises import PromiseStory
from fieldlog.domain.cards import Card
from fieldlog.domain.matters import matters_of
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.domain.timeline import TimelineEntry
from fieldlog.domain.views import Visit
from fieldlog.locale import say, show_day, translate
from fieldlog.locale.text_width import width
from fieldlog.locale.words import state_word
from fieldlog.tui.customer_acting import CustomerActing
from fieldlog.tui.customer_facts import contact_facts, profile_facts, who_facts
from fieldlog.tui.customer_words import due_words
from fieldlog.tui.keys import bind
from fieldlog.tui.promise_acting import ChosenPromise, PromiseActing
from fieldlog.tui.screens import SCREENS
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.facts import Facts, FactsScroll
from fieldlog.tui.widgets.row_list import Row, RowList
from fieldlog.tui.widgets.tab_line import TabLine

TIMELINE, PROMISES, PROFILE, CONTACT = "timeline", "promises", "profile", "contact"
SECTIONS = {
    TIMELINE: N_("What happened"),
    PROMISES: N_("Promises"),
    PROFILE: N_("Profile"),
    CONTACT: N_("Contact"),
}
SIDE_BY_SIDE = {
    TIMELINE: SECTIONS[TIMELINE],
    PROMISES: SECTIONS[PROMISES],
    PROFILE: N_("Profile and contact"),
}
"""The sections where the facts stand beside the lists: all of them are seen, and scrolled as one."""
LISTS = (TIMELINE, PROMISES)
WIDE_COLUMNS = 110


class CustomerScreen(SearchedPage[None], CustomerActing[None], PromiseActing[None]):
    """The page of a customer. Wide: the lists at the left, the facts at the right, and a line marks them
    while keys scroll them; narrow: one section at a time.
    """

    page = "customers"
    CSS_PATH = "../styles/customer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open"),
        bind("opt_out"),
        bind("join"),
        bind("previous", N_("Section before")),
        bind("following", N_("Next section")),
        bind("back"),
    ]

    def __init__(self, customer: str) -> None:
        super().__init__()
        self._customer = customer
        self._shown: CustomerPage | None = None
        self._alike: tuple[Card, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        """Yield the head, the sections' titles, and the sections."""
        yield Facts(id="who")
        yield TabLine(_titles(SECTIONS), TIMELINE)
        what = Column("", 20, share=1, wraps=True)
        state = Column("", 8, hides_below=60)
        yield self.search_line()
        with Horizontal(id="sections"):
            with Vertical(id="lists"):
                yield RowList([Column("", 12), what], name=TIMELINE)
                yield RowList([what, Column("", 24), state], name=PROMISES)
            with FactsScroll(id="facts"):
                yield Facts(id=PROFILE)
                yield Facts(id=CONTACT)

    # Showing

    async def load(self) -> None:
        """Read and show the customer, then look for entries that may be the same person."""
        page = await self.fieldlog.desk.run(read_customer_page, self._customer)
        if self._shown is not None and self._shown.dossier.joined != page.dossier.joined:
            # The story is another one: it is read from its beginning.
            self._list(TIMELINE).begin_anew()
        self._customer, self._shown = page.card["id"], page
        self.query_one("#who", Facts).show(who_facts(page, self._alike, self.key_of("join")))
        self._list(TIMELINE).columns = _timeline_columns(page)
        nothing = N_("Nothing yet. Press {key} to start the first visit.")
        self._list(TIMELINE).empty = translate(nothing, key=self.key_of("visit"))
        none = N_("No promise yet. Press {key} to note one.")
        self._list(PROMISES).empty = translate(none, key=self.key_of("promise"))
        # Counted from the oldest, so that what is new moves no key.
        numbers = range(len(page.timeline), 0, -1)
        self._list(TIMELINE).show_rows(
            [_happened(number, one, page) for number, one in zip(numbers, page.timeline, strict=True)]
        )
        self._list(PROMISES).show_rows([_promised(one, page) for one in page.promises])
        self.query_one(f"#{PROFILE}", Facts).show(profile_facts(page, self.key_of("edit")))
        self.query_one(f"#{CONTACT}", Facts).show(
            contact_facts(page, self.key_of("pause"), self.key_of("consent"))
        )
        self.query_one(TabLine).counts = {PROMISES: len(page.brief.promises)}
        self._arrange()
        self._alike = await self.fieldlog.desk.run(possible_duplicates_of, self._customer)
        self.query_one("#who", Facts).show(who_facts(page, self._alike, self.key_of("join")))
        self.refresh_bindings()

    def _list(self, name: str) -> RowList:
        return self.query_one(f"#{name}", RowList)

    @property
    def _section(self) -> str:
        return self.query_one(TabLine).here

    def _arrange(self) -> None:
        """Show the section that is chosen, on a wide terminal the facts beside the lists."""
        is_wide = self.size.width >= WIDE_COLUMNS
        self.query_one(TabLine).name_tabs(_titles(SIDE_BY_SIDE if is_wide else SECTIONS), PROFILE)
        section = self._section
        in_list = section in LISTS
        self.query_one("#lists").display = is_wide or in_list
        self.query_one("#facts").display = is_wide or not in_list
        for name in LISTS if in_list else ():
            self._list(name).display = name == section
        for name in (PROFILE, CONTACT):
            self.query_one(f"#{name}").display = is_wide or name == section
        self.go_to(self._list(section) if in_list else self.query_one("#facts"))
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Go from one column to two, or back."""
        if self._shown is not None:
            self._arrange()

    # Sections

    def action_previous(self) -> None:
        """Show the section before."""
        self._turn_to(self.query_one(TabLine).beside(-1))

    def action_following(self) -> None:
        """Show the next section."""
        self._turn_to(self.query_one(TabLine).beside(1))

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the section that was clicked."""
        self._turn_to(event.name)

    def _turn_to(self, section: str) -> None:
        self.query_one(TabLine).here = section
        self._arrange()

    def searched(self) -> Sequence[Widget]:
        """Return the list that is shown; the other sections are read and not searched."""
        return [one for one in self.query(RowList) if one.id == self._section]

    # What the keys do

    def chosen_customer(self) -> str | None:
        """Return the customer of this page."""
        return None if self._shown is None else self._customer

    def chosen_promise(self) -> ChosenPromise | None:
        """Return the promise under the cursor, in the section of promises."""
        page = self._shown
        if page is None or self._section != PROMISES:
            return None
        key = self._list(PROMISES).selected_key
        story = next((one for one in page.promises if one.promise.id == key), None)
        if story is None:
            return None
        is_open = story.became.state == "open"
        return ChosenPromise(story.promise.id, self._customer, is_open, is_open and _is_late(story, page))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what does not apply."""
        if action == "open":
            return self._what_opens() is not None
        if action == "join":
            return bool(self._alike) or (self._shown is not None and bool(self._shown.dossier.joined))
        return super().check_action(action, parameters)

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Let the keys follow."""
        self.refresh_bindings()

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open the visit or promise under the cursor."""
        found = self._what_opens()
        if found is not None:
            self.fieldlog.open_screen(*found)

    def _what_opens(self) -> tuple[str, str] | None:
        """Return the screen and the id of what the cursor is on; ``None`` where nothing opens."""
        if self._shown is None or self._section not in LISTS:
            return None
        key = self._list(self._section).selected_key
        if key is None:
            return None
        subject = key if self._section == PROMISES else self._shown.timeline[-int(key)].subject
        # Also one that was taken back: what was recorded of it can still be read.
        if isinstance(self._shown.dossier.known.get(subject), Visit):
            return ("visit_page", subject) if "visit_page" in SCREENS else None
        if any(subject == one.id for one in matters_of(self._shown.dossier)):
            return ("matter_page", subject)
        is_promise = any(subject == one.id for one in self._shown.dossier.promises)
        return ("promise_page", subject) if is_promise and "promise_page" in SCREENS else None

    def action_join(self) -> None:
        """Choose who is the same person, or take that back."""
        if self._shown is not None:
            self.fieldlog.open_screen("customer_join", self._shown, self._alike)


def _titles(sections: Mapping[str, str]) -> dict[str, str]:
    return {name: translate(title) for name, title in sections.items()}


def _timeline_columns(page: CustomerPage) -> tuple[Column, ...]:
    widest = max((width(show_day(one.day, page.today)) for one in page.timeline), default=12)
    return (Column("", widest), Column("", 20, share=1, wraps=True))


def _happened(number: int, entry: TimelineEntry, page: CustomerPage) -> Row:
    return Row(str(number), (show_day(entry.day, page.today), say(entry.what, page.today)))


def _promised(story: PromiseStory, page: CustomerPage) -> Row:
    became, today = story.became, page.today
    is_open = became.state == "open"
    is_late = is_open and _is_late(story, page)
    due = due_words(became.due, today) if is_open else show_day(due_day(became.due), today)
    state = translate(N_("overdue")) if is_late else state_word(became.state)
    tone = "overdue" if is_late else "" if is_open else "dim"
    return Row(story.promise.id, (story.promise.text, due, state), tone)


def _is_late(story: PromiseStory, page: CustomerPage) -> bool:
    return any(one.is_late for one in page.brief.promises if one.promise == story.promise.id)
