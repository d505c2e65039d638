"""A conflict, its values side by side: who, when; keep one, or write another."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.conflicts import get_conflict, keep_claim
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.conflicts import Conflict
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.exchange import show_field
from fieldlog.locale.words import kind_word
from fieldlog.store.reading import find_kept_card
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import Saved
from fieldlog.tui.page import Page
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.claim_panel import ClaimPanel


def read_conflict(workspace: Workspace, document: str, field: str) -> tuple[Conflict, str]:
    """Return a conflict, and the name of its customer."""
    conflict = get_conflict(workspace, document, field)
    card = find_kept_card(workspace.store, conflict.customer) if conflict.customer else None
    return conflict, card["name"] if card else ""


class ConflictScreen(Page[bool]):
    """The arrow keys go from value to value, Enter keeps the one with the cursor."""

    page = "settings"
    CSS_PATH = "../styles/conflict.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("Keep this")),
        bind("previous", N_("Value before")),
        bind("following", N_("Value after")),
        bind("edit", N_("Write another")),
        bind("back"),
    ]

    def __init__(self, document: str, field: str) -> None:
        super().__init__()
        self._document = document
        self._field = field
        self._conflict: Conflict | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Yield what it is about, and the room for the values."""
        yield Static(id="conflict-title")
        yield Static(plain(translate(N_("Both words are kept until you choose."))), id="conflict-help")
        yield Horizontal(id="claims")

    async def load(self) -> None:
        """Read the conflict and show its values; what is shown is what a choice stands over."""
        conflict, name = await self.fieldlog.desk.run(read_conflict, self._document, self._field)
        if conflict == self._conflict:
            return
        kind, field = kind_word(conflict.kind), show_field(conflict.field)
        title = translate(N_("{name}, {kind}: {field}"), name=name, kind=kind, field=field)
        self.query_one("#conflict-title", Static).update(plain(title))
        room = self.query_one("#claims", Horizontal)
        zone = (await self.fieldlog.desk.opened()).zone
        panels = [ClaimPanel(claim, conflict.field, zone) for claim in conflict.claims]
        async with self.batch():
            await room.remove_children()
            await room.mount(*panels)
        # Only now: a reading that was replaced before this would else leave the room empty for good.
        self._conflict = conflict
        panels[0].focus()

    async def say_anew(self) -> None:
        """Show everything in the language that is spoken now."""
        self._conflict = None
        await super().say_anew()

    def action_previous(self) -> None:
        """Go to the value before."""
        self.focus_previous(ClaimPanel)

    def action_following(self) -> None:
        """Go to the next value."""
        self.focus_next(ClaimPanel)

    def action_open(self) -> None:
        """Keep the value with the cursor."""
        if isinstance(self.focused, ClaimPanel):
            number = self.focused.claim.number
            self.start(lambda: self._keep(number))

    async def _keep(self, number: int) -> None:
        conflict = self._conflict
        if conflict is not None:
            await self.fieldlog.desk.run(keep_claim, conflict, number)
            self._settled(conflict)

    def _settled(self, conflict: Conflict) -> None:
        self.app.post_message(Saved(conflict.customer))
        self.fieldlog.tell(N_("Settled: {field}"), field=show_field(conflict.field))
        self.dismiss(True)

    def action_edit(self) -> None:
        """Write another value over all of them."""
        if self._conflict is not None:
            subject = f"{self._document}/{self._field}"
            self.fieldlog.open_screen("conflict_value", subject, self._conflict.customer, then=self._written)

    def _written(self, conflict: Conflict | None) -> None:
        if conflict is not None:
            self._settled(conflict)
