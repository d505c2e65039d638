"""The brief at hand during a visit: the whole one where there is room, else what matters most."""

from collections.abc import Iterator
from datetime import date

from fieldlog.actions.briefs import Brief
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, translate
from fieldlog.tui.brief_facts import (
    CAUTION,
    POINT,
    address_facts,
    brief_facts,
    caution_facts,
)
from fieldlog.tui.customer_words import due_words
from fieldlog.tui.page import WIDE
from fieldlog.tui.widgets.brief import BriefPanel
from fieldlog.tui.widgets.facts import Fact, Facts

PROMISES_SHOWN = 3


class VisitBrief(BriefPanel):
    """Shows the brief of the customer who is visited."""

    def __init__(self) -> None:
        super().__init__()
        self._brief: tuple[Brief, date] | None = None

    def show_brief(self, brief: Brief, today: date) -> None:
        """Show a brief that was read on a day."""
        self._brief = (brief, today)
        self._show_fitting()

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        self._show_fitting()

    def _show_fitting(self) -> None:
        # The screen may be left while its brief is still being read.
        if self._brief is not None and self.is_attached:
            facts = brief_facts if self.screen.has_class(WIDE) else short_facts
            self.query_one(Facts).show(facts(*self._brief))


def short_facts(brief: Brief, today: date) -> Iterator[Fact]:
    """Yield how to address the customer, what to mind, what is owed, and what the last visit was."""
    yield from address_facts(brief)
    yield from caution_facts(brief, today)
    for promise in brief.promises[:PROMISES_SHOWN]:
        words = translate(N_("{text}, {due}"), text=promise.text, due=due_words(promise.due, today))
        yield Fact(words, CAUTION if promise.is_late else POINT, "overdue" if promise.is_late else "")
    for visit in brief.visits[:1]:
        told = "  ".join(
            part for part in (show_day(visit.start.date(), today), visit.purpose, visit.note) if part
        )
        yield Fact(translate(N_("Last time: {text}"), text=told), POINT, "dim")
    if brief.character:
        yield Fact(brief.character, POINT, "dim")
