"""An error that puts data at risk: what happened, what to do next; what was typed is still behind it."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain_error, translate
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.key_footer import KeyFooter

STILL_THERE = N_("What you typed is still on the screen behind this message.")


class ProblemScreen(ModalScreen[None]):
    """Stays until it was read."""

    CSS_PATH = "../styles/problem.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("back"), bind("open", show=False)]

    def __init__(self, error: FieldlogError, more: str = "") -> None:
        """``more`` is what can be done besides, in the current language."""
        super().__init__()
        self._error = error
        self._more = more

    def compose(self) -> ComposeResult:
        """Yield the message in the middle."""
        yield Vertical(*self._lines(), id="problem")
        yield KeyFooter()

    def _lines(self) -> Iterable[Widget]:
        yield Static(plain(translate(N_("This could not be done"))), id="problem-title")
        yield Static(plain(explain_error(self._error)))
        yield Static(plain(translate(STILL_THERE)))
        if self._more:
            yield Static(plain(self._more))

    def tells(self, error: FieldlogError) -> bool:
        """Return whether this message is about the same: it need not be read twice."""
        return explain_error(error) == explain_error(self._error)

    def action_back(self) -> None:
        """Go back to what was being done."""
        self.dismiss(None)

    action_open = action_back
