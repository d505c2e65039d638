"""Two entries for one person: a person says so, both are read as one, and that can be taken back."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import WorkType

from fieldlog.actions.customer_pages import CustomerPage
from fieldlog.actions.merging import merge_customers, unmerge_customer
from fieldlog.domain.cards import Card
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.tui.customer_words import who_words
from fieldlog.tui.keymaps import key_of
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import Saved
from fieldlog.tui.plain import plain
from fieldlog.tui.searching import Searching
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.key_footer import KeyFooter
from fieldlog.tui.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

PART = "part"


class CustomerJoinScreen(Searching[None], ModalScreen[None]):
    """Shows who may be the same person; Enter joins, and nothing moves by it."""

    CSS_PATH = "../styles/customer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("Choose")),
        bind("back"),
        bind("join", show=False),
    ]

    def __init__(self, page: CustomerPage, alike: Sequence[Card]) -> None:
        super().__init__()
        self._about = page
        self._alike = {card["id"]: card for card in alike}

    def compose(self) -> ComposeResult:
        """Yield the candidates in the middle."""
        name = self._about.card["name"]
        title = N_("Who is the same person as {name}?")
        said = N_("Both are then read as one, under {name}. Nothing is lost; undo parts them again.")
        with Vertical(id="join"):
            yield Static(plain(translate(title, name=name)), id="join-title")
            yield Static(plain(translate(said, name=name)))
            yield self.search_line()
            yield RowList([Column("", 20, share=1, wraps=True)], name="candidates")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin in the list, which is as high as it needs to be."""
        candidates = self.query_one(RowList)
        candidates.show_rows(list(self._rows()))
        candidates.focus()

    def _rows(self) -> Iterator[Row]:
        for card in self._alike.values():
            yield Row(card["id"], ("  ".join(part for part in (who_words(card), card["address"]) if part),))
        joined = self._about.dossier.joined
        if joined:
            names = show_list(one.name for one in joined)
            yield Row(PART, (translate(N_("Part again: {names}"), names=names),))

    def action_open(self) -> None:
        """Join the one under the cursor, or part those that were joined."""
        key = self.query_one(RowList).selected_key
        if key is not None:
            saving: WorkType[None] = partial(self._save, key)
            self.run_worker(saving)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Join whom was clicked twice."""
        self.action_open()

    async def _save(self, key: str) -> None:
        app, card = cast("FieldlogApp", self.app), self._about.card
        try:
            if key == PART:
                await app.desk.run(unmerge_customer, card)
                names = show_list(one.name for one in self._about.dossier.joined)
                app.tell(N_("Parted from {name} again: {names}."), name=card["name"], names=names)
            else:
                await app.desk.run(merge_customers, card, self._alike[key])
                words = {"joined": self._alike[key]["name"], "name": card["name"]}
                words["key"] = key_of("undo", app.preferences.keymap)
                app.tell(N_("{joined} is now read as {name}. Press {key} to take it back."), **words)
        except FieldlogError as error:
            app.tell_error(error)
            return
        app.post_message(Saved(card["id"]))
        self.dismiss(None)

    def action_back(self) -> None:
        """Join nobody."""
        if not self.end_search():
            self.dismiss(None)

    action_join = action_back
