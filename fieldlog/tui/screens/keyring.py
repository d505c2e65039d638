"""The keyring of this computer as another way to open the store: it then opens without asking."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import BindingType

from fieldlog.actions.keys import use_keyring
from fieldlog.actions.workspace import system_now
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.store.keys.keyrings import Keyring, PlatformKeyring
from fieldlog.store.opening import Unlocking
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.keys import bind
from fieldlog.tui.widgets.fields import Field, TextLine


class KeyringScreen(FormCard[None]):
    """Asks for the present passphrase, and lets the keyring open the store."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("save", N_("Let it open"))]

    def __init__(self, keyring: Keyring | None = None) -> None:
        super().__init__()
        self._keyring = keyring or PlatformKeyring()

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("Let this computer open the store"))

    def introduction(self) -> Iterable[str]:
        """Yield what it is good for, and what it means."""
        yield translate(N_("Then fieldlog opens without asking, for everybody who signs in to it as you."))
        yield translate(N_("The passphrase stays: after so long without a key it is asked for as before."))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the present passphrase."""
        yield TextLine("passphrase", translate(N_("Passphrase")), secret=True)

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Sealing the key ..."))

    async def act(self, values: Mapping[str, str]) -> None:
        """Put the key into the keyring, in a thread: the keyring may ask the person first."""
        home, ways = self.fieldlog.desk.home, Unlocking(values["passphrase"], None)
        await asyncio.to_thread(use_keyring, home, ways, self._keyring, system_now())
        self.dismiss(None)
        self.fieldlog.tell(N_("The keyring of this computer opens this store from now on."))
