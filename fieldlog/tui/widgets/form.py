"""A form: fields one below the other, and what is wrong shown at each."""

from collections.abc import Iterable, Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldlog.domain.problems import Problem
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import Field, NoteInput
from fieldlog.tui.wording import explain_here


class Form(VerticalScroll, can_focus=False):
    """Fields by their names. ``aliases`` says which field a problem's other name belongs to."""

    def __init__(self, *fields: Field, aliases: Mapping[str, str] = {}) -> None:
        super().__init__()
        self._fields = {field.field: field for field in fields}
        self._aliases = aliases

    def compose(self) -> ComposeResult:
        """Yield the place for what belongs to no field, and the fields."""
        yield Static("", id="form-problem")
        yield from self._fields.values()

    def on_mount(self) -> None:
        """Take no room for what is not said."""
        self.query_one("#form-problem").display = False

    def on_key(self, event: events.Key) -> None:
        """Go up and down through the fields, too; a text of several lines is left at its ends only."""
        focused = self.screen.focused
        if isinstance(focused, NoteInput) and not focused.is_left_by(event.key):
            return
        if event.key in ("up", "down") and focused is not None and self in focused.ancestors:
            event.stop()
            event.prevent_default()
            (self.screen.focus_previous if event.key == "up" else self.screen.focus_next)()

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return self._fields

    def values(self) -> dict[str, str]:
        """Return what every field holds."""
        return {name: field.value for name, field in self._fields.items()}

    def fill(self, values: Mapping[str, object]) -> None:
        """Put values into the fields that have one here."""
        for name, value in values.items():
            if name in self._fields and isinstance(value, str):
                self._fields[name].fill(value)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field and go to the first; one that has no field here stands above all."""
        for field in self._fields.values():
            field.judge()
        homeless: list[str] = []
        wrong: set[Field] = set()
        for problem in problems:
            at = self._field_of(problem.field)
            if at is None:
                homeless.append(explain_here(problem))
            else:
                at.display = True
                at.show_problem(at.explain(problem))
                wrong.add(at)
        self._say_above("\n".join(homeless))
        first = next((field for field in self._fields.values() if field in wrong), None)
        if first is not None:
            first.enter()

    def _field_of(self, name: str) -> Field | None:
        known = self._aliases.get(name, name)
        return self._fields.get(known) or self._fields.get(known.partition(".")[0])

    def _say_above(self, words: str) -> None:
        above = self.query_one("#form-problem", Static)
        above.update(plain(words))
        above.display = bool(words)
        if words:
            self.scroll_home(animate=False)
