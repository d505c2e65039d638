"""A new promise: one line, whose reading stands below while it is typed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from textual.widgets import Static

from fieldlog.actions.finding import get_customer, get_promise
from fieldlog.actions.promises import PromiseStory, note_promise, read_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.moments import read_day
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, translate
from fieldlog.locale.sentences import show_reading
from fieldlog.tui.due_words import read_promise_line
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.due_line import DueLine, Reading
from fieldlog.tui.widgets.fields import Field

PROMISE, MADE = "promise", "made"


class PromiseNewScreen(FormScreen[PromiseStory]):
    """Takes down what was promised to a customer, and by when."""

    page = "promises"
    form = forms.NEW_PROMISE
    aliases = {"due": PROMISE, "text": PROMISE}

    def __init__(self, customer: str, _customer: str = "") -> None:
        super().__init__(customer, customer)
        self._name = ""
        self._today: date | None = None

    def title_words(self) -> str:
        """Return to whom."""
        if not self._name:
            return translate(N_("New promise"))
        return translate(N_("New promise to {name}"), name=self._name)

    def compose_fields(self) -> Iterable[Field]:
        """Yield the line, and the day from which the due date counts."""
        hint = N_('In one line, with its day: "bring the report next wednesday"')
        yield DueLine(PROMISE, translate(N_("Promise")), self._read, translate(hint))
        yield DueLine(MADE, translate(N_("Promised on")), self._read_made, translate(N_("Left empty: today")))

    async def _fill(self) -> None:
        card, self._today = await self.fieldlog.desk.run(
            lambda workspace: (get_customer(workspace, self.customer), workspace.today())
        )
        self._name = card["name"]
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        await super()._fill()

    def _made(self) -> date | None:
        """Return the day that the due date counts from, ``None`` while it cannot be read."""
        typed = self.fields.fields[MADE].value.strip()
        if self._today is None or not typed:
            return self._today
        try:
            return read_day(typed, self._today, MADE)
        except BadInputError:
            return None

    def _read(self, text: str) -> Reading:
        made = self._made()
        return ("", False) if made is None else read_promise_line(text, made)

    def _read_made(self, _text: str) -> Reading:
        made = self._made()
        if made is None or self._today is None:
            return translate(N_("Which day? For example: yesterday, 2026-11-20")), False
        return show_day(made, self._today), True

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read the line anew when the day has changed from which it counts."""
        line = self.fields.fields[PROMISE]
        if event.field.field == MADE and isinstance(line, DueLine):
            line.read_anew()

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], PromiseStory]:
        """Save the promise as it was read."""
        customer, line, typed = self.customer, values[PROMISE], values[MADE].strip()

        def save(workspace: Workspace) -> PromiseStory:
            made = read_day(typed, workspace.today(), MADE) if typed else None
            promise = note_promise(workspace, get_customer(workspace, customer), line, made)
            return read_story(workspace, get_promise(workspace, promise))

        return save

    def tell_saved(self, result: PromiseStory) -> None:
        """Say how it was understood."""
        today = self._today or result.promise.made
        due = show_reading(result.became.due, today)
        self.fieldlog.tell(N_("Promise noted: {text}, {due}"), text=result.promise.text, due=due)
