"""An entry of Today is put off: until which day, and why."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from fieldlog.actions.agenda import snooze
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.due import DueReading, describe_due, read_due
from fieldlog.domain.moments import read_day
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_day, translate
from fieldlog.tui.due_words import read_due_line
from fieldlog.tui.entry_form import EntryForm
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import PresetLine
from fieldlog.tui.widgets.due_line import DueLine, Reading
from fieldlog.tui.widgets.fields import Field

UNTIL, REASON = "until", "reason"


class SnoozeScreen(EntryForm[date]):
    """Asks for a day within the limit of the rule pack, and a reason."""

    form = forms.SNOOZE
    heading = N_("Put off")

    def compose_fields(self) -> Iterable[Field]:
        """Yield the day and the reason."""
        hint = N_("For example: tomorrow, friday, in 3 days")
        yield DueLine(UNTIL, translate(N_("Back on")), self._read, translate(hint))
        yield PresetLine(REASON, translate(N_("Reason")), said(reasons.SNOOZE))

    def _read(self, text: str) -> Reading:
        if self.day is None:
            return "", False
        today, latest = self.day.today, self.day.today + timedelta(days=self.day.pack.snooze_days)
        reading = read_due(text, today)
        if not isinstance(reading, DueReading):
            return read_due_line(text, today)
        words = say(describe_due(reading, today), today)
        if not today < reading.due <= latest:
            template = N_("{due}: too far or too near, the last day is {latest}")
            return translate(template, due=words, latest=show_day(latest, today)), False
        return words, True

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], date]:
        """Put the entry off."""
        entry, typed, reason = self.subject, values[UNTIL], values[REASON]

        def save(workspace: Workspace) -> date:
            until = read_day(typed, workspace.today(), UNTIL)
            snooze(workspace, entry, until, reason)
            return until

        return save

    def tell_saved(self, result: date) -> None:
        """Say when it comes back."""
        today = result if self.day is None else self.day.today
        self.fieldlog.tell(N_("Put off: it comes back on {day}."), day=show_day(result, today))
