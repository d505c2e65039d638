"""A new recovery code for when the paper is lost; the old one ends only when the new one is on paper."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import BindingType

from fieldlog.actions.keys import NewRecoveryCode, prepare_recovery_code
from fieldlog.actions.locking import can_unlock_with_passphrase
from fieldlog.actions.recovery_paper import note_code_on_paper
from fieldlog.actions.workspace import system_now
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.store.keys.keyrings import PlatformKeyring
from fieldlog.store.opening import Unlocking
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.keys import bind
from fieldlog.tui.screens.recovery_code import RecoveryCodeScreen
from fieldlog.tui.widgets.fields import Field, TextLine


class NewCodeScreen(FormCard[None]):
    """Asks for the passphrase where there is one, then shows the new code and looks for it on paper."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("save", N_("Show a new code"))]

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("A new recovery code"))

    def introduction(self) -> Iterable[str]:
        """Yield when it is needed, and what becomes of the code before."""
        yield translate(N_("For when the paper is lost, or somebody else has seen it."))
        yield translate(
            N_("Have paper and a pen at hand. The code before ends once the new one is on paper.")
        )

    def compose_fields(self) -> Iterable[Field]:
        """Yield the present passphrase."""
        if can_unlock_with_passphrase(self.fieldlog.desk.home):
            yield TextLine("passphrase", translate(N_("Passphrase")), secret=True)

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Making the code ..."))

    async def act(self, values: Mapping[str, str]) -> None:
        """Make the code and show it; opening the key is slow on purpose, so in a thread of its own."""
        passphrase = values.get("passphrase")
        ways = Unlocking(passphrase, PlatformKeyring() if passphrase is None else None)
        new = await asyncio.to_thread(prepare_recovery_code, self.fieldlog.desk.home, ways, system_now())
        self.say("")
        shown = RecoveryCodeScreen(new.code, may_leave=True)
        if await self.app.push_screen_wait(shown):
            await self._use(new)

    async def _use(self, new: NewRecoveryCode) -> None:
        try:
            await asyncio.to_thread(new.use)
            await self.fieldlog.desk.run(note_code_on_paper)
        except FieldlogError as error:
            self.fieldlog.tell_error(error)
            return
        self.dismiss(None)
        self.fieldlog.tell(N_("The new recovery code opens this store; the earlier one no longer works."))
