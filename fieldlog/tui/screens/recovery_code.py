"""A recovery code: shown, and looked for on paper before it goes away for good."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.card_screen import CardScreen, paragraph
from fieldlog.tui.keys import bind
from fieldlog.tui.widgets.fields import TextLine

ASKED_GROUPS = (2, 5)
"""The groups that one reads from the paper, counted from 1."""


class RecoveryCodeScreen(CardScreen[bool]):
    """Shows the code; then hides it and asks for two of its groups. It can be seen again at any time. Its
    result is whether it is on paper.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("save", N_("I have written it down")),
        bind("back"),
    ]

    def __init__(self, code: str, may_leave: bool = False) -> None:
        """``may_leave``: nothing has been done with the code yet, so one may go back."""
        super().__init__()
        self._groups = code.split("-")
        self._may_leave = may_leave
        self._is_asking = False

    def title_words(self) -> str:
        """Return what the card is about."""
        if self._is_asking:
            return translate(N_("Look at your paper"))
        return translate(N_("Write this recovery code on paper"))

    def compose_card(self) -> Iterable[Widget]:
        """Yield the code, or the question for two of its groups."""
        yield from self._question() if self._is_asking else self._code()
        yield Static("", id="card-answer")

    def _code(self) -> Iterable[Widget]:
        lines = ("-".join(self._groups[:4]) + "-", "-".join(self._groups[4:]))
        yield paragraph("\n".join(lines), "code")
        yield paragraph(translate(N_("It opens your store when the passphrase is lost, and your backups.")))
        yield paragraph(
            translate(N_("It is shown only now and kept nowhere. Keep the paper apart from this laptop."))
        )

    def _question(self) -> Iterable[Widget]:
        yield paragraph(translate(N_("Type these two groups from it, to be sure that the paper is right.")))
        for number in ASKED_GROUPS:
            yield TextLine(f"group{number}", translate(N_("Group {number}"), number=number))

    def on_line_input_last_entered(self) -> None:
        """Compare the groups."""
        self.action_save()

    def action_save(self) -> None:
        """Ask for two groups; leave when they are right."""
        if not self._is_asking:
            self._turn(True)
        elif self._are_right():
            self.dismiss(True)

    def _are_right(self) -> bool:
        # Each group is looked at, so that every wrong one says so.
        right = [self._is_right(number) for number in ASKED_GROUPS]
        return all(right)

    def _is_right(self, number: int) -> bool:
        field = self.query_one(f"#field-group{number}", TextLine)
        typed = field.value.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")
        is_right = typed == self._groups[number - 1]
        wrong = translate(N_("This is not on the code. Compare it: Escape shows the code again."))
        field.show_problem("" if is_right else wrong)
        return is_right

    def action_back(self) -> None:
        """Show the code again; from there, leave."""
        if self._is_asking:
            self._turn(False)
        else:
            self.dismiss(False)

    def _turn(self, is_asking: bool) -> None:
        self._is_asking = is_asking
        self.run_worker(self.say_anew())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going back is for when the code is hidden, or was not used yet."""
        return action != "back" or self._is_asking or self._may_leave
