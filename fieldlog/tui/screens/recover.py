"""A new passphrase by means of the recovery code, when the old one is forgotten or the keyring is gone."""

import asyncio
from collections.abc import Iterable, Mapping

from fieldlog.actions.keys import find_passphrase_problems, recover_store
from fieldlog.actions.locking import can_unlock_with_passphrase
from fieldlog.actions.workspace import system_now
from fieldlog.domain.errors import BadInputError, WrongKeyError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.widgets.fields import Field, TextLine


class RecoverScreen(FormCard[None]):
    """Opens the store when it is done."""

    aliases = {"recovery_code": "recovery-code"}

    def __init__(self, trouble: WrongKeyError) -> None:
        """``trouble`` is why the store did not open by itself."""
        super().__init__()
        self._trouble = trouble

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("Open the store with the recovery code"))

    def introduction(self) -> Iterable[str]:
        """Yield what one should know."""
        yield translate(self._trouble.message, **self._trouble.arguments)
        yield translate(
            N_("It is on the paper that you wrote when the store was made: 28 letters and digits.")
        )

    def compose_fields(self) -> Iterable[Field]:
        """Yield the code and the new passphrase, twice."""
        yield TextLine("recovery-code", translate(N_("Recovery code")))
        yield TextLine("new-passphrase", translate(N_("New passphrase")), secret=True)
        yield TextLine("again", translate(N_("The same again")), secret=True)

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Opening the store ..."))

    async def act(self, values: Mapping[str, str]) -> None:
        """Set the passphrase and go in."""
        passphrase = values["new-passphrase"]
        problems = find_passphrase_problems(passphrase, values["again"])
        if problems:
            raise BadInputError(*problems)
        home = self.fieldlog.desk.home
        await asyncio.to_thread(
            recover_store, home, values["recovery-code"], lambda: passphrase, system_now()
        )
        self.dismiss(None)
        self.fieldlog.open_store_again(passphrase)

    def action_back(self) -> None:
        """Ask for the passphrase again, where the store has one."""
        self.dismiss(None)
        known = can_unlock_with_passphrase(self.fieldlog.desk.home)
        self.fieldlog.open_screen("unlock" if known else "stopped", self._trouble)
