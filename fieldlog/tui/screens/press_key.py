"""Waits for the key that an action is to have; one that cannot be says why."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.domain.problems import N_
from fieldlog.locale import say, translate
from fieldlog.tui.card_screen import CardScreen, paragraph
from fieldlog.tui.keymaps import find_key_problem, is_key_of
from fieldlog.tui.keys import Key, bind


class PressKeyScreen(CardScreen[str]):
    """Ends with the key that was pressed, or with nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("back")]

    def __init__(self, key: Key) -> None:
        super().__init__()
        self._key = key

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_('Another key for "{action}"'), action=translate(self._key.title))

    def compose_card(self) -> Iterable[Widget]:
        """Yield the question."""
        yield paragraph(
            translate(N_("Press the key that it is to have, with the input method switched off."))
        )
        yield Static("", id="card-answer")

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why it cannot be; the key that goes back still does."""
        if is_key_of("back", event.key, self.fieldlog.preferences.keymap):
            return
        event.stop()
        problem = find_key_problem(self._key, event.key, self.fieldlog.preferences.keymap)
        if problem is None:
            self.dismiss(event.key)
        else:
            self.say(say(problem))

    def action_back(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
