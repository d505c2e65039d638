"""A question before something goes that cannot be brought back."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.key_footer import KeyFooter


class ConfirmScreen(ModalScreen[bool]):
    """Asks; F9 does it, Escape goes back."""

    CSS_PATH = "../styles/problem.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("discard"), bind("back")]

    def __init__(self, title: str, question: str) -> None:
        """Both in the current language."""
        super().__init__()
        self._title = title
        self._question = question

    def compose(self) -> ComposeResult:
        """Yield the question in the middle."""
        yield Vertical(
            Static(plain(self._title), id="problem-title"), Static(plain(self._question)), id="problem"
        )
        yield KeyFooter()

    def action_discard(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Do nothing."""
        self.dismiss(False)
