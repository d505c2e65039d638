"""After the store was made: the first customer, or the shop's list."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.card_screen import CardScreen, paragraph
from fieldlog.tui.keys import bind


class FirstStepsScreen(CardScreen[None]):
    """Leads to the form of a customer, or straight to Today."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("First customer")),
        bind("back", N_("Not now")),
    ]

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("Your store is ready"))

    def compose_card(self) -> Iterable[Widget]:
        """Yield the ways to go on."""
        for words in (
            N_("Press Enter and type your first customer: a name is enough."),
            N_("You have a list as CSV or Excel? Press Escape, leave with Ctrl+Q and type:"),
        ):
            yield paragraph(translate(words))
        yield paragraph(translate(N_("fieldlog customer import FILE.xlsx")), "code")
        yield paragraph(translate(N_("Everything you type is kept at once. F1 shows every key.")), "quiet")

    def action_open(self) -> None:
        """Go in, and type the first customer."""
        self._go_in("customer_new")

    def action_back(self) -> None:
        """Go in."""
        self._go_in("")

    def _go_in(self, screen: str) -> None:
        self.dismiss(None)
        self.fieldlog.enter(screen)
