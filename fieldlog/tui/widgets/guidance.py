"""Guidance cards beside what is being done: a few words that help just now, until the habit is there."""

from typing import TYPE_CHECKING, cast

from fieldlog.actions.guidance import cards_for, mark_shown
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.guidance import GuidanceCard
from fieldlog.locale import translate
from fieldlog.tui.widgets.facts import Fact, Facts, heading

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp


class GuidanceNote(Facts):
    """Shows the first card of a moment that has not faded; takes no room without one."""

    def __init__(self, moment: str) -> None:
        super().__init__()
        self.display = False
        self._moment = moment

    async def read(self) -> None:
        """Read which card helps, count it as seen, and show it."""
        card = await cast("FieldlogApp", self.app).desk.run(_take_card, self._moment)
        self.display = card is not None
        if card is not None:
            lines = (Fact(translate(line), tone="dim") for line in card.lines)
            self.show((heading(translate(card.title)), *lines))


def _take_card(workspace: Workspace, moment: str) -> GuidanceCard | None:
    cards = cards_for(workspace, moment)
    if not cards:
        return None
    mark_shown(workspace, cards[0].id)
    return cards[0]
