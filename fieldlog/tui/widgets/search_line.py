"""The line that searches a list: it opens with the search key, and the list follows what is typed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from fieldlog.domain.problems import N_
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import LineInput


class SearchLine(Horizontal):
    """A line that is there while something is searched for. Posts ``Changed`` with what is typed, ``Left``
    when the list is to be used; Escape clears and closes it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("To the list"), priority=True),
        bind("back", N_("End the search")),
        Binding("down", "open", show=False),
    ]

    class Changed(Message):
        """Something else is searched for."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Left(Message):
        """The search is typed, or given up; the list comes next."""

    def __init__(self, label: str, placeholder: str = "") -> None:
        super().__init__()
        self._label = label
        self._input = LineInput(placeholder=placeholder, compact=True, select_on_focus=False)
        self._show(False)

    def _show(self, is_open: bool) -> None:
        # Textual would give a line that is not displayed the focus of a new screen.
        self.display = self._input.can_focus = is_open

    def compose(self) -> ComposeResult:
        """Yield the label and the input."""
        yield Static(plain(self._label), classes="search-line--label")
        yield self._input

    @property
    def is_typed_into(self) -> bool:
        """Whether keys go into it now."""
        return self._input.has_focus

    @property
    def query_text(self) -> str:
        """What is searched for."""
        return self._input.value.strip()

    def open(self) -> None:
        """Let something be typed."""
        self._show(True)
        # At once: what is typed right after the search key belongs to the search already.
        self.screen.set_focus(self._input)

    def action_back(self) -> None:
        """Search for nothing any more."""
        self._input.value = ""
        self._show(False)
        self.post_message(self.Left())

    def action_open(self) -> None:
        """Go to what was found."""
        if not self.query_text:
            self._show(False)
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search at once."""
        event.stop()
        self.post_message(self.Changed(self.query_text))
