"""One line to type, and below it what fits: choose with Up, Down and Enter; Escape leaves."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import WorkType

from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.keys import bind
from fieldlog.tui.type_ahead import READING
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.fields import LineInput
from fieldlog.tui.widgets.key_footer import KeyFooter
from fieldlog.tui.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

Result = TypeVar("Result")
STYLES = Path(__file__).parent / "styles"


class ChoosingScreen(ModalScreen[Result]):
    """A question that is answered by choosing. Screens give ``find`` and ``choose``; ``placeholder`` is what
    an empty line says, ``nothing`` what to do when nothing fits, both as templates.
    """

    placeholder: ClassVar[str]
    nothing: ClassVar[str]
    CSS_PATH = STYLES / "choosing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        # The line has the focus all the time; these keys go to the list.
        bind("open", N_("Choose"), priority=True),
        bind("back"),
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    @property
    def fieldlog(self) -> "FieldlogApp":
        """The application that this screen belongs to."""
        return cast("FieldlogApp", self.app)

    def compose(self) -> ComposeResult:
        """Yield the line and the list."""
        line = LineInput(placeholder=translate(self.placeholder), compact=True, select_on_focus=False)
        found = RowList([Column("", 20, share=1), Column("", 14, right=True)], translate(self.nothing))
        found.can_focus = False
        yield Vertical(line, found, id="choosing")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Offer what there is before anything is typed."""
        self.query_one(LineInput).focus()
        self._seek("")

    @abstractmethod
    async def find(self, query: str) -> Sequence[Row]:
        """Return what fits, headings included."""

    @abstractmethod
    def choose(self, key: str) -> None:
        """Do what a row stands for, and leave."""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follow what is typed."""
        event.stop()
        self._seek(event.value)

    def _seek(self, query: str) -> None:
        seek: WorkType[None] = partial(self._show_found, query)
        self.run_worker(seek, name=READING, group="seek", exclusive=True)

    async def _show_found(self, query: str) -> None:
        try:
            rows = await self.find(query.strip())
        except FieldlogError as error:
            self.fieldlog.tell_error(error)
            return
        shown = self.query_one(RowList)
        # Another search has another best answer: it comes first.
        shown.begin_anew()
        shown.show_rows(rows)

    def action_step(self, direction: int) -> None:
        """Go to the next row or the one before."""
        self.query_one(RowList).action_step(direction)

    def action_page(self, direction: int) -> None:
        """Go on by what is seen."""
        self.query_one(RowList).action_page(direction)

    def action_open(self) -> None:
        """Choose the row under the cursor."""
        key = self.query_one(RowList).selected_key
        if key is not None:
            self.choose(key)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Choose what was clicked twice."""
        self.action_open()

    def action_back(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)
