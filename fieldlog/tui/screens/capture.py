"""What there is to say of a visit, in one minute: while its clock goes on, or after it was stopped."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.captures import HEALTH_AREAS, HEALTH_FIELD, Capture
from fieldlog.actions.running_visits import freeze_end, go_on, keep_as_typed
from fieldlog.actions.visit_preparations import Typing
from fieldlog.actions.visits import find_stop_problems, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from fieldlog.domain.visit_times import read_minutes
from fieldlog.locale import show_minutes, translate
from fieldlog.store.drafts import VISIT_DRAFT
from fieldlog.tui.capture_form import capture_fields, capture_of, minutes_field, moment_of, values_of
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import RunningVisitChanged
from fieldlog.tui.noting_screen import NotingScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.running_clock import clock_words
from fieldlog.tui.screens.visit import VisitScreen
from fieldlog.tui.widgets.choices import ChoiceLine
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.guidance import GuidanceNote
from fieldlog.tui.widgets.visit_brief import VisitBrief

ONE_MINUTE = 60
FIRST_AREA = f"{HEALTH_FIELD}{HEALTH_AREAS[0]}"


class CaptureScreen(NotingScreen):
    """The form of the running visit; what is typed is kept in the visit's own draft. Its result is the id of
    the visit that was saved.
    """

    form = VISIT_DRAFT
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("stop"),
        bind("go_on"),
        bind("discard", N_("Take it back")),
    ]

    def __init__(self, typing: Typing) -> None:
        super().__init__(typing.visit, typing.card["id"])
        self._typing = typing
        self.consent, self.made = typing.consent, typing.made
        self._was_asked_why = False

    def title_words(self) -> str:
        """Return whom the visit is with, and how long it has been."""
        clock = self.fieldlog.clock
        template = N_("{name}  {clock}, stopped") if clock.is_stopped else N_("{name}  {clock}, goes on")
        return translate(template, name=self._typing.card["name"], clock=clock_words(clock.seconds))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the fields of a capture, and the true length for when the stop was forgotten."""
        yield from capture_fields(self.made)
        hint = translate(N_("only if the stop was forgotten: the true minutes"))
        yield minutes_field(placeholder=hint)

    def compose_foot(self) -> Iterable[Widget]:
        """Yield the place of the card that helps with what is written just now."""
        yield GuidanceNote()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Show the card of the moment, where somebody has typed."""
        # Textual calls the handlers of the classes below after this one.
        if self._is_filled and self.fields.values() != self._kept:
            self.query_one(GuidanceNote).turn_to(moment_of(event.field.field, event.field.value))

    async def _fill(self) -> None:
        self.fields.fill({**values_of(self._typing.capture), "minutes": self._typing.minutes})
        self.show_called_for()
        if self._typing.capture != Capture() or self._typing.minutes:
            self.fieldlog.tell(N_("This is what you had typed before."))
        self._is_filled = True
        self._kept = self.fields.values()
        self._begin()
        await self.query_one(VisitBrief).show(self.customer)

    def _begin(self) -> None:
        """Put the cursor where writing begins; most customers are reached."""
        body = self.fields.fields[FIRST_AREA]
        (body if body.display else self.fields.fields["reached"]).enter()

    # What is typed

    def is_brief(self) -> bool:
        """Say whether the visit is over and was shorter than the rules ask."""
        try:
            seconds = read_minutes(self.fields.values()["minutes"]) * ONE_MINUTE
        except BadInputError:
            seconds = (
                self.fieldlog.clock.seconds if self.fieldlog.clock.is_stopped else self._typing.least_seconds
            )
        return seconds < self._typing.least_seconds

    async def _keep(self) -> None:
        values = self.fields.values()
        await self.fieldlog.desk.run(keep_as_typed, capture_of(values), values["minutes"])

    # The clock

    def show_running(self, words: str) -> None:
        """Let the clock in the title go on."""
        super().show_running(words)
        # None on a screen that is not there yet, or is being left.
        for title in self.query(".form-title").results(Static):
            title.update(plain(self.title_words()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The clock can be stopped while it goes, and let go on while it is stopped."""
        if action == "stop":
            return not self.fieldlog.clock.is_stopped
        return self.fieldlog.clock.is_stopped if action == "go_on" else True

    def action_stop(self) -> None:
        """Stop the clock at this moment; who has not begun to write begins now."""
        if isinstance(self.focused, ChoiceLine):
            self._begin()
        self.start(partial(self._set_clock, freeze_end))

    def action_go_on(self) -> None:
        """Let the clock go on as if it had not been stopped."""
        self.start(partial(self._set_clock, go_on))

    async def _set_clock(self, action: Callable[[Workspace], None]) -> None:
        await self.fieldlog.desk.run(action)
        await self.fieldlog.clock.read(self.fieldlog.desk)
        self.app.post_message(RunningVisitChanged())
        self.show_running(self.fieldlog.running_words)
        self.refresh_bindings()
        self.show_called_for()

    # Saving

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Save the visit as its clock and its form say."""
        capture, typed, agrees = self.capture(), values["minutes"], self.agrees_to_removal

        def save(workspace: Workspace) -> str:
            keep_as_typed(workspace, capture, typed)
            minutes = read_minutes(typed) if typed.strip() else None
            return stop_visit(workspace, capture, minutes, agrees)

        return save

    async def _save(self) -> None:
        if not self.fieldlog.clock.is_stopped:
            await self._set_clock(freeze_end)
        if not self._asks_why():
            await super()._save()
            return
        # Whatever else is missing is named now too, and not by the next key only.
        found = await self.fieldlog.desk.run(
            find_stop_problems, self.capture(), self.fields.values()["minutes"]
        )
        problems = [one for one in found if one.code != "consent-refused"]
        if problems:
            self.show_problems(problems)

    def _asks_why(self) -> bool:
        """Ask once why a visit was so short; it may be saved without a reason."""
        brief = self.fields.fields["brief"]
        if self._was_asked_why or not brief.display or brief.value.strip():
            return False
        self._was_asked_why = True
        least = show_minutes(self._typing.least_seconds // ONE_MINUTE)
        hint = N_("shorter than {length}: a reason helps; {key} saves without one")
        brief.show_hint(translate(hint, length=least, key=self.key_of("save")))
        brief.enter()
        return True

    def tell_saved(self, result: str) -> None:
        """Let the clock of the visit go; the answer has a screen of its own."""
        self.app.post_message(RunningVisitChanged())
        self.app.call_later(self._show_saved, result)

    def _show_saved(self, visit: str) -> None:
        # The screen of the clock, which may be under this one, has nothing to show any more.
        if isinstance(self.app.screen, VisitScreen):
            self.app.pop_screen()
        self.fieldlog.open_screen("visit_saved", visit)

    def action_discard(self) -> None:
        """Take the whole visit back, with a reason."""
        self.fieldlog.open_screen("discard_visit", then=self._taken_back)

    def _taken_back(self, visit: str | None) -> None:
        if visit is not None:
            self._keeper.forget()
            self.dismiss(None)
