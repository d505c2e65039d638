"""One saved visit: everything that was recorded, what the rules say, its corrections, and its review."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.actions import visit_pages
from fieldlog.actions.heard_reviews import mark_subject_seen
from fieldlog.actions.visit_pages import read_visit_page
from fieldlog.domain.problems import N_
from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.review_words import review_facts, review_title
from fieldlog.tui.visit_words import page_facts
from fieldlog.tui.widgets.facts import Facts


class VisitPage(Page[None]):
    """Shows a visit; it can be answered for, corrected or taken back, and nothing of it is ever lost. With
    ``at_review`` it begins where the supervisor speaks.
    """

    CSS_PATH = "../styles/visit.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("answer"),
        bind("edit", N_("Correct")),
        bind("discard", N_("Take it back")),
        bind("back"),
    ]

    def __init__(self, visit: str, at_review: bool = False) -> None:
        super().__init__()
        self._visit = visit
        self._goes_to_review = at_review
        self._shown: visit_pages.VisitPage | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Yield the facts."""
        with VerticalScroll(classes="visit-page"):
            yield Facts()

    async def load(self) -> None:
        """Read the visit and show it."""
        page = self._shown = await self.fieldlog.desk.run(read_visit_page, self._visit)
        facts = page_facts(page.story, page.history, page.card["name"], page.zone, page.today)
        self.query_one(Facts).show([*facts, *review_facts(page, self.key_of("answer"))])
        self.query_one(VerticalScroll).focus()
        self.refresh_bindings()
        if self._goes_to_review:
            self._goes_to_review = False
            self.call_after_refresh(self._go_to_review)
        await self.fieldlog.desk.run(mark_subject_seen, page.card, self._visit)

    def _go_to_review(self) -> None:
        facts = self.query_one(Facts)
        texts = [line.text for line in facts.lines(facts.content_size.width)]
        if review_title() in texts:
            self.query_one(VerticalScroll).scroll_to(y=texts.index(review_title()), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A visit that was taken back is not corrected any more; where nobody spoke, nothing is answered."""
        if action == "answer":
            return self._shown is not None and self._shown.review.takes_words
        if action in ("edit", "discard"):
            return self._shown is not None and not self._shown.story.is_withdrawn
        return True

    def action_answer(self) -> None:
        """Answer the supervisor, or say something to a signal."""
        if self._shown is not None:
            self.fieldlog.open_screen("answer", self._shown.story.visit.id, self._shown.card["id"])

    def action_edit(self) -> None:
        """Correct the visit, with a reason."""
        if self._shown is not None:
            self.fieldlog.open_screen("visit_correction", self._shown.story.visit.id, self._shown.card["id"])

    def action_discard(self) -> None:
        """Take the visit back, with a reason."""
        if self._shown is not None:
            self.fieldlog.open_screen("discard_visit", self._shown.story.visit.id, self._shown.card["id"])
