"""The slip on the screen, for the customer to read: what was promised, in the widest type a terminal has.

Nobody else is named here: the first line of other screens, where a visit's customer may stand, is left out.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.finding import get_customer
from fieldlog.actions.slips import Slip, make_slip
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.key_footer import KeyFooter

# Between two characters of which one is Chinese, a space makes both easier to read.
_CLOSE = re.compile("(?<=[\u4e00-\u9fff])(?=\\w)|(?<=\\w)(?=[\u4e00-\u9fff])")


class SlipScreen(Page[None]):
    """Shown to the customer; ``x`` writes it as a page to print."""

    page = "promises"
    CSS_PATH = "../styles/slip.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("export", N_("Write a page to print")), bind("back")]

    def __init__(self, customer: str) -> None:
        super().__init__()
        self._customer = customer
        self._slip: Slip | None = None
        self._written = ""

    def compose(self) -> ComposeResult:
        """Yield the slip and the keys, and no name of anybody else."""
        yield VerticalScroll(can_focus=True, id="slip")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Say how the letters become larger still."""
        self.fieldlog.tell(N_("Larger letters: Ctrl and + in most terminals; Ctrl and 0 as before."))

    async def load(self) -> None:
        """Read what is promised."""
        self._slip = await self.fieldlog.desk.run(_read, self._customer)
        room = self.query_one(VerticalScroll)
        await room.remove_children()
        await room.mount_all(self._lines(self._slip))
        room.focus()
        self.refresh_bindings()

    def _lines(self, slip: Slip) -> Iterable[Widget]:
        yield Static(plain(wide(slip.title)), classes="slip--title")
        for line in slip.lines:
            yield Static(plain(wide(line.text)), classes="slip--text")
            yield Static(plain(wide(line.by)), classes="slip--by")
        if not slip.lines:
            done, nothing = N_("Everything that was promised is done."), N_("Nothing is promised at present.")
            words = translate(done if slip.has_kept else nothing)
            yield Static(plain(wide(words)), classes="slip--text")
        yield Static(plain(slip.footer), classes="slip--footer")
        if self._written:
            template = N_("Written: {file}. Open it in a browser and print it.")
            yield Static(plain(translate(template, file=self._written)), classes="slip--footer")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Write nothing where nothing is promised."""
        if action == "export":
            return self._slip is not None and bool(self._slip.lines)
        return super().check_action(action, parameters)

    def action_export(self) -> None:
        """Ask where to write the page."""
        if self._slip is not None:
            self.fieldlog.open_screen("slip_file", self._customer, self._slip, then=self._note_written)

    def _note_written(self, file: str | None) -> None:
        if file is not None:
            self._written = file
            self.reload()


def wide(text: str) -> str:
    """Return text set wide, as far as its letters allow."""
    return _CLOSE.sub(" ", text)


def _read(workspace: Workspace, customer: str) -> Slip:
    return make_slip(workspace, get_customer(workspace, customer))
