"""A pause: for some days no contact is expected, and everybody sees why."""

from collections.abc import Callable, Iterable, Mapping

from fieldlog.actions.cards import get_card
from fieldlog.actions.customers import pause_customer
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.moments import read_day
from fieldlog.domain.problems import N_, SENTENCES, Problem
from fieldlog.locale import say, show_day, show_label, translate
from fieldlog.tui.customer_fields import AboutCustomer
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import PresetLine
from fieldlog.tui.widgets.due_line import DueLine, Reading
from fieldlog.tui.widgets.fields import Field

REASON, UNTIL, START = "reason", "until", "start"


class PauseScreen(AboutCustomer[None]):
    """Notes a pause."""

    form = forms.PAUSE
    heading = N_("Pause")

    def compose_fields(self) -> Iterable[Field]:
        """Yield why, and from when to when."""
        yield PresetLine(REASON, show_label(REASON), said(reasons.PAUSE))
        until = N_("the last day, such as: end of month, in 10 days, 2026-12-24")
        yield DueLine(UNTIL, show_label(UNTIL), self._read, translate(until))
        yield DueLine(START, translate(N_("First day")), self._read, translate(N_("left empty: today")))

    def _read(self, text: str) -> Reading:
        if self.today is None:
            return "", False
        try:
            return show_day(read_day(text, self.today, UNTIL), self.today), True
        except BadInputError as error:
            return _calm(error.problems[0]), False

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], None]:
        """Save the pause."""
        customer = self.customer

        def save(workspace: Workspace) -> None:
            today = workspace.today()
            missing = [Problem(field, "empty") for field in (REASON, UNTIL) if not values[field].strip()]
            if missing:
                raise BadInputError(*missing)
            until = read_day(values[UNTIL], today, UNTIL)
            start = read_day(values[START], today, START) if values[START].strip() else today
            pause_customer(workspace, get_card(workspace, customer), values[REASON], until, start)

        return save

    def tell_saved(self, result: None) -> None:
        """Say that it is noted."""
        if self.card is not None:
            self.fieldlog.tell(N_("Pause noted: {name}"), name=self.card["name"])


def _calm(problem: Problem) -> str:
    return say((SENTENCES.get(problem.code, problem.code), problem.arguments))
