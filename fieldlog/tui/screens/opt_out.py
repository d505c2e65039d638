"""An opt-out: the customer wants no regular contact any more, and that is respected from today on."""

from collections.abc import Callable, Iterable, Mapping

from fieldlog.actions.cards import get_card
from fieldlog.actions.customers import opt_out
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.problems import N_
from fieldlog.locale import show_label
from fieldlog.tui.customer_fields import AboutCustomer
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import PresetLine
from fieldlog.tui.widgets.fields import Field

REASON = "reason"


class OptOutScreen(AboutCustomer[None]):
    """Notes what the customer said."""

    form = forms.OPT_OUT
    heading = N_("Wants no regular contact")

    def compose_fields(self) -> Iterable[Field]:
        """Yield what the customer said."""
        yield PresetLine(REASON, show_label(REASON), said(reasons.OPT_OUT))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], None]:
        """Save the opt-out."""
        customer, reason = self.customer, values[REASON]
        return lambda workspace: opt_out(workspace, get_card(workspace, customer), reason)

    def tell_saved(self, result: None) -> None:
        """Say what follows from it."""
        if self.card is not None:
            words = N_("{name} is not called or visited regularly any more. Undo takes it back.")
            self.fieldlog.tell(words, name=self.card["name"])
