"""A card with a few fields, for what is no part of the rep's work: keys, backups, the first start."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.locale import explain_error
from fieldlog.tui.card_screen import CardScreen, paragraph
from fieldlog.tui.keys import bind
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.form import Form

Result = TypeVar("Result")


class FormCard(CardScreen[Result]):
    """Screens give ``title_words``, ``introduction``, ``compose_fields``, ``busy_words`` and ``act``. What is
    wrong is said at its field, and everything typed stays; nothing typed here is kept on the disk.
    """

    BINDINGS: ClassVar[list[BindingType]] = [bind("save"), bind("back")]
    aliases: ClassVar[Mapping[str, str]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._is_acting = False

    def compose_card(self) -> Iterable[Widget]:
        """Yield what it is about, the fields, and the place for the answer."""
        for words in self.introduction():
            yield paragraph(words)
        yield Form(*self.compose_fields(), aliases=self.aliases)
        yield Static("", id="card-answer")

    def introduction(self) -> Iterable[str]:
        """Yield what one should know before typing, a paragraph each."""
        return ()

    @abstractmethod
    def compose_fields(self) -> Iterable[Field]:
        """Yield the fields."""

    @abstractmethod
    def busy_words(self) -> str:
        """Return what is said while it is done."""

    @abstractmethod
    async def act(self, values: Mapping[str, str]) -> None:
        """Do what the fields were filled for, and leave or answer; BadInputError is shown at the fields."""

    @property
    def form(self) -> Form:
        """The fields of this card."""
        return self.query_one(Form)

    def on_line_input_last_entered(self) -> None:
        """Do it: a card has few fields, and who presses Enter in the last one is done."""
        self.action_save()

    def action_save(self) -> None:
        """Do it, once at a time."""
        if not self._is_acting:
            self._is_acting = True
            self.say(self.busy_words(), "calm")
            self.run_worker(self._act())

    async def _act(self) -> None:
        try:
            await self.act(self.form.values())
        except BadInputError as error:
            self.say("")
            self.form.show_problems(error.problems)
        except FieldlogError as error:
            self.say(explain_error(error))
        finally:
            self._is_acting = False

    async def say_anew(self) -> None:
        """Show the card in the language that is spoken now, with what was typed."""
        typed = self.form.values()
        await super().say_anew()
        self.form.fill(typed)

    def action_back(self) -> None:
        """Go back without doing it."""
        if not self._is_acting:
            self.dismiss(None)
