"""Who is shown in the list of customers: one line a choice, and the list follows at once."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldlog.domain.cards import LETTERS
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.customer_rows import letter_words
from fieldlog.tui.keys import bind
from fieldlog.tui.plain import plain
from fieldlog.tui.searching import Searching
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.key_footer import KeyFooter
from fieldlog.tui.widgets.row_list import Row, RowList

ALL, NOT_CONTACTED, KEY = "all", "not-contacted", "key"
LETTER, DISTRICT = "letter:", "district:"


class CustomerFilterScreen(Searching[None], ModalScreen[None]):
    """Choices that Enter sets and takes away again."""

    CSS_PATH = "../styles/customers.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("Choose")),
        bind("back", N_("Done")),
        bind("filter", show=False),
    ]

    def __init__(
        self, wanted: CustomerFilter, districts: Sequence[str], tell: Callable[[CustomerFilter], None]
    ) -> None:
        """``tell`` is told each choice."""
        super().__init__()
        self._wanted = wanted
        self._districts = districts
        self._tell = tell

    def compose(self) -> ComposeResult:
        """Yield the choices in the middle."""
        with Vertical(id="filter"):
            yield Static(plain(translate(N_("Show only"))), id="filter-title")
            yield self.search_line()
            yield RowList([Column("", 20, share=1)], name="choices")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin in the list, which is as high as it needs to be."""
        rows = list(_rows(self._wanted, self._districts))
        self.query_one(RowList).styles.height = len(rows)
        self.query_one(RowList).show_rows(rows)
        self.query_one(RowList).focus()

    def action_open(self) -> None:
        """Set the choice under the cursor, or take it away."""
        key = self.query_one(RowList).selected_key
        if key is not None:
            self._wanted = _turned(self._wanted, key)
            self.query_one(RowList).show_rows(list(_rows(self._wanted, self._districts)))
            self._tell(self._wanted)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Set what was clicked twice."""
        self.action_open()

    def action_back(self) -> None:
        """Go back to the list."""
        if not self.end_search():
            self.dismiss(None)

    action_filter = action_back


def _rows(wanted: CustomerFilter, districts: Sequence[str]) -> Iterator[Row]:
    yield _row(ALL, wanted == CustomerFilter(), translate(N_("everybody")))
    yield _row(NOT_CONTACTED, wanted.not_contacted, translate(N_("not contacted this week")))
    yield _row(KEY, wanted.key, translate(N_("key customers")))
    for letter in (*filter(None, LETTERS), ""):
        yield _row(LETTER + letter, wanted.letter == letter, letter_words(letter))
    if districts:
        yield Row("districts", (translate(N_("District")),), is_heading=True)
        for district in (*districts, ""):
            words = district or translate(N_("Without a district"))
            yield _row(DISTRICT + district, wanted.district == district, words)


def _row(key: str, is_chosen: bool, words: str) -> Row:
    return Row(key, (f"{'[x]' if is_chosen else '[ ]'} {words}",))


def _turned(wanted: CustomerFilter, key: str) -> CustomerFilter:
    """Return the filter with one choice set, or taken away if it was."""
    if key == ALL:
        return CustomerFilter()
    if key == NOT_CONTACTED:
        return wanted._replace(not_contacted=not wanted.not_contacted)
    if key == KEY:
        return wanted._replace(key=not wanted.key)
    if key.startswith(LETTER):
        letter = key.removeprefix(LETTER)
        return wanted._replace(letter=None if wanted.letter == letter else letter)
    district = key.removeprefix(DISTRICT)
    return wanted._replace(district=None if wanted.district == district else district)
