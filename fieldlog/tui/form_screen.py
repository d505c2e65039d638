"""What all forms share: typing is kept as a draft, problems stand at their fields, Escape loses nothing."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.types import CSSPathType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.drafts import find_form, forget_form, keep_form, save_form
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import show_list, translate
from fieldlog.tui.draft_keeper import DraftKeeper
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import Saved
from fieldlog.tui.page import Page
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.form import Form

Result = TypeVar("Result")
# Every form has this style sheet, wherever its module stands.
STYLES = Path(__file__).parent / "styles"


class FormScreen(Page[Result]):
    """A form about something. Screens give ``form`` (the kind of draft), ``title_words``, ``compose_fields``
    and ``saving``; ``subject`` tells the drafts of one kind of form apart, ``customer`` is whom it is about.
    With ``keeps_draft`` off nothing is kept of what is only typed, such as the name of a file.
    """

    form: ClassVar[str]
    is_form = True
    keeps_draft: ClassVar[bool] = True
    aliases: ClassVar[Mapping[str, str]] = {}
    CSS_PATH: ClassVar[CSSPathType | None] = STYLES / "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("save"), bind("back"), bind("discard")]

    def __init__(self, subject: str = "", customer: str = "", seen: Mapping[str, list[str]] = {}) -> None:
        """``seen`` holds by field the writes that the form was filled from."""
        super().__init__()
        self.subject = subject
        self.customer = customer
        self.seen = dict(seen)
        self._keeper = DraftKeeper(self, self._keep, self._tell_error)
        self._is_filled = False
        self._kept: dict[str, str] = {}
        self.first: dict[str, str] = {}
        """What the fields held before anybody typed."""
        self._is_saving = False

    def compose_body(self) -> Iterable[Widget]:
        """Yield the title and the form."""
        yield Static(plain(self.title_words()), classes="form-title")
        yield Form(*self.compose_fields(), aliases=self.aliases)

    @abstractmethod
    def title_words(self) -> str:
        """Return what the form is for, in the current language."""

    @abstractmethod
    def compose_fields(self) -> Iterable[Field]:
        """Yield the fields, filled with what is known."""

    @abstractmethod
    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], Result]:
        """Return what saves these values, as it runs on the store's thread; ``BadInputError`` is shown at the
        fields.
        """

    @property
    def fields(self) -> Form:
        """The form of this screen."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Bring back what was typed before, and begin at the first field."""
        self.first = self.fields.values()
        self.start(self._fill, group="load-form", keys_wait=True)

    def on_screen_resume(self) -> None:  # type: ignore[override]
        """A form is filled once: what is typed is not read anew."""
        self.hide_keys(False)
        self.has_been_seen = True

    async def _fill(self) -> None:
        draft = await self.fieldlog.desk.run(find_form, self.form, self.subject)
        typed = self.fields.values()
        if draft is not None:
            # Who types faster than the store answers keeps what was typed now.
            new = {name for name, value in typed.items() if value != self.first.get(name)}
            self.fields.fill({name: old for name, old in draft.content.items() if name not in new})
            self.seen = {name: list(ops) for name, ops in draft.seen.items()} or self.seen
            self.fieldlog.tell(N_("This is what you had typed before."))
        self._is_filled = True
        self._kept = self.fields.values()
        if self.keeps_draft and typed != self.first:
            self._keeper.changed()
        if self.focused is None:
            self.fields.query("LineInput, NoteInput, ChoiceLine").first().focus()

    def on_field_changed(self, _event: Field.Changed) -> None:
        """Keep what is typed; a form that was only looked at leaves no draft."""
        if self.keeps_draft and self._is_filled and self.fields.values() != self._kept:
            self._kept = self.fields.values()
            self._keeper.changed()

    async def say_anew(self) -> None:
        """Show the form in the language that is spoken now, with what is typed in it."""
        typed = self.fields.values()
        self._is_filled = False
        await self.recompose()
        self.fields.fill(typed)
        self._is_filled = True

    async def _keep(self) -> None:
        await self.fieldlog.desk.run(
            keep_form, self.form, self.subject, self.customer, self.fields.values(), self.seen
        )

    def action_save(self) -> None:
        """Save, once at a time; what cannot be taken is said at its field."""
        if not self._is_saving:
            self._is_saving = True
            self.start(self._save_once)

    async def _save_once(self) -> None:
        try:
            await self._save()
        finally:
            self._is_saving = False

    async def _save(self) -> None:
        form, subject, action = self.form, self.subject, self.saving(self.fields.values())
        await self._keeper.flush()
        self._keeper.hold()
        try:
            result = await self.fieldlog.desk.run(lambda one: save_form(one, form, subject, action, one))
            self._keeper.forget()
        except BadInputError as error:
            self.show_problems(error.problems)
            return
        finally:
            self._keeper.release()
        self.app.post_message(Saved(self.customer))
        self.tell_saved(result)
        self.dismiss(result)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show at its field what cannot be taken."""
        self.fields.show_problems(problems)

    def tell_saved(self, result: Result) -> None:
        """Say what was saved, where that is not plain to see."""

    def action_back(self) -> None:
        """Go back; what was typed stays as a draft."""
        self.start(self._leave)

    async def _leave(self) -> None:
        await self._keeper.flush()
        self.dismiss(None)

    def action_discard(self) -> None:
        """Throw the draft away and go back, after a question where there is something to throw away."""
        typed = self.fields.values()
        labels = [
            one.label for name, one in self.fields.fields.items() if typed[name] != self.first.get(name)
        ]
        if not labels:
            self.start(self._discard)
            return
        what = N_("Something was typed here: {fields}. Once it is discarded, nothing brings it back.")
        words = translate(what, fields=show_list(labels))
        self.fieldlog.open_screen("confirm", translate(N_("Discard?")), words, then=self._discard_answered)

    def _discard_answered(self, agrees: bool | None) -> None:
        if agrees:
            self.start(self._discard)

    async def _discard(self) -> None:
        self._keeper.forget()
        await self.fieldlog.desk.run(forget_form, self.form, self.subject)
        self.app.post_message(Saved(self.customer))
        self.dismiss(None)
