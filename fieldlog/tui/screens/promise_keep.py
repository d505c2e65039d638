"""A promise was kept: now, or at an earlier time, which decides whether it was kept in time."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from fieldlog.actions.finding import get_promise
from fieldlog.actions.promise_pages import PromisePage
from fieldlog.actions.promises import PromiseStory, keep_promise, read_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.moments import read_past_moment
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import state_word
from fieldlog.tui.promise_form import PromiseForm
from fieldlog.tui.widgets.due_line import DueLine, Reading
from fieldlog.tui.widgets.fields import Field

AT = "at"


class PromiseKeepScreen(PromiseForm[PromiseStory]):
    """Asks when it was done."""

    form = forms.KEEP_PROMISE
    heading = N_("Kept")

    def compose_fields(self) -> Iterable[Field]:
        """Yield the one question."""
        hint = N_("Left empty: now. Else for example: 15:30, yesterday 15:30")
        yield DueLine(AT, translate(N_("When")), self._read, translate(hint))

    def begin(self, about: PromisePage) -> None:
        """Nothing depends on the promise here."""

    def _read(self, text: str) -> Reading:
        about = self.about
        if about is None:
            return "", False
        try:
            at = read_past_moment(text, about.zone, about.now, AT)
        except BadInputError:
            return translate(N_("When was it? For example: 15:30, yesterday 15:30, 2026-11-20 15:30")), False
        return _say(at, about), at <= about.now

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], PromiseStory]:
        """Note when it was done."""
        promise, typed = self.subject, values[AT].strip()

        def save(workspace: Workspace) -> PromiseStory:
            document = get_promise(workspace, promise)
            at = read_past_moment(typed, workspace.zone, workspace.now(), AT) if typed else None
            keep_promise(workspace, document, at)
            return read_story(workspace, document)

        return save

    def tell_saved(self, result: PromiseStory) -> None:
        """Say whether it was in time."""
        template, state = N_("{state}: {text}"), state_word(result.became.state)
        self.fieldlog.tell(template, state=state, text=result.promise.text)


def _say(at: datetime, about: PromisePage) -> str:
    when = show_moment(at, about.zone, about.today)
    if at > about.now:
        return translate(N_("{time}: that is still to come"), time=when)
    is_in_time = at <= about.story.became.due_at
    return translate(N_("{time}, in time") if is_in_time else N_("{time}, after it was due"), time=when)
