"""Before a visit: whom one meets, and what for. The purpose comes first, then the clock starts."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from fieldlog.actions.captures import CHANNELS
from fieldlog.actions.cards import get_card
from fieldlog.actions.homes import machine_zone
from fieldlog.actions.visit_preparations import Preparation, prepare_visit
from fieldlog.actions.visits import start_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text
from fieldlog.domain.forms import START_VISIT
from fieldlog.domain.problems import N_, Problem
from fieldlog.domain.purposes import PURPOSES, is_invitation
from fieldlog.locale import translate
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import channel_word
from fieldlog.store.drafts import Draft
from fieldlog.tui.capture_form import NO, YES, presets
from fieldlog.tui.form_screen import STYLES, FormScreen
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import RunningVisitChanged
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.choices import Choice, PresetLine
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.form import Form
from fieldlog.tui.widgets.guidance import GuidanceNote
from fieldlog.tui.widgets.visit_brief import VisitBrief

MOST_PRESETS = 6


class StartButton(Button):
    """A button among fields: no letter goes past it to the page, where it would leave the form."""

    keeps_letters: ClassVar[bool] = True

    def on_key(self, event: events.Key) -> None:
        """Keep what would be typed."""
        if event.is_printable and event.key != "space":
            event.stop()


class StartVisitScreen(FormScreen[Draft]):
    """Asks for the purpose and starts the clock; one visit at a time."""

    form = START_VISIT
    CSS_PATH = [STYLES / "form.tcss", STYLES / "visit.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("save", N_("Start the clock")),
        bind("discard", show=False),
    ]

    def __init__(self, customer: str, _customer: str = "") -> None:
        super().__init__(customer, customer)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the brief, what is asked, and a button for those who look for one."""
        with Container(classes="visit"):
            yield VisitBrief()
            # The brief stays beside it: wide characters over what scrolls below them would be cut in two.
            with VerticalScroll(classes="visit-form", can_focus=False):
                yield Static(plain(self.title_words()), classes="form-title")
                yield Form(*self.compose_fields())
                yield StartButton(plain(translate(N_("Start the clock"))), id="start", compact=True)
                yield GuidanceNote("before-visit")

    def title_words(self) -> str:
        """Return what the form asks."""
        return translate(N_("What do you visit for?"))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the purpose, the way of contact, and the question about the clock, which is seldom asked."""
        yield PresetLine("purpose", translate(N_("Purpose")), presets(PURPOSES), suggests=True)
        yield Choice("channel", translate(N_("Channel")), {one: channel_word(one) for one in CHANNELS})
        answers = {NO: translate(N_("no, I set it first")), YES: translate(N_("yes, it is right"))}
        yield Choice("clock", translate(N_("Is the clock right?")), answers, NO)

    async def _fill(self) -> None:
        if self.fieldlog.clock.is_running:
            self._go_to_running()
            return
        self.fields.fields["clock"].display = False
        brief, guidance = self.query_one(VisitBrief), self.query_one(GuidanceNote)
        preparation = await self.fieldlog.desk.run(prepare_visit, self.customer)
        self._offer(preparation)
        await super()._fill()
        await brief.show(self.customer)
        await guidance.read()
        self._guide()

    def on_field_changed(self, _event: Field.Changed) -> None:
        """Show the card that helps with such a purpose."""
        if self._is_filled:
            self._guide()

    def _guide(self) -> None:
        is_inviting = is_invitation(self.fields.fields["purpose"].value)
        self.query_one(GuidanceNote).turn_to("inviting" if is_inviting else "before-visit")

    def _offer(self, preparation: Preparation) -> None:
        purpose = self.fields.fields["purpose"]
        if isinstance(purpose, PresetLine):
            offered = dict.fromkeys((*preparation.purposes, *presets(PURPOSES)))
            purpose.offer(tuple(offered)[:MOST_PRESETS])

    def _go_to_running(self) -> None:
        visit = self.fieldlog.clock.visit
        name = visit.name if visit is not None else ""
        self.fieldlog.tell(N_("The visit to {name} is running. Finish it first."), name=name)
        self._leave_for("visit")

    def _leave_for(self, screen: str) -> None:
        self.dismiss(None)
        self.app.call_later(self.fieldlog.open_screen, screen)

    def on_button_pressed(self, _event: Button.Pressed) -> None:
        """Start the clock."""
        self.action_save()

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], Draft]:
        """Start the clock."""
        purpose, channel, accepts = values["purpose"], values["channel"], values["clock"] == YES

        def start(workspace: Workspace) -> Draft:
            card = get_card(workspace, self.customer)
            return start_visit(workspace, card, purpose, channel, machine_zone(), accepts)

        return start

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show each at its field; a visit that runs is gone to, and the clock is asked about."""
        found = {problem.code: problem for problem in problems}
        if "already-running" in found:
            self.app.post_message(RunningVisitChanged())
            self._tell_running(found["already-running"])
            return
        super().show_problems(one for code, one in found.items() if code != "clock-behind")
        if "clock-behind" in found:
            self._ask_about_clock(found["clock-behind"])

    def _tell_running(self, problem: Problem) -> None:
        name = problem.arguments["name"]
        self.fieldlog.tell(N_("The visit to {name} is running. Finish it first."), name=name)
        self._leave_for("visit")

    def _ask_about_clock(self, problem: Problem) -> None:
        self.start(lambda: self._show_clock_question(problem))

    async def _show_clock_question(self, problem: Problem) -> None:
        zone = (await self.fieldlog.desk.opened()).zone
        now, last = (show_instant(from_text(str(problem.arguments[name])), zone) for name in ("now", "last"))
        field = self.fields.fields["clock"]
        field.display = True
        question = N_("It says {now}, but something was saved at {last} already.")
        field.show_hint(translate(question, now=now, last=last))
        field.enter()

    def tell_saved(self, result: Draft) -> None:
        """Let the clock be seen."""
        self.app.post_message(RunningVisitChanged())
        self.app.call_later(self.fieldlog.open_screen, "visit")
