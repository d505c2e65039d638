"""The window is too small to show anything right: asks for a larger one. Everything stays as it is behind."""

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.card_screen import STYLES
from fieldlog.tui.plain import plain


class TooSmallScreen(ModalScreen[None]):
    """Goes away by itself when the window has grown."""

    CSS_PATH = STYLES / "too_small.tcss"

    def __init__(self) -> None:
        super().__init__(classes="-too-small")

    def compose(self) -> ComposeResult:
        """Yield the sentence."""
        yield Static(plain(translate(N_("Please make this window larger. Everything typed is kept."))))
