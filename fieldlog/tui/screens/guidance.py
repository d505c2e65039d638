"""All guidance cards, also those that have faded; Enter lets a faded one be shown again."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from fieldlog.actions.guidance import CardStanding, call_back, card_standings
from fieldlog.domain.guidance import MOMENTS
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.words import source_words
from fieldlog.tui.keys import bind
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.facts import Fact, Facts
from fieldlog.tui.widgets.row_list import Row, RowList


class GuidanceScreen(SearchedPage[None]):
    """The cards by the moment they help at, the words of the selected one beside or below."""

    CSS_PATH = "../styles/guidance.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("open", N_("Show it again")), bind("back")]

    def __init__(self) -> None:
        super().__init__()
        self._standings: dict[str, CardStanding] = {}

    def compose_body(self) -> Iterable[Widget]:
        """Yield the cards and the words of one."""
        columns = [Column("", 20, share=1), Column("", 10, right=True)]
        yield self.search_line()
        yield Horizontal(RowList(columns, name="cards"), VerticalScroll(Facts(), id="card-words"))

    async def load(self) -> None:
        """Read how the cards stand."""
        standings = await self.fieldlog.desk.run(card_standings)
        self._standings = {one.card.id: one for one in standings}
        self.query_one(RowList).show_rows(list(_rows(standings)))
        self.go_to(self.query_one(RowList))

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Show the words of the card under the cursor."""
        standing = self._standing(event.row)
        self.query_one(Facts).show(() if standing is None else _card_facts(standing))
        self.refresh_bindings()

    def _standing(self, row: Row | None) -> CardStanding | None:
        return None if row is None else self._standings.get(row.key)

    def _selected(self) -> CardStanding | None:
        lists = self.query(RowList)
        return self._standing(lists.first().selected) if lists else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a faded card can be called back."""
        if action == "open":
            standing = self._selected()
            return standing is not None and standing.is_faded
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Let the card be shown again."""
        standing = self._selected()
        if standing is not None and standing.is_faded:
            self.start(partial(self._call_back, standing.card.id))

    async def _call_back(self, card: str) -> None:
        await self.fieldlog.desk.run(call_back, card)
        await self.load()


def _rows(standings: Iterable[CardStanding]) -> Iterable[Row]:
    for moment, members in groupby(standings, key=lambda one: one.card.moment):
        yield Row(f"moment-{moment}", (translate(MOMENTS[moment]),), is_heading=True)
        for one in members:
            state = translate(N_("faded")) if one.is_faded else ""
            yield Row(one.card.id, (translate(one.card.title), state), "dim" if one.is_faded else "")


def _card_facts(standing: CardStanding) -> Iterable[Fact]:
    card = standing.card
    yield Fact(translate(card.title), tone="title")
    for line in card.lines:
        yield Fact("")
        yield Fact(translate(line))
    yield Fact("")
    yield Fact(source_words(card.source), translate(N_("Source")), "dim")
    if standing.is_faded:
        yield Fact(translate(N_("You have made it your own, so it is not shown any more.")), tone="good")
