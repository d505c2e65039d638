"""What can be done with a promise wherever one is shown: keep, move, release, make another, show the slip."""

from functools import partial
from typing import ClassVar, NamedTuple, TypeVar

from textual.binding import BindingType

from fieldlog.actions.finding import get_promise
from fieldlog.actions.promises import PromiseStory, keep_promise, read_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.problems import N_
from fieldlog.tui.keys import bind
from fieldlog.tui.messages import Saved
from fieldlog.tui.page import Page

Result = TypeVar("Result")
ON_OPEN_ONES = ("keep", "keep_earlier", "move", "release")


class ChosenPromise(NamedTuple):
    """The promise that keys act on now, and how it stands."""

    promise: str
    customer: str
    is_open: bool
    is_overdue: bool


class PromiseActing(Page[Result]):
    """A page with promises. Pages give ``chosen_promise``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("promise", N_("New promise")),
        bind("keep"),
        bind("keep_earlier"),
        bind("move"),
        bind("release"),
        bind("slip"),
        bind("undo"),
    ]

    def chosen_promise(self) -> ChosenPromise | None:
        """Return the promise that keys act on; ``None`` when there is none."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what does not apply to the promise that is selected."""
        chosen = self.chosen_promise()
        if action in ON_OPEN_ONES:
            return chosen is not None and chosen.is_open
        if action == "slip":
            return chosen is not None
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        """Note that it is done: now, or for an overdue one, which may have been in time, when."""
        chosen = self.chosen_promise()
        if chosen is not None and chosen.is_overdue:
            self.action_keep_earlier()
        elif chosen is not None:
            self.start(partial(self._keep, chosen))

    async def _keep(self, chosen: ChosenPromise) -> None:
        story = await self.fieldlog.desk.run(_keep_now, chosen.promise)
        self.app.post_message(Saved(chosen.customer))
        self.fieldlog.tell(N_("Kept: {text}"), text=story.promise.text)

    def action_keep_earlier(self) -> None:
        """Note that it was done at another time than now."""
        self._open_form("promise_keep")

    def action_move(self) -> None:
        """Give it another due date."""
        self._open_form("promise_move")

    def action_release(self) -> None:
        """Note that the customer does not want it any more."""
        self._open_form("promise_release")

    def _open_form(self, name: str) -> None:
        chosen = self.chosen_promise()
        if chosen is not None:
            self.fieldlog.open_screen(name, chosen.promise, chosen.customer)

    def action_promise(self) -> None:
        """Note a new promise to the same customer, or to one who is to be found first."""
        chosen = self.chosen_promise()
        if chosen is not None:
            self.fieldlog.open_screen("promise_new", chosen.customer)
        else:
            self.fieldlog.open_screen("find_customer", then=self._promise_to)

    def _promise_to(self, customer: str | None) -> None:
        if customer is not None:
            self.fieldlog.open_screen("promise_new", customer)

    def action_slip(self) -> None:
        """Show the customer in large type what is promised."""
        chosen = self.chosen_promise()
        if chosen is not None:
            self.fieldlog.open_screen("slip", chosen.customer)


def _keep_now(workspace: Workspace, promise: str) -> PromiseStory:
    keep_promise(workspace, get_promise(workspace, promise))
    return read_story(workspace, get_promise(workspace, promise))
