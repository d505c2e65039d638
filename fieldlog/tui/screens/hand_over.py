"""A customer that was handed over: what comes along, to be read once and accepted."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from fieldlog.actions.handovers import (
    HandOverPack,
    PackPromise,
    accept_hand_over,
    get_hand_over,
    read_pack,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, show_due, translate
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import decision_word
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import Saved
from fieldlog.tui.page import Page
from fieldlog.tui.widgets.facts import TITLE, Fact, Facts, FactsScroll, heading


def read_hand_over(workspace: Workspace, hand_over: str) -> HandOverPack:
    """Return what comes along with a hand-over."""
    return read_pack(workspace, get_hand_over(workspace, hand_over))


class HandOverScreen(Page[bool]):
    """What comes along with a customer."""

    page = "today"
    CSS_PATH = "../styles/reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("Accept")),
        bind("brief", N_("The customer")),
        bind("back", N_("Later")),
    ]

    def __init__(self, hand_over: str) -> None:
        super().__init__()
        self._hand_over = hand_over
        self._pack: HandOverPack | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Yield the room for what is read."""
        yield FactsScroll(Facts(), classes="reading")

    async def load(self) -> None:
        """Read what comes along and show it."""
        self._pack = await self.fieldlog.desk.run(read_hand_over, self._hand_over)
        workspace = await self.fieldlog.desk.opened()
        self.query_one(Facts).show(_facts(self._pack, workspace))
        self.query_one(FactsScroll).focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is accepted before it could be read."""
        if action in ("open", "brief"):
            return self._pack is not None
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Accept: it has been read."""
        self.start(self._accept)

    async def _accept(self) -> None:
        pack = self._pack
        if pack is not None:
            await self.fieldlog.desk.run(accept_hand_over, pack.hand_over)
            self.app.post_message(Saved(pack.hand_over.customer))
            self.fieldlog.tell(N_("Accepted: {name}."), name=pack.name)
            self.dismiss(True)

    def action_brief(self) -> None:
        """Show the customer's page."""
        if self._pack is not None:
            self.fieldlog.open_screen("customer", self._pack.hand_over.customer)


def _facts(pack: HandOverPack, workspace: Workspace) -> Iterator[Fact]:
    hand_over, today = pack.hand_over, workspace.today()
    since = show_instant(hand_over.given_at, workspace.zone)
    title = N_("{name}, from {user} since {time}")
    yield Fact(translate(title, name=pack.name, user=hand_over.from_user, time=since), tone=TITLE)
    if hand_over.reason:
        yield Fact(hand_over.reason, translate(N_("Reason")))
    yield from _promises(N_("Promises to keep now"), pack.promises, today)
    yield from _promises(N_("Open questions"), pack.questions, today)
    if pack.reviews:
        yield heading(translate(N_("Waits for your answer")))
    for review in pack.reviews:
        author = review.author or translate(N_("the supervisor"))
        label = translate(N_("{name} {what}"), name=author, what=decision_word(review.decision))
        yield Fact(review.comment, label, tone="warn")
    yield heading(translate(N_("What to know")))
    for one in pack.pauses:
        days = f"{show_day(one.start, today)} - {show_day(one.until, today)}"
        yield Fact(f"{days}  {one.reason}", translate(N_("Pause")))
    if pack.taboos:
        yield Fact(pack.taboos, translate(N_("Do not mention")), tone="warn")
    if pack.agreed_hours:
        yield Fact(pack.agreed_hours, translate(N_("Agreed hours")))
    for member in pack.family:
        yield Fact(f"{member.name} {member.relation}".strip(), translate(N_("Family")))
    if not (pack.pauses or pack.taboos or pack.agreed_hours or pack.family):
        yield Fact(translate(N_("Nothing beside the profile.")), tone="dim")


def _promises(title: str, promises: Iterable[PackPromise], today: date) -> Iterator[Fact]:
    listed = list(promises)
    if listed:
        yield heading(translate(title))
    for one in listed:
        yield Fact(" ".join(one.text.split()), show_due(one.due, today))
