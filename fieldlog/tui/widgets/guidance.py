"""Guidance cards beside what is being done: a few words that help just now, until the habit is there."""

from functools import partial
from typing import TYPE_CHECKING, cast

from fieldlog.actions.guidance import cards_for, mark_shown
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.guidance import GuidanceCard
from fieldlog.locale import translate
from fieldlog.tui.widgets.facts import Fact, Facts, heading

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp
    from fieldlog.tui.page import Page


class GuidanceNote(Facts):
    """Shows the first card of a moment that has not faded, one at a time; takes no room without one."""

    DEFAULT_CSS = "GuidanceNote { padding: 1 1 0 1; }"

    def __init__(self, moment: str = "") -> None:
        super().__init__()
        self.display = False
        self._moment = moment
        self._cards: dict[str, GuidanceCard | None] = {}
        self._shown: GuidanceCard | None = None

    async def read(self) -> None:
        """Read which card helps, count it as seen, and show it."""
        self._cards.pop(self._moment, None)
        await self._come_to(self._moment)

    def turn_to(self, moment: str) -> None:
        """Have the card of another moment shown instead, counted as seen once; an empty moment shows none.

        It is read beside what is typed, which never waits for it.
        """
        if moment != self._moment:
            self._moment = moment
            page = cast("Page[object]", self.screen)
            page.start(partial(self._come_to, moment), group=f"load-guidance-{moment}")

    async def _come_to(self, moment: str) -> None:
        if moment and moment not in self._cards:
            desk = cast("FieldlogApp", self.app).desk
            self._cards[moment] = await desk.run(_take_card, moment)
        if moment == self._moment:
            self._show(self._cards.get(moment))

    def _show(self, card: GuidanceCard | None) -> None:
        if card is self._shown:
            return
        self._shown = card
        self.display = card is not None
        if card is not None:
            lines = (Fact(translate(line), tone="dim") for line in card.lines)
            self.show((heading(translate(card.title)), *lines))
        # What is typed in moves when the card takes room, or gives it back.
        self.call_after_refresh(self._keep_cursor_seen)

    def _keep_cursor_seen(self) -> None:
        focused = self.screen.focused
        if focused is not None:
            focused.scroll_visible(animate=False)


def _take_card(workspace: Workspace, moment: str) -> GuidanceCard | None:
    cards = cards_for(workspace, moment)
    if not cards:
        return None
    mark_shown(workspace, cards[0].id)
    return cards[0]
