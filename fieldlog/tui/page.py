"""What all screens share: first and last line, reading what is shown, and errors that say what to do."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkType

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.tui.keymaps import key_of
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import PageLoaded
from fieldlog.tui.not_read import show_not_read, show_read
from fieldlog.tui.type_ahead import IN_THE_BACKGROUND, READING
from fieldlog.tui.widgets.key_footer import KeyFooter
from fieldlog.tui.widgets.row_list import RowList
from fieldlog.tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp
    from fieldlog.tui.store_thread import StoreThread

Result = TypeVar("Result")
NARROW, WIDE = "-narrow", "-wide"
WIDE_COLUMNS = 110
LOW, HIGH = "-low", "-high"
HIGH_LINES = 20


class Page(Screen[Result]):
    """A screen of fieldlog. Screens give ``page`` (under which number key they stand), ``compose_body`` and,
    where they show something of the store, ``load``.
    """

    page: ClassVar[str] = ""
    is_form: ClassVar[bool] = False
    """Whether something is typed here, to which one comes back after looking at another page."""
    has_been_seen = False
    """Whether the screen has begun to read what it shows."""
    _has_loaded = False
    _has_told_error = False
    """Whether an error of this screen stands over it: back from it the same is not tried again at once."""
    agreed_undo = ""
    """The save of another day that the next undo may take back."""
    HORIZONTAL_BREAKPOINTS = [(0, NARROW), (WIDE_COLUMNS, WIDE)]
    VERTICAL_BREAKPOINTS = [(0, LOW), (HIGH_LINES, HIGH)]
    BINDINGS: ClassVar[list[BindingType]] = [bind("back", show=False), bind("guidance")]

    @property
    def fieldlog(self) -> "FieldlogApp":
        """The application that this screen belongs to."""
        return cast("FieldlogApp", self.app)

    def compose(self) -> ComposeResult:
        """Put the body between the first line and the keys."""
        top = TopLine(self.page, self.fieldlog.is_practice)
        top.running, top.exchange = self.fieldlog.running_words, self.fieldlog.exchange.words()
        yield top
        yield from self.compose_body()
        yield KeyFooter()

    def compose_body(self) -> Iterable[Widget]:
        """Yield what is between the first line and the keys."""
        return ()

    def read_ahead(self, desk: "StoreThread") -> None:
        """Begin to read what is shown first, while the screen is still being made."""

    async def load(self) -> None:
        """Read what is shown and show it; called at first, after a save, and when the screen comes back."""

    async def _load_and_tell(self) -> None:
        try:
            await self.load()
            self.was_read()
        except FieldlogError:
            if not self._has_loaded:
                self.was_not_read()
            raise
        finally:
            self.fieldlog.paint_again()
            self.after_paint(self.app.post_message, PageLoaded())

    def _compositor_refresh(self) -> None:
        # While painting is held back Textual would draw everything and then not show it.
        if not self.app._batch_count:
            super()._compositor_refresh()

    def after_paint(self, callback: Callable[..., object], *arguments: object) -> None:
        """Call back once what is shown now was painted, or at once where nothing is to be painted."""
        # What has changed in a widget reaches the screen after the screen's own messages: asked of the screen
        # itself, Textual would call back before it has painted.
        (self.focused or self).call_after_refresh(callback, *arguments)

    def was_read(self) -> None:
        """Show what was read."""
        self._has_loaded = True
        show_read(self)

    def was_not_read(self) -> None:
        """Say that nothing could be read: an empty screen would look as if there were nothing."""
        self._has_loaded = False
        show_not_read(self)

    def reload(self, keys_wait: bool = False) -> None:
        """Read and show anew, in the background; with ``keys_wait`` commands wait for what it shows."""
        self.start(self._load_and_tell, group=IN_THE_BACKGROUND, keys_wait=keys_wait)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show what may have changed since the screen was last seen."""
        if not self.has_been_seen:
            # Every widget was given its style when it was mounted, a moment ago.
            event.refresh_styles = False
            self.has_been_seen = True
        self.hide_keys(False)
        if self._has_told_error:
            self._has_told_error = False
            return
        self.reload(keys_wait=not self._has_loaded)

    def on_screen_suspend(self) -> None:
        """Show no keys while another screen lies over this one: they do not act."""
        self.hide_keys(True)

    def hide_keys(self, are_hidden: bool) -> None:
        """Hide the last lines, or show them again."""
        self.query(KeyFooter).set_class(are_hidden, "-behind")

    def read_what_failed(self) -> None:
        """Try again where nothing could be read so far."""
        if self.has_been_seen and not self._has_loaded:
            self.reload(keys_wait=True)

    def start(
        self, work: Callable[[], Awaitable[object]], group: str = "work", keys_wait: bool = False
    ) -> None:
        """Run work of this screen in the background; an expected error is told to the user.

        Work of a group ``load...`` takes the place of the one before it, and only with ``keys_wait`` commands
        wait for it. Other work is never broken off, and all keys wait for it.
        """
        # Given as a function: a worker that is replaced before it began leaves no coroutine behind. With a
        # description: Textual would write out the work with all it is about.
        guarded: WorkType[None] = partial(self._guarded, work)
        is_loading, name = group.startswith(IN_THE_BACKGROUND), READING if keys_wait else ""
        self.run_worker(guarded, name=name, group=group, description=group, exclusive=is_loading)

    async def _guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except FieldlogError as error:
            self._tell_error(error)
        except NoMatches:
            # The screen was left while its work was under way, and what was to show it is gone.
            if self.children and self.is_running:
                raise

    async def say_anew(self) -> None:
        """Show everything in the language that is spoken now."""
        await self.recompose()
        self.reload()

    def key_of(self, name: str) -> str:
        """Return how the key of an action is written, as the rep has set it; for sentences that name it."""
        return key_of(name, self.fieldlog.preferences.keymap)

    def show_running(self, words: str) -> None:
        """Show the clock of the running visit in the first line."""
        with suppress(LookupError):
            for line in self.query(TopLine):
                line.running = words

    def show_exchange(self, words: tuple[str, ...]) -> None:
        """Show in the first line how the exchange stands, in the longest of these ways that fits."""
        with suppress(LookupError):
            for line in self.query(TopLine):
                line.exchange = words

    def on_row_list_failed(self, event: RowList.Failed) -> None:
        """Say why rows cannot be shown."""
        self._tell_error(event.error)

    def _tell_error(self, error: FieldlogError) -> None:
        self._has_told_error = not isinstance(error, BadInputError)
        self.fieldlog.tell_error(error)

    def action_back(self) -> None:
        """Go back to where one came from; nothing is lost by it."""
        self.fieldlog.go_back()

    def action_guidance(self) -> None:
        """Show all guidance cards."""
        self.fieldlog.open_screen("guidance")

    def action_undo(self) -> None:
        """Take the last save back, on pages that bind it."""
        from fieldlog.tui.undoing import take_back

        self.start(partial(take_back, self))
