"""A passphrase for the store: a first one, or another in place of the present one."""

import asyncio
from collections.abc import Iterable, Mapping

from fieldlog.actions.keys import add_passphrase, change_passphrase, find_passphrase_problems
from fieldlog.actions.locking import can_unlock_with_passphrase
from fieldlog.actions.workspace import system_now
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.store.keys.keyrings import PlatformKeyring
from fieldlog.store.opening import Unlocking
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.widgets.fields import Field, TextLine

GOOD_PASSPHRASE = N_("A few words that only you put together are good: long, and easy to remember.")


class PassphraseScreen(FormCard[None]):
    """Asks for the present passphrase where there is one, and for the new one twice."""

    def __init__(self) -> None:
        super().__init__()
        self._changes = False

    def title_words(self) -> str:
        """Return what the card is about."""
        self._changes = can_unlock_with_passphrase(self.fieldlog.desk.home)
        return translate(N_("Change the passphrase") if self._changes else N_("Add a passphrase"))

    def introduction(self) -> Iterable[str]:
        """Yield what makes a good one."""
        yield translate(GOOD_PASSPHRASE)

    def compose_fields(self) -> Iterable[Field]:
        """Yield the present and the new passphrase."""
        if self._changes:
            yield TextLine("passphrase", translate(N_("Present one")), secret=True)
        yield TextLine("new-passphrase", translate(N_("New passphrase")), secret=True)
        yield TextLine("again", translate(N_("The same again")), secret=True)

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Sealing the key ..."))

    async def act(self, values: Mapping[str, str]) -> None:
        """Set the passphrase; it is slow on purpose, so in a thread of its own."""
        new = values["new-passphrase"]
        problems = find_passphrase_problems(new, values["again"])
        if problems:
            raise BadInputError(*problems)
        home, now = self.fieldlog.desk.home, system_now()
        if self._changes:
            ways = Unlocking(values["passphrase"], None)
            await asyncio.to_thread(change_passphrase, home, ways, lambda: new, now)
        else:
            ways = Unlocking(None, PlatformKeyring())
            await asyncio.to_thread(add_passphrase, home, ways, lambda: new, now)
        self.dismiss(None)
        self.fieldlog.tell(N_("The new passphrase opens this store from now on."))
