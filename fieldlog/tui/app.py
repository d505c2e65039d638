"""The application: which screen is shown, the running clock, languages and colours, and nothing else."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import WorkerFailed

from fieldlog.actions.preferences import Preferences
from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import Language, translate, use_language
from fieldlog.tui.draft_keeper import flush_all
from fieldlog.tui.entrance import PATIENCE_SECONDS, WAITING, enter, say_waiting
from fieldlog.tui.exchange import SHOWS_EXCHANGE, Exchange
from fieldlog.tui.hanging_up import has_hung_up, leave_it
from fieldlog.tui.idle_watch import IdleWatch
from fieldlog.tui.keymaps import key_of
from fieldlog.tui.keys import bind
from fieldlog.tui.line_breaks import keep_signs_with_words
from fieldlog.tui.messages import ExchangeNews, PageLoaded, RunningVisitChanged, Saved
from fieldlog.tui.page import HIGH, HIGH_LINES, LOW, NARROW, WIDE, WIDE_COLUMNS, Page
from fieldlog.tui.running_clock import RunningClock
from fieldlog.tui.screens import PAGES, SCREENS, load_screen
from fieldlog.tui.store_thread import StoreThread, open_workspace
from fieldlog.tui.stylesheet import KeptStylesheet
from fieldlog.tui.themes import THEMES, theme_name
from fieldlog.tui.type_ahead import KeyPassed, TypeAhead
from fieldlog.tui.window_size import fit
from fieldlog.tui.without_colours import follow_theme
from fieldlog.tui.wording import explain_error_here

START_PAGE = "today"
ONE_SECOND = 1.0
READ_SECONDS = 20.0
"""So long a sentence stands that is not said again."""


class FieldlogApp(App[int]):
    """fieldlog on a terminal, on a store that its own thread opens."""

    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(f"show_page('{name}')", show=False) for name in PAGES),
        bind("palette"),
        bind("help"),
        bind("exchange"),
        bind("lock"),
        bind("quit", priority=True),
    ]

    def __init__(
        self, desk: StoreThread, is_practice: bool = False, has_fixed_language: bool = False
    ) -> None:
        """``has_fixed_language``: the language was chosen for this run, whatever the preferences say."""
        super().__init__()
        follow_theme(self)
        keep_signs_with_words()
        self.desk = desk
        self.is_practice = is_practice
        self.has_fixed_language = has_fixed_language
        self.preferences = Preferences()
        self.clock = RunningClock()
        self.exchange = Exchange(self)
        self.idle = IdleWatch()
        self.type_ahead = TypeAhead(self, super().on_event)
        self.is_locked = False
        self.leaving_code = 0
        self._has_warned = False
        self._held_back: ExitStack | None = None
        self.defect: BaseException | None = None
        self._has_read_beside = False
        self._held_errors: list[FieldlogError] = []
        self._held_words: list[str] = []
        self._modes.update({name: partial(self._make_page, name) for name in PAGES if name in SCREENS})
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_name("dark")
        # After the theme: styles that were read with the colours of another one would be read twice.
        self.stylesheet = KeptStylesheet(self.get_css_variables())

    def _make_page(self, name: str) -> Screen[Any]:
        page = load_screen(name)()
        if isinstance(page, Page):
            page.read_ahead(self.desk)
            # Else its widgets would be given their styles twice: before its size is known, and after.
            page.add_class(WIDE if self.size.width >= WIDE_COLUMNS else NARROW)
            page.add_class(HIGH if self.size.height >= HIGH_LINES else LOW)
        return page

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer nothing of Textual's own: the palette is ours."""
        return ()

    def on_mount(self) -> None:
        """Go in, and let the clock run."""
        self.set_interval(ONE_SECOND, self._tick)
        self.set_timer(PATIENCE_SECONDS, partial(say_waiting, self))
        self.enter()

    def enter(self, first_screen: str = "") -> None:
        """Show the start screen as soon as the store is open, and another one over it if one is named; or
        what hinders it.
        """
        self.run_worker(enter(self, first_screen))

    def open_store_again(self, passphrase: str | None = None) -> None:
        """Open the store by another passphrase, or again as at the start, and go in."""
        self.desk.open_again(partial(open_workspace, self.desk.home, passphrase))
        self.enter()

    def follow(self, preferences: Preferences) -> None:
        """Follow how the rep likes fieldlog; a language chosen for this run stays."""
        self.preferences = preferences
        self.theme = theme_name(preferences.theme)
        self.set_keymap(preferences.keymap)
        if preferences.language in ("zh", "en") and not self.has_fixed_language:
            use_language("zh" if preferences.language == "zh" else "en")

    def delay_update(self, delay: float = 0.05) -> None:
        """Paint the page that is switched to once it has read what it shows, at the latest after ``delay``
        seconds; Textual would always wait as long.
        """
        if self._held_back is None:
            self._held_back = ExitStack()
            self._held_back.enter_context(self.batch_update())
        self.set_timer(delay, self.paint_again)

    def paint_again(self) -> None:
        """Paint what was held back."""
        held_back, self._held_back = self._held_back, None
        if held_back is not None:
            held_back.close()
            if self.screen_stack:
                self.screen.refresh()

    async def show_pages(self) -> None:
        """Show the start screen; from now on the keys of the pages work."""
        self.leaving_code = 0
        await self.switch_mode(START_PAGE)

    # The running visit

    @property
    def running_words(self) -> str:
        """The running visit in words; empty when there is none."""
        return self.clock.words()

    def _tick(self) -> None:
        if not self.is_headless and has_hung_up():
            self.run_worker(leave_it(self))
            return
        if not self.screen_stack:
            # The screens were left while something was still being read for them.
            return
        words, exchange = self.running_words, self.exchange.words()
        self.set_class(bool(words), "-visit-runs")
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.show_running(words)
                screen.show_exchange(exchange)
        if self.idle.is_lock_due(self.preferences.lock_minutes):
            self.action_lock()
        fit(self)

    def on_resize(self) -> None:
        """Ask for a larger window where nothing could be shown right."""
        fit(self)

    async def _read_running(self) -> None:
        try:
            await self.clock.read(self.desk)
        except FieldlogError as error:
            self.tell_error(error)
        self._tick()

    async def on_running_visit_changed(self, _message: RunningVisitChanged) -> None:
        """Let the clock show the visit that runs now."""
        await self._read_running()

    # Moving between screens

    async def action_show_page(self, name: str) -> None:
        """Show one of the pages of the number keys."""
        if name in self._modes and self.current_mode != WAITING and not self._is_asking():
            await flush_all(self)
            if self.current_mode == name:
                while len(self.screen_stack) > 1:
                    self.pop_screen()
                if isinstance(self.screen, Page):
                    self.screen.read_what_failed()
            else:
                self.switch_mode(name)
                # What was only looked at over the page is closed; a form stays where it was left.
                while len(self.screen_stack) > 1 and not (
                    isinstance(self.screen, Page) and self.screen.is_form
                ):
                    self.pop_screen()

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

    def action_exchange(self) -> None:
        """Show the exchange with the server."""
        if not self._is_asking():
            self.open_screen("exchange")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Lead to the exchange from everywhere but from there."""
        if action == "exchange":
            return not (self.screen_stack and self.screen.has_class(SHOWS_EXCHANGE))
        return super().check_action(action, parameters)

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

    async def on_page_loaded(self, _message: PageLoaded) -> None:
        """Read what stands in the first line, once the first page is seen."""
        # The screens may be left while the first page is still being read.
        if not self._has_read_beside and self.screen_stack:
            self._has_read_beside = True
            self.run_worker(self._read_beside())

    async def _read_beside(self) -> None:
        await self._read_running()
        await self.exchange.read()

    async def on_saved(self, _message: Saved) -> None:
        """Show on the present screen what was saved, and send it soon."""
        self._reload(keys_wait=True)
        await self.exchange.saved()

    async def on_exchange_news(self, message: ExchangeNews) -> None:
        """Show what came from the server, and how the exchange stands."""
        # The screens may be left while news is on its way.
        if self.screen_stack and await self.exchange.hear(message.news):
            self._reload()
        self._tick()

    def _reload(self, keys_wait: bool = False) -> None:
        if self.screen_stack and isinstance(self.screen, Page):
            self.screen.reload(keys_wait)

    def tell(self, template: str, **arguments: object) -> None:
        """Say a sentence at the edge of the screen; user text in it is never markup."""
        if not self.is_locked:
            self.notify(translate(template, **arguments), markup=False)

    def tell_surely(self, words: str) -> None:
        """Say at the edge of the screen what is not said again: for longer, and once the lock is open."""
        if self.is_locked:
            self._held_words.append(words)
        else:
            self.notify(words, markup=False, timeout=READ_SECONDS)

    def tell_error(self, error: FieldlogError) -> None:
        """Say an expected error with its next step; one that puts data at risk stays until it was read."""
        if self.is_locked:
            self._held_errors.append(error)
        elif isinstance(error, BadInputError):
            self.notify(explain_error_here(error), severity="warning", markup=False, timeout=8)
        elif not getattr(self.screen, "tells", lambda _error: False)(error):
            self.open_screen("problem", error)

    # Language

    async def speak(self, language: Language) -> None:
        """Speak a language from now on: every screen is made anew in it, and nothing typed is lost."""
        await flush_all(self)
        use_language(language)
        here = self.current_mode
        for name in PAGES:
            if name in self._modes and name != here:
                await self.remove_mode(name)
                self.add_mode(name, partial(self._make_page, name))
        for screen in self.screen_stack:
            say_anew: Callable[[], Awaitable[object]] = getattr(screen, "say_anew", screen.recompose)
            await say_anew()

    # Locking and leaving

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there, whoever takes the key; keys go on in their order."""
        if isinstance(event, events.InputEvent):
            self.idle.touch()
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_typed and self.screen_stack:
            await self.type_ahead.take(event)
        else:
            await super().on_event(event)

    async def on_key_passed(self, message: KeyPassed) -> None:
        """Let the next key go on."""
        await self.type_ahead.has_passed(message)

    def action_lock(self) -> None:
        """Hide everything until whoever may see it unlocks it; what was typed is kept first."""
        if not self.is_locked and self.current_mode != WAITING:
            self.is_locked = True
            self.clear_notifications()
            self.run_worker(flush_all(self))
            self.open_screen("lock", then=self._unlocked)

    def _unlocked(self, _answer: object) -> None:
        self.is_locked = False
        self.idle.touch()
        while self._held_errors:
            self.tell_error(self._held_errors.pop())
        while self._held_words:
            self.tell_surely(self._held_words.pop(0))

    async def action_quit(self) -> None:
        """Leave at once; the last keys typed are kept before. Where they cannot be, that is said first."""
        errors = await flush_all(self)
        if errors and not self._has_warned:
            self._has_warned = True
            key = key_of("quit", self.preferences.keymap)
            words = translate(N_("Press {key} again to leave without it."), key=key)
            self.open_screen("problem", errors[0], words)
            return
        self.exchange.stop()
        self.exit(return_code=self.leaving_code)

    def on_unmount(self) -> None:
        """However the screens end, the sync beside them ends too."""
        self.exchange.stop()

    def _handle_exception(self, error: Exception) -> None:
        # What happened in a worker comes wrapped.
        self.defect = self.defect or (error.error if isinstance(error, WorkerFailed) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print the values of all variables, the names of customers among them.
        self._close_messages_no_wait()
