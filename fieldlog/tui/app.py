"""The application: which screen is shown, the running clock, languages and colours, and nothing else."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.locale import Language, explain_error, translate, use_language
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import RunningVisitChanged, Saved
from fieldlog.tui.page import Page
from fieldlog.tui.running_clock import RunningClock
from fieldlog.tui.screens import PAGES, SCREENS, load_screen
from fieldlog.tui.store_thread import StoreThread
from fieldlog.tui.themes import THEMES, theme_name

START_PAGE = "today"
ONE_SECOND = 1.0


class FieldlogApp(App[int]):
    """fieldlog on a terminal, on a store that its own thread opens."""

    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(f"show_page('{name}')", show=False) for name in PAGES),
        bind("palette"),
        bind("help"),
        bind("lock", show=False),
        bind("quit", priority=True),
    ]

    def __init__(self, desk: StoreThread, is_practice: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self.is_practice = is_practice
        self.clock = RunningClock()
        self._modes.update({name: partial(self._make_page, name) for name in PAGES if name in SCREENS})
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_name("dark")

    @staticmethod
    def _make_page(name: str) -> Screen[Any]:
        return load_screen(name)()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer nothing of Textual's own: the palette is ours."""
        return ()

    async def on_mount(self) -> None:
        """Show the start screen, and let the clock run."""
        self.switch_mode(START_PAGE)
        self.set_interval(ONE_SECOND, self._tick)
        self.run_worker(self._read_running())

    # The running visit

    @property
    def running_words(self) -> str:
        """The running visit in words; empty when there is none."""
        return self.clock.words()

    def _tick(self) -> None:
        words = self.running_words
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.show_running(words)

    async def _read_running(self) -> None:
        await self.clock.read(self.desk)
        self._tick()

    async def on_running_visit_changed(self, _message: RunningVisitChanged) -> None:
        """Let the clock show the visit that runs now."""
        await self._read_running()

    # Moving between screens

    def action_show_page(self, name: str) -> None:
        """Show one of the pages of the number keys."""
        if name in self._modes and not self._is_asking():
            if self.current_mode == name:
                while len(self.screen_stack) > 1:
                    self.pop_screen()
            else:
                self.switch_mode(name)

    def _is_asking(self) -> bool:
        return self.screen.is_modal

    def open_screen(self, name: str, *args: object, then: Callable[[Any], None] | None = None) -> None:
        """Show a screen over the present one; ``then`` is told its result."""
        make: Callable[..., Screen[Any]] = load_screen(name)
        self.push_screen(make(*args), then)

    def go_back(self) -> None:
        """Leave the present screen for the one under it, or for the start screen."""
        if len(self.screen_stack) > 1:
            self.screen.dismiss(None)
        elif self.current_mode != START_PAGE:
            self.switch_mode(START_PAGE)

    def action_visit(self) -> None:
        """Show the running visit."""
        if self.clock.is_running:
            self.open_screen("visit")

    def action_palette(self) -> None:
        """Open the command palette."""
        if not self._is_asking():
            self.open_screen("palette")

    def action_help(self) -> None:
        """Show every key."""
        if not self._is_asking():
            self.open_screen("help")

    def action_press(self, key: str) -> None:
        """Do what a key does, for those who click on it."""
        self.simulate_key(key)

    # What happened

    def on_saved(self, _message: Saved) -> None:
        """Show on the present screen what was saved."""
        if isinstance(self.screen, Page):
            self.screen.reload()

    def tell(self, template: str, **arguments: object) -> None:
        """Say a sentence at the edge of the screen; user text in it is never markup."""
        self.notify(translate(template, **arguments), markup=False)

    def tell_error(self, error: FieldlogError) -> None:
        """Say an expected error with its next step; one that puts data at risk stays until it was read."""
        words = explain_error(error)
        if isinstance(error, BadInputError):
            self.notify(words, severity="warning", markup=False, timeout=8)
        else:
            self.open_screen("problem", error)

    # Language and colours

    async def speak(self, language: Language) -> None:
        """Speak a language from now on: every screen is made anew in it."""
        use_language(language)
        here = self.current_mode
        for name in PAGES:
            if name in self._modes and name != here:
                await self.remove_mode(name)
                self.add_mode(name, partial(self._make_page, name))
        for screen in self.screen_stack:
            await screen.recompose()
            if isinstance(screen, Page):
                screen.reload()

    def on_key(self, _event: events.Key) -> None:
        """Every key shows that somebody is there."""
        self.clock.touch()
