"""What the screens share that stand alone, before the store is open or while it is locked: a card in the
middle, nothing around it, and the keys.
"""

from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldlog.tui.keymaps import key_of
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import LineInput
from fieldlog.tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

Result = TypeVar("Result")
STYLES = Path(__file__).parent / "styles"


def paragraph(words: str, classes: str = "") -> Static:
    """Return words that stand on a card; they are in the current language already."""
    return Static(plain(words), classes=classes)


class SecretInput(LineInput):
    """A passphrase or code; what is typed is not shown, and Enter sends it."""

    def __init__(self) -> None:
        super().__init__(password=True, compact=True)

    async def action_submit(self) -> None:
        """Send what was typed."""
        self.post_message(Input.Submitted(self, self.value))


class CardScreen(ModalScreen[Result]):
    """A card that hides all that is behind it. Screens give ``title_words`` and ``compose_card``."""

    CSS_PATH = [STYLES / "form.tcss", STYLES / "card.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [bind("quit", priority=True)]

    @property
    def fieldlog(self) -> "FieldlogApp":
        """The application that this screen belongs to."""
        return cast("FieldlogApp", self.app)

    def key_of(self, name: str) -> str:
        """Return how the key of an action is written, as the rep has set it; for sentences that name it."""
        return key_of(name, self.fieldlog.preferences.keymap)

    def compose(self) -> ComposeResult:
        """Put the card above the keys."""
        with VerticalScroll(id="card", can_focus=False):
            yield Static(plain(self.title_words()), id="card-title")
            yield from self.compose_card()
        yield KeyFooter()

    @abstractmethod
    def title_words(self) -> str:
        """Return what the card is about, in the current language."""

    @abstractmethod
    def compose_card(self) -> Iterable[Widget]:
        """Yield what stands on the card."""

    def on_mount(self, _event: events.Mount) -> None:
        """Begin at the first input."""
        self.begin()

    def begin(self) -> None:
        """Put the cursor into the first input, where there is one."""
        for first in self.query("Input, ChoiceLine").results():
            first.focus()
            break

    async def say_anew(self) -> None:
        """Show the card in the language that is spoken now."""
        await self.recompose()
        self.begin()

    def say(self, words: str, tone: str = "problem") -> None:
        """Say something at the end of the card, in place of what was said there before; ``tone`` is
        ``problem`` or ``calm``.
        """
        line = self.query_one("#card-answer", Static)
        line.update(plain(words))
        line.display = bool(words)
        line.set_class(tone == "calm", "-calm")
        line.scroll_visible(animate=False)
