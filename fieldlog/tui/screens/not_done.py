"""An entry of Today could not be done, and why: life has reasons, and they are worth a line."""

from collections.abc import Callable, Iterable, Mapping

from fieldlog.actions.agenda import mark_not_done
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.agenda import Entry
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.entry_form import EntryForm
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import PresetLine
from fieldlog.tui.widgets.fields import Field

REASON = "reason"


class NotDoneScreen(EntryForm[Entry]):
    """Asks why."""

    form = forms.NOT_DONE
    heading = N_("Could not do it")

    def compose_fields(self) -> Iterable[Field]:
        """Yield the reason."""
        yield PresetLine(REASON, translate(N_("Reason")), said(reasons.NOT_DONE))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], Entry]:
        """Note it."""
        entry, reason = self.subject, values[REASON]
        return lambda workspace: mark_not_done(workspace, entry, reason)

    def tell_saved(self, _result: Entry) -> None:
        """Say what becomes of it."""
        self.fieldlog.tell(N_("Noted. It comes back in a few days, unless it is done before."))
