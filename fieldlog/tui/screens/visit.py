"""The visit that runs: how long it has been, whom it is with, and what to keep in mind."""

from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import Digits, Static

from fieldlog.actions.running_visits import freeze_end, go_on
from fieldlog.actions.visit_preparations import read_typing
from fieldlog.domain.clock_marks import describe_shift
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_time, translate
from fieldlog.locale.words import channel_word
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import RunningVisitChanged
from fieldlog.tui.page import Page
from fieldlog.tui.plain import plain
from fieldlog.tui.running_clock import clock_words
from fieldlog.tui.widgets.guidance import GuidanceNote
from fieldlog.tui.widgets.visit_brief import VisitBrief


class VisitScreen(Page[None]):
    """Shows the clock large; the lid may be closed, it counts on."""

    CSS_PATH = ["../styles/form.tcss", "../styles/visit.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("Write it down")),
        bind("stop"),
        bind("go_on"),
        bind("discard", N_("Take it back")),
        bind("back"),
    ]

    def compose_body(self) -> Iterable[Widget]:
        """Yield the clock, what the visit is for, and the brief."""
        with Container(classes="visit"):
            yield VisitBrief()
            yield Static(id="visit-purpose", classes="form-title")
            yield Digits("", id="visit-clock")
            yield Static(id="visit-state")
            yield GuidanceNote("start-visit")

    async def load(self) -> None:
        """Read which visit runs and show it; without one there is nothing to see here."""
        await self.fieldlog.clock.read(self.fieldlog.desk)
        visit = self.fieldlog.clock.visit
        if visit is None:
            if self.is_current:
                self.fieldlog.go_back()
            return
        self.refresh_bindings()
        self._show_clock()
        await self.query_one(VisitBrief).show(visit.customer)
        if not self.query_one(GuidanceNote).display:
            await self.query_one(GuidanceNote).read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The clock can be stopped while it goes, and let go on while it is stopped."""
        if action == "stop":
            return not self.fieldlog.clock.is_stopped
        return self.fieldlog.clock.is_stopped if action == "go_on" else True

    def show_running(self, words: str) -> None:
        """Let the large clock go with the small one."""
        super().show_running(words)
        # Not on a screen that is not there yet, or is being left.
        with suppress(NoMatches):
            self._show_clock()

    def _show_clock(self) -> None:
        clock = self.fieldlog.clock
        if clock.visit is None or clock.start is None:
            return
        self.query_one("#visit-clock", Digits).update(clock_words(clock.seconds))
        about = f"{channel_word(clock.visit.channel)}  {clock.visit.name}  {clock.visit.purpose}"
        self.query_one("#visit-purpose", Static).update(plain(about))
        self.query_one("#visit-state", Static).update(plain("\n".join(self._state_lines())))

    def _state_lines(self) -> Iterable[str]:
        clock = self.fieldlog.clock
        since = show_time(clock.start) if clock.start is not None else ""
        if clock.is_stopped:
            yield translate(N_("since {time}, stopped: press Enter and write it down"), time=since)
        else:
            yield translate(N_("since {time}: close the lid, the clock goes on"), time=since)
        if clock.shift:
            yield say(describe_shift(clock.shift))

    # What the keys do

    def action_open(self) -> None:
        """Write down what there is to say, while the clock goes on."""
        self.start(self._write_down)

    async def _write_down(self) -> None:
        typing = await self.fieldlog.desk.run(read_typing)
        self.fieldlog.open_screen("capture", typing)

    def action_stop(self) -> None:
        """Stop the clock at this moment, and go on to what is written down."""
        self.start(self._stop)

    async def _stop(self) -> None:
        await self.fieldlog.desk.run(freeze_end)
        await self.fieldlog.clock.read(self.fieldlog.desk)
        self.app.post_message(RunningVisitChanged())
        await self._write_down()

    def action_go_on(self) -> None:
        """Let the clock go on as if it had not been stopped."""
        self.start(self._go_on)

    async def _go_on(self) -> None:
        await self.fieldlog.desk.run(go_on)
        self.app.post_message(RunningVisitChanged())
        await self.load()

    def action_discard(self) -> None:
        """Take the visit back, with a reason."""
        self.fieldlog.open_screen("discard_visit")
