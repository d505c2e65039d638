"""Taking a visit back with a reason: the one that runs, or one that was saved."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual.binding import BindingType

from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.finding import get_visit
from fieldlog.actions.visits import discard_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.forms import DISCARD_VISIT
from fieldlog.domain.problems import N_
from fieldlog.domain.reasons import DISCARD
from fieldlog.locale import translate
from fieldlog.tui.capture_form import presets
from fieldlog.tui.form_screen import STYLES, FormScreen
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import RunningVisitChanged
from fieldlog.tui.widgets.choices import PresetLine
from fieldlog.tui.widgets.fields import Field


class DiscardVisitScreen(FormScreen[str]):
    """Asks for the reason; both the visit and the reason stay in the history. ``visit`` is empty for the one
    that runs. Its result is the id of the visit.
    """

    form = DISCARD_VISIT
    CSS_PATH = [STYLES / "form.tcss", STYLES / "visit.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [bind("save", N_("Take it back")), bind("discard", show=False)]

    def __init__(self, visit: str = "", customer: str = "") -> None:
        super().__init__(visit, customer)

    def title_words(self) -> str:
        """Return what is done."""
        return translate(N_("Take this visit back. Why?"))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the reason."""
        yield PresetLine("reason", translate(N_("Reason")), presets(DISCARD))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Take the visit back."""
        visit, reason = self.subject, values["reason"]

        def take_back(workspace: Workspace) -> str:
            if not visit:
                return discard_visit(workspace, reason)
            amend_visit(workspace, get_visit(workspace, visit), VisitCorrection(withdraw=True), reason)
            return visit

        return take_back

    def tell_saved(self, result: str) -> None:
        """Say so, and let the clock of a running visit go."""
        self.fieldlog.tell(N_("The visit was taken back."))
        self.app.post_message(RunningVisitChanged())
