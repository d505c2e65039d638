"""The first start: who the rep is, and the keys of a new store. What follows stands in ``first_steps``."""

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType

from fieldlog.actions.homes import (
    NewStore,
    check_rep_and_zone,
    find_clock_problem,
    find_keyring_trouble,
    init_store,
    machine_zone,
    suggest_rep,
)
from fieldlog.actions.keys import find_passphrase_problems
from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.recovery_paper import note_code_on_paper
from fieldlog.actions.workspace import Workspace, system_now
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import current_language, show_label, translate
from fieldlog.store.keys.keyrings import PlatformKeyring
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.keys import bind
from fieldlog.tui.screens.passphrase import GOOD_PASSPHRASE
from fieldlog.tui.store_thread import open_workspace
from fieldlog.tui.type_ahead import IN_THE_BACKGROUND
from fieldlog.tui.widgets.choices import Choice
from fieldlog.tui.widgets.fields import Field, TextLine

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

LANGUAGES = {"zh": "中文", "en": "English"}
PASSPHRASE, KEYRING = "passphrase", "keyring"
PURPOSE_OF_PASSPHRASE = N_("Asked for at every start: only you can look in.")


class WelcomeScreen(FormCard[None]):
    """Makes the store; everything typed stays until it is made."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("save", N_("Make my store"))]
    aliases = {"passphrase": "new-passphrase"}

    def __init__(self) -> None:
        super().__init__()
        self._rep = suggest_rep()
        self._zone = machine_zone()
        self._has_keyring = False

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("Welcome to fieldlog"))

    def introduction(self) -> Iterable[str]:
        """Yield what one should know before the first line is typed."""
        yield translate(
            N_("Your customers, visits and promises, on this laptop and encrypted. No network needed.")
        )
        yield translate(N_("To look around first: leave with Ctrl+Q and type fieldlog demo"))

    def compose_fields(self) -> Iterable[Field]:
        """Yield language, rep, zone and the way to open the store."""
        yield Choice("language", translate(N_("Language")), LANGUAGES, current_language())
        yield TextLine("rep", translate(N_("Your name")), self._rep)
        yield TextLine("zone", show_label("zone"), self._zone)
        ways = {
            KEYRING: translate(N_("by this computer")),
            PASSPHRASE: translate(N_("with a passphrase")),
        }
        yield Choice("way", translate(N_("To be opened")), ways, KEYRING if self._has_keyring else PASSPHRASE)
        hint = " ".join(map(translate, (PURPOSE_OF_PASSPHRASE, GOOD_PASSPHRASE)))
        yield TextLine("new-passphrase", translate(N_("Passphrase")), hint=hint, secret=True)
        yield TextLine("again", translate(N_("The same again")), secret=True)

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Making your store ..."))

    def on_mount(self, event: events.Mount) -> None:
        """Begin at the language, and ask the keyring in the background whether it can keep a key."""
        super().on_mount(event)
        self._show_needed()
        self.run_worker(self._ask_keyring(), group=IN_THE_BACKGROUND)

    async def _ask_keyring(self) -> None:
        trouble = await asyncio.to_thread(find_keyring_trouble, PlatformKeyring())
        self._has_keyring = trouble is None
        if self._has_keyring and not self.form.values()["new-passphrase"]:
            self.form.fill({"way": KEYRING})
        self._show_needed()

    def _show_needed(self) -> None:
        """Show the choice only where there is one, and the passphrase only where it is needed."""
        fields = self.form.fields
        fields["way"].display = self._has_keyring
        for name in ("new-passphrase", "again"):
            fields[name].display = fields["way"].value == PASSPHRASE

    def on_field_changed(self, event: Field.Changed) -> None:
        """Speak the language that was chosen at once; ask for what is needed."""
        self._show_needed()
        language = event.field.value
        if event.field.field == "language" and language != current_language():
            self.run_worker(self.fieldlog.speak("zh" if language == "zh" else "en"))

    async def say_anew(self) -> None:
        """Show the card in the language that is spoken now, with what was typed."""
        await super().say_anew()
        self._show_needed()

    async def act(self, values: Mapping[str, str]) -> None:
        """Make the store, and show its recovery code."""
        doubt = find_clock_problem(system_now())
        if doubt is not None:
            raise BadInputError(doubt)
        passphrase = values["new-passphrase"] if values["way"] == PASSPHRASE else None
        problems = _find_problems(values, passphrase)
        if problems:
            raise BadInputError(*problems)
        made = await asyncio.to_thread(self._make, values["rep"], values["zone"], passphrase)
        self.dismiss(None)
        go_on = partial(_go_on, self.fieldlog, passphrase)
        self.fieldlog.open_screen("recovery_code", made.recovery_code, then=go_on)

    def _make(self, rep: str, zone: str, passphrase: str | None) -> NewStore:
        keyring = PlatformKeyring() if passphrase is None else None
        return init_store(self.fieldlog.desk.home, rep, zone, system_now(), passphrase, keyring)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nowhere to go back to."""
        return action != "back"


def _go_on(fieldlog: "FieldlogApp", passphrase: str | None, is_on_paper: bool | None) -> None:
    """Open the store and keep in it at once what was chosen and confirmed: the window may be closed here."""
    desk = fieldlog.desk
    desk.open_again(partial(open_workspace, desk.home, passphrase))
    desk.submit(keep_language)
    if is_on_paper:
        desk.submit(note_code_on_paper)
    fieldlog.open_screen("first_steps")


def keep_language(workspace: Workspace) -> None:
    """Keep the language that was chosen at the first start."""
    change_preferences(workspace, language=current_language())


def _find_problems(values: Mapping[str, str], passphrase: str | None) -> list[Problem]:
    """Return all that is wrong at once: who types with two fingers should not be sent back twice."""
    problems: list[Problem] = []
    try:
        check_rep_and_zone(values["rep"], values["zone"])
    except BadInputError as error:
        problems += error.problems
    if passphrase is not None:
        problems += find_passphrase_problems(passphrase, values["again"])
    return problems
