"""A backup: everything in one encrypted file."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from fieldlog.actions.backups import make_backup, suggest_backup_name
from fieldlog.actions.workspace import system_now
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from fieldlog.locale import show_label, translate
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.keys import bind
from fieldlog.tui.widgets.fields import Field, TextLine


class BackupScreen(FormCard[None]):
    """Asks where to, and writes while fieldlog stays in use; a file that is there is replaced when asked
    twice.
    """

    BINDINGS: ClassVar[list[BindingType]] = [bind("save", N_("Write it"))]

    def __init__(self) -> None:
        super().__init__()
        self._may_replace = ""

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("Backup into a file"))

    def introduction(self) -> Iterable[str]:
        """Yield what becomes of it."""
        yield translate(
            N_("Everything goes into it, encrypted. Keep it on another disk, such as a USB stick.")
        )
        yield translate(N_("To bring it back: fieldlog restore FILE, with the recovery code or passphrase."))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the file."""
        suggested = Path.home() / suggest_backup_name(system_now().date())
        yield TextLine("file", show_label("file"), str(suggested))

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Writing the backup ... You can wait here."))

    async def act(self, values: Mapping[str, str]) -> None:
        """Write the file."""
        name = values["file"].strip()
        target = Path(name).expanduser().absolute()
        try:
            size = await self.fieldlog.desk.run(make_backup, target, force=self._may_replace == name)
        except BadInputError as error:
            if any(problem.code == "file-exists" for problem in error.problems):
                self._may_replace = name
                again = N_("There is a file of this name already. Press {key} again to replace it.")
                self.say(translate(again, key=self.key_of("save")))
                return
            raise
        self.dismiss(None)
        self.fieldlog.tell(
            N_("Everything is in {file} ({size} KB), encrypted."), file=target, size=-(-size // 1024)
        )
