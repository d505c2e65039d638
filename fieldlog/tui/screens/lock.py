"""The lock: a lid opened in the living room shows no names. The visit's clock runs on behind it."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldlog.actions.locking import can_unlock_with_passphrase, check_passphrase
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain_error, translate
from fieldlog.tui.card_screen import CardScreen, SecretInput, paragraph
from fieldlog.tui.keys import bind


class LockScreen(CardScreen[None]):
    """Asks for the passphrase where the store has one, else for Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("open", N_("Unlock"))]

    def __init__(self) -> None:
        super().__init__()
        self._needs_passphrase = False

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("fieldlog is locked"))

    def compose_card(self) -> Iterable[Widget]:
        """Yield how to unlock, and nothing of anybody."""
        self._needs_passphrase = can_unlock_with_passphrase(self.fieldlog.desk.home)
        yield paragraph(translate(N_("Everything is where you left it, and what you typed is kept.")))
        if self._needs_passphrase:
            yield paragraph(translate(N_("Passphrase:")), "label")
            yield SecretInput()
            yield Static("", id="card-answer")
        else:
            yield paragraph(translate(N_("Press Enter to go on.")))

    def action_open(self) -> None:
        """Unlock where there is no passphrase."""
        if not self._needs_passphrase:
            self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try the passphrase."""
        if event.value:
            self.say(translate(N_("Checking ...")), "calm")
            self.run_worker(self._try(event.value), exclusive=True)

    async def _try(self, passphrase: str) -> None:
        try:
            await asyncio.to_thread(check_passphrase, self.fieldlog.desk.home, passphrase)
        except FieldlogError as error:
            self.query_one(SecretInput).clear()
            self.say(explain_error(error))
            return
        self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        """Let nothing pasted reach what is behind."""
        event.stop()
