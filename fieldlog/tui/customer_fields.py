"""The fields of a customer's profile, and what forms about one customer share."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, TypeVar

from textual.widgets import Static

from fieldlog.actions.cards import get_card
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import describe_birthday, next_birthday, read_birthday
from fieldlog.domain.cards import LETTERS, Card
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, SENTENCES, Problem
from fieldlog.locale import say, show_day, show_label, translate
from fieldlog.tui.customer_rows import letter_words
from fieldlog.tui.customer_words import ahead_words
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.choices import Choice
from fieldlog.tui.widgets.due_line import DueLine, Reading
from fieldlog.tui.widgets.fields import AreaLine, Field, TextLine, TextNote

Result = TypeVar("Result")
YES = "yes"
BIRTHDAY_HINT = N_("such as 1950-03-05, 5 March or lunar 3-8")


def read_birthday_line(text: str, today: date) -> Reading:
    """Return how a birthday is understood while it is typed: which day, and when it is kept next."""
    reading = read_birthday(text, today)
    if isinstance(reading, Problem) and reading.code == "birthday-not-understood":
        return translate(BIRTHDAY_HINT), False
    if isinstance(reading, Problem):
        return say((SENTENCES.get(reading.code, reading.code), reading.arguments)), False
    words = say(describe_birthday(reading))
    try:
        following = next_birthday(reading, today)
    except BadInputError:
        return words, True
    when = ahead_words((following - today).days)
    template = N_("{birthday}; next: {day}, {when}")
    return translate(template, birthday=words, day=show_day(following, today), when=when), True


class ProfileFields(FormScreen[Result]):
    """A form of everything that is said of a customer."""

    page = "customers"
    aliases: ClassVar[dict[str, str]] = {"phone": "phones", "letter": "class"}

    today: date | None = None

    def compose_profile(self) -> Iterable[Field]:
        """Yield the fields after the name: who it is, where, what to know."""
        yield TextLine(
            "honorific", show_label("honorific"), placeholder=translate(N_("such as Auntie Zhang"))
        )
        yield TextNote("phones", show_label("phone"), hint=translate(N_("one number a line")))
        yield TextLine("district", show_label("district"))
        yield TextLine("address", show_label("address"))
        yield Choice("class", show_label("class"), {letter: letter_words(letter) for letter in LETTERS})
        yield Choice("key", show_label("key"), {"": translate(N_("no")), YES: translate(N_("yes"))})
        hint = translate(BIRTHDAY_HINT)
        yield DueLine("birthday", show_label("birthday"), self._read_birthday, hint)
        yield AreaLine("taboos", translate(N_("Do not mention")))
        yield AreaLine("character", show_label("character"))
        family = N_("one person a line, such as Wang Fang:daughter")
        yield TextNote("family", show_label("family"), hint=translate(family))
        yield AreaLine("agreed_hours", show_label("agreed_hours"))
        yield TextNote("notes", show_label("notes"))

    def _read_birthday(self, text: str) -> Reading:
        return ("", False) if self.today is None else read_birthday_line(text, self.today)

    async def _fill(self) -> None:
        self.today = await self.fieldlog.desk.run(Workspace.today)
        await super()._fill()


class AboutCustomer(FormScreen[Result]):
    """A form about a customer that is there already; its title names whom it is about."""

    page = "customers"
    heading: ClassVar[str]

    def __init__(self, customer: str, _customer: str = "") -> None:
        """The second argument is for those who go on with a draft: it names the customer again."""
        super().__init__(customer, customer)
        self.card: Card | None = None
        self.today: date | None = None

    def title_words(self) -> str:
        """Return what is noted, and of whom."""
        words = translate(self.heading)
        if self.card is None:
            return words
        return translate(N_("{what}: {name}"), what=words, name=self.card["name"])

    async def _fill(self) -> None:
        self.card, self.today = await self.fieldlog.desk.run(
            lambda workspace: (get_card(workspace, self.customer), workspace.today())
        )
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        await self.begin()
        await super()._fill()

    async def begin(self) -> None:
        """Show what depends on the customer, before what was typed comes back."""
