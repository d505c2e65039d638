"""A visit, a call or another contact that is typed afterwards, and marked so."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial

from textual.widget import Widget

from fieldlog.actions.captures import CHANNELS
from fieldlog.actions.cards import get_card
from fieldlog.actions.drafts import move_form
from fieldlog.actions.visit_preparations import Preparation, prepare_visit
from fieldlog.actions.visits import add_visit, find_noting_problems
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import local_day
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.forms import TYPED_VISIT
from fieldlog.domain.moments import read_past_moment
from fieldlog.domain.problems import N_, Problem
from fieldlog.domain.purposes import PURPOSES
from fieldlog.domain.visit_times import read_minutes
from fieldlog.locale import translate
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import channel_word
from fieldlog.tui.capture_form import capture_fields, minutes_field, presets
from fieldlog.tui.noting_screen import NotingScreen
from fieldlog.tui.widgets.choices import Choice, PresetLine
from fieldlog.tui.widgets.customer_line import CustomerLine
from fieldlog.tui.widgets.fields import Field, TextLine
from fieldlog.tui.widgets.visit_brief import VisitBrief

MOST_PRESETS = 3


class PastVisitScreen(NotingScreen):
    """Takes down when it was, how long, and what there is to say of it."""

    form = TYPED_VISIT
    AUTO_FOCUS = "LineInput"

    def __init__(self, customer: str, _customer: str = "") -> None:
        super().__init__(customer, customer)
        self._preparation: Preparation | None = None
        self._workspace: Workspace | None = None

    def title_words(self) -> str:
        """Return what is done here."""
        return translate(N_("Add a past visit"))

    def compose_head(self) -> Iterable[Widget]:
        """Yield the title, and whom the visit was with: the key that led here took who was selected."""
        yield from super().compose_head()
        yield CustomerLine()

    def compose_fields(self) -> Iterable[Field]:
        """Yield when it was and what for, and the fields of a capture."""
        when = translate(N_("such as 14:05, yesterday 9:30 or 2026-11-20 14:05"))
        yield PresetLine("purpose", translate(N_("Purpose")), presets(PURPOSES)[:MOST_PRESETS], suggests=True)
        yield Choice("channel", translate(N_("Channel")), {one: channel_word(one) for one in CHANNELS})
        yield TextLine("start", translate(N_("Began")), placeholder=when)
        yield minutes_field(translate(N_("how long it was, such as 35")))
        yield from capture_fields(self.made)

    async def _fill(self) -> None:
        desk = self.fieldlog.desk
        self._workspace = await desk.opened()
        preparation = self._preparation = await desk.run(prepare_visit, self.customer)
        self.consent = preparation.consent
        await super()._fill()
        self.show_known()
        await self.query_one(VisitBrief).show(self.customer)

    def show_known(self) -> None:
        """Show whom the visit was with, and what was visited for before."""
        if self._preparation is not None:
            card = self._preparation.card
            self.query_one(CustomerLine).shown = (card["name"], card["district"])
        purpose = self.fields.fields["purpose"]
        if isinstance(purpose, PresetLine) and self._preparation is not None:
            offered = dict.fromkeys((*self._preparation.purposes, *presets(PURPOSES)))
            purpose.offer(tuple(offered)[:MOST_PRESETS])
        self._read_start()
        super().show_known()

    def is_brief(self) -> bool:
        """Say whether the length that was typed is shorter than the rules ask."""
        values = self.fields.values()
        least = self._preparation.least_minutes.get(values["channel"], 0) if self._preparation else 0
        try:
            return read_minutes(values["minutes"]) < least
        except BadInputError:
            return False

    def on_field_changed(self, event: Field.Changed) -> None:
        """Say how the start is understood; days in words count from it."""
        super().on_field_changed(event)
        if event.field.field == "start":
            self._read_start()

    def _read_start(self) -> None:
        workspace, field = self._workspace, self.fields.fields["start"]
        if workspace is None:
            return
        try:
            start = read_past_moment(field.value, workspace.zone, workspace.now(), "start")
        except BadInputError:
            field.show_hint("")
            start = workspace.now()
        else:
            field.show_hint(show_moment(start, workspace.zone, workspace.today()))
        self.count_from(local_day(start, workspace.zone))

    def on_customer_line_change_wanted(self) -> None:
        """Ask with whom the visit was instead."""
        self.fieldlog.open_screen("find_customer", then=self._chosen)

    def _chosen(self, customer: str | None) -> None:
        if customer is not None and customer != self.customer:
            self.start(partial(self._go_over_to, customer))

    async def _go_over_to(self, customer: str) -> None:
        """Let the visit be one with another customer; what was typed comes along."""
        values = self.fields.values()
        await self._keeper.flush()
        if values != self.first:
            await self.fieldlog.desk.run(move_form, self.form, self.subject, customer)
        self.dismiss(None)
        self.app.call_later(self.fieldlog.open_screen, "past_visit", customer)

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Save the visit as it was typed."""
        capture, agrees = self.capture(), self.agrees_to_removal

        def save(workspace: Workspace) -> str:
            start, minutes, problems = _when(workspace, values)
            if problems:
                made = local_day(start, workspace.zone)
                noted = find_noting_problems(workspace, self.customer, capture, made)
                raise BadInputError(*problems, *noted)
            card = get_card(workspace, self.customer)
            purpose, channel = values["purpose"], values["channel"]
            return add_visit(workspace, card, purpose, start, minutes, channel, capture, agrees)

        return save

    def tell_saved(self, result: str) -> None:
        """Show the answer."""
        self.app.call_later(self.fieldlog.open_screen, "visit_saved", result)


def _when(workspace: Workspace, values: Mapping[str, str]) -> tuple[datetime, int, list[Problem]]:
    """Return when a visit began, how many minutes it took, and all that is missing of that."""
    problems = [Problem(name, "empty") for name in ("purpose", "start") if not values[name].strip()]
    start, minutes = workspace.now(), 0
    try:
        if values["start"].strip():
            start = read_past_moment(values["start"], workspace.zone, workspace.now(), "start")
    except BadInputError as error:
        problems += error.problems
    try:
        minutes = read_minutes(values["minutes"])
    except BadInputError as error:
        problems += error.problems
    return start, minutes, problems
