"""Another due date for a promise: its reading, why, and whether the customer agreed."""

from collections.abc import Callable, Iterable, Mapping

from textual.widget import Widget

from fieldlog.actions.finding import get_promise
from fieldlog.actions.promise_pages import PromisePage
from fieldlog.actions.promises import PromiseStory, move_promise, read_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import does_move_count
from fieldlog.locale import show_due, translate
from fieldlog.tui.due_words import read_due_line
from fieldlog.tui.promise_form import PromiseForm
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import Choice, PresetLine
from fieldlog.tui.widgets.due_line import DueLine, Reading
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.guidance import GuidanceNote

DUE, REASON, AGREED = "due", "reason", "agreed"
YES, NO = "yes", "no"


class PromiseMoveScreen(PromiseForm[PromiseStory]):
    """Moves a promise."""

    form = forms.MOVE_PROMISE
    heading = N_("Move")

    def compose_fields(self) -> Iterable[Field]:
        """Yield the new day, the reason, and the customer's answer."""
        hint = N_("For example: friday, in 3 days, end of month")
        yield DueLine(DUE, translate(N_("New due date")), self._read, translate(hint))
        choices = {NO: translate(N_("not asked yet")), YES: translate(N_("yes, agreed"))}
        yield Choice(AGREED, translate(N_("Customer")), choices, NO)
        yield PresetLine(REASON, translate(N_("Reason")), said(reasons.MOVE))

    def compose_body(self) -> Iterable[Widget]:
        """Yield the form, and the card that helps to say that it cannot be done by then."""
        yield from super().compose_body()
        yield GuidanceNote()

    def _read(self, text: str) -> Reading:
        return ("", False) if self.about is None else read_due_line(text, self.about.today)

    def begin(self, about: PromisePage) -> None:
        """Say which due date counts, and how to tell the customer."""
        self.query_one(GuidanceNote).turn_to("refusing")
        self._say_what_counts(about)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Say what the customer's answer changes."""
        if event.field.field == AGREED and self.about is not None:
            self._say_what_counts(self.about)

    def _say_what_counts(self, about: PromisePage) -> None:
        agreed, due = self.fields.fields[AGREED], about.story.became.due
        counts = does_move_count(due, agreed.value == YES, about.now, about.zone)
        if counts:
            template = N_("The new due date counts.")
        elif agreed.value == YES:
            template = N_("{due} is over, so it goes on counting; the new day is a plan.")
        else:
            template = N_("Without the customer's agreement {due} goes on counting; the new day is a plan.")
        agreed.set_class(not counts, "-unread")
        agreed.show_hint(translate(template, due=show_due(due, about.today)))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], PromiseStory]:
        """Move the promise."""
        promise, due, reason = self.subject, values[DUE], values[REASON]
        is_agreed = values[AGREED] == YES

        def save(workspace: Workspace) -> PromiseStory:
            document = get_promise(workspace, promise)
            move_promise(workspace, document, due, reason, is_agreed)
            return read_story(workspace, document)

        return save

    def tell_saved(self, result: PromiseStory) -> None:
        """Say which due date counts now."""
        if self.about is None:
            return
        became, today = result.became, self.about.today
        template = N_("Moved: {text}, due {due}")
        if became.due != became.planned:
            template = N_("Planned for {planned}: {text}. {due} goes on counting.")
        due, planned = show_due(became.due, today), show_due(became.planned, today)
        self.fieldlog.tell(template, text=result.promise.text, due=due, planned=planned)
