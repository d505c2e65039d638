"""The store needs its passphrase before anything can be shown."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldlog.domain.errors import FieldlogError, WrongKeyError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain_error, translate
from fieldlog.tui.card_screen import CardScreen, SecretInput, paragraph
from fieldlog.tui.keys import bind
from fieldlog.tui.store_thread import open_workspace

LOCKED = N_("The store is locked.")
"""What is wrong with a store that waits for its passphrase, and nothing else."""


class UnlockScreen(CardScreen[None]):
    """Asks for the passphrase until it fits; a wrong one changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("recover")]

    def __init__(self, trouble: WrongKeyError) -> None:
        """``trouble`` is why the store did not open by itself."""
        super().__init__()
        self._trouble = trouble

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("This store is locked"))

    def compose_card(self) -> Iterable[Widget]:
        """Yield the question, and the way out for those who have lost the passphrase."""
        if self._trouble.message != LOCKED:
            yield paragraph(translate(self._trouble.message, **self._trouble.arguments))
        yield paragraph(translate(N_("Passphrase:")), "label")
        yield SecretInput()
        yield Static("", id="card-answer")
        forgotten = translate(
            N_("Forgotten? Press {key}: the recovery code on your paper opens the store too."),
            key=self.key_of("recover"),
        )
        yield paragraph(forgotten, "quiet")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try the passphrase."""
        if event.value:
            self.say(translate(N_("Opening the store ...")), "calm")
            self.run_worker(self._try(event.value), exclusive=True)

    async def _try(self, passphrase: str) -> None:
        desk = self.fieldlog.desk
        desk.open_again(partial(open_workspace, desk.home, passphrase))
        try:
            await desk.opened()
        except FieldlogError as error:
            self.query_one(SecretInput).clear()
            # A passphrase that is simply wrong needs no words about a shell: the way out stands below.
            is_mistyped = isinstance(error, WrongKeyError) and not error.arguments
            self.say(translate(error.message) if is_mistyped else explain_error(error))
            return
        self.dismiss(None)
        self.fieldlog.enter()

    def action_recover(self) -> None:
        """Set a new passphrase by means of the recovery code."""
        self.dismiss(None)
        self.fieldlog.open_screen("recover", self._trouble)
