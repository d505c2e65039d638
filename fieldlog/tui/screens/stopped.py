"""The store cannot be opened: what happened, and the next step. Nothing else can be done here."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain_error, translate
from fieldlog.tui.card_screen import CardScreen, paragraph
from fieldlog.tui.keys import bind


class StoppedScreen(CardScreen[None]):
    """Stays until fieldlog is left, or opening is tried again."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("open", N_("Try again"))]

    def __init__(self, error: FieldlogError) -> None:
        super().__init__()
        self._error = error

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("The store cannot be opened"))

    def compose_card(self) -> Iterable[Widget]:
        """Yield what happened and what to do."""
        yield paragraph(explain_error(self._error))
        yield paragraph(translate(N_("What is in the store was not touched.")), "quiet")
        place = translate(N_("Folder: {home}"), home=self.fieldlog.desk.home)
        yield paragraph(place, "quiet")

    def action_open(self) -> None:
        """Try again, as after another program was closed."""
        self.dismiss(None)
        self.fieldlog.open_store_again()
