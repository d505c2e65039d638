"""A pause or a customer's suggestion, with what the supervisor said about it; its author can answer."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.actions.heard_reviews import mark_subject_seen
from fieldlog.actions.matter_pages import MatterPage, read_matter_page
from fieldlog.domain.problems import N_
from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.review_words import matter_facts
from fieldlog.tui.widgets.facts import Facts


class MatterPageScreen(Page[None]):
    """Shows a pause or a suggestion; showing it once is having heard what was said."""

    CSS_PATH = "../styles/visit.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("answer"), bind("open", N_("Customer")), bind("back")]

    def __init__(self, matter: str) -> None:
        super().__init__()
        self._matter = matter
        self._shown: MatterPage | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Yield the facts."""
        with VerticalScroll(classes="visit-page"):
            yield Facts()

    async def load(self) -> None:
        """Read the matter and show it, then keep that it was seen."""
        page = self._shown = await self.fieldlog.desk.run(read_matter_page, self._matter)
        self.query_one(Facts).show(matter_facts(page, self.key_of("answer")))
        self.query_one(VerticalScroll).focus()
        self.refresh_bindings()
        await self.fieldlog.desk.run(mark_subject_seen, page.card, self._matter)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where nobody spoke, nothing is answered; where nothing could be read, nothing opens."""
        if action == "answer":
            return self._shown is not None and bool(self._shown.thread)
        if action == "open":
            return self._shown is not None
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        """Answer the supervisor."""
        if self._shown is not None:
            self.fieldlog.open_screen("answer", self._matter, self._shown.card["id"])

    def action_open(self) -> None:
        """Open the customer."""
        if self._shown is not None:
            self.fieldlog.open_screen("customer", self._shown.card["id"])
