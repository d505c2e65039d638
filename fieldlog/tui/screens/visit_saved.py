"""A visit was saved: how long it was, each promise as it was understood, and the rule that was missed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldlog.actions.visit_pages import VisitPage, read_visit_page
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, translate
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.visit_words import saved_facts
from fieldlog.tui.widgets.facts import Fact, Facts
from fieldlog.tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp


class VisitSavedScreen(ModalScreen[None]):
    """A calm answer after the capture; Enter or Escape goes on with the day."""

    CSS_PATH = ["../styles/form.tcss", "../styles/visit.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [bind("open", N_("Go on")), bind("back", show=False)]

    def __init__(self, visit: str) -> None:
        super().__init__()
        self._visit = visit

    def compose(self) -> ComposeResult:
        """Yield the answer in the middle."""
        with VerticalScroll(id="visit-saved", can_focus=False):
            yield Static(plain(translate(N_("Saved"))), classes="form-title")
            yield Facts()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Read what was saved."""
        self.run_worker(self._read())

    async def _read(self) -> None:
        app = cast("FieldlogApp", self.app)
        try:
            page = await app.desk.run(read_visit_page, self._visit)
        except FieldlogError as error:
            app.tell_error(error)
            return
        self.query_one(Facts).show(_facts(page))

    def action_open(self) -> None:
        """Go on with the day."""
        self.dismiss(None)

    action_back = action_open


def _facts(page: VisitPage) -> Iterator[Fact]:
    yield from saved_facts(page.story, page.card["name"], page.today)
    if page.held_until is not None:
        day = show_day(page.held_until, page.today)
        sentence = N_("The health note stays on this laptop until the customer was asked, at most to {day}.")
        yield Fact(translate(sentence, day=day), tone="warn")
