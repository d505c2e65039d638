"""Another value for a field in conflict, written over all that was written before."""

from collections.abc import Callable, Iterable, Mapping

from textual.widgets import Static

from fieldlog.actions.conflicts import get_conflict, write_value
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.conflicts import Conflict
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate
from fieldlog.locale.exchange import show_field, show_value
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import Field, TextNote

VALUE = "value"


class ConflictValueScreen(FormScreen[Conflict]):
    """One field; ``subject`` is the document's id and the name of the field, with a slash between."""

    page = "settings"
    form = forms.CONFLICT_VALUE

    def __init__(self, subject: str, customer: str = "") -> None:
        super().__init__(subject, customer)
        self._document, _, self._field = subject.partition("/")

    def title_words(self) -> str:
        """Return which field gets another value."""
        return translate(N_("Another value: {field}"), field=show_field(self._field))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the value."""
        yield TextNote(VALUE, show_field(self._field))

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show each at the only field, whatever the value is of."""
        super().show_problems(problem._replace(field=VALUE) for problem in problems)

    async def _fill(self) -> None:
        conflict = await self.fieldlog.desk.run(get_conflict, self._document, self._field)
        # What the save stands over: the values that are there now, or were when typing began.
        self.seen = {self._field: list(conflict.ops)}
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        await super()._fill()
        zone = (await self.fieldlog.desk.opened()).zone
        values = (show_value(self._field, claim.value, zone) for claim in conflict.claims)
        self.fields.fields[VALUE].show_hint(translate(N_("so far: {values}"), values=" / ".join(values)))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], Conflict]:
        """Write the value over what the form was filled from."""
        text, seen = values[VALUE], tuple(self.seen.get(self._field, ()))

        def save(workspace: Workspace) -> Conflict:
            conflict = get_conflict(workspace, self._document, self._field)._replace(ops=seen)
            write_value(workspace, conflict, text)
            return conflict

        return save
