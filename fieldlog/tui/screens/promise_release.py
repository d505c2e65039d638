"""The customer does not want any more what was promised."""

from collections.abc import Callable, Iterable, Mapping

from fieldlog.actions.finding import get_promise
from fieldlog.actions.promise_pages import PromisePage
from fieldlog.actions.promises import PromiseStory, read_story, release_promise
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.promise_form import PromiseForm
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import PresetLine
from fieldlog.tui.widgets.fields import Field

REASON = "reason"


class PromiseReleaseScreen(PromiseForm[PromiseStory]):
    """Asks why."""

    form = forms.RELEASE_PROMISE
    heading = N_("Release")

    def compose_fields(self) -> Iterable[Field]:
        """Yield the reason."""
        yield PresetLine(REASON, translate(N_("Reason")), said(reasons.RELEASE))

    def begin(self, about: PromisePage) -> None:
        """Nothing depends on the promise here."""

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], PromiseStory]:
        """Release the promise."""
        promise, reason = self.subject, values[REASON]

        def save(workspace: Workspace) -> PromiseStory:
            document = get_promise(workspace, promise)
            release_promise(workspace, document, reason)
            return read_story(workspace, document)

        return save

    def tell_saved(self, result: PromiseStory) -> None:
        """Say that it is done with."""
        self.fieldlog.tell(N_("Released: {text}"), text=result.promise.text)
