"""What can be done with a customer wherever one is shown: visit, promise, change, pause, consent, slip."""

from typing import ClassVar, TypeVar

from textual.binding import BindingType

from fieldlog.tui.keys import bind
from fieldlog.tui.page import Page
from fieldlog.tui.screens import SCREENS

Result = TypeVar("Result")
SCREEN_OF = {
    "visit": "start_visit",
    "log_visit": "past_visit",
    "promise": "promise_new",
    "slip": "slip",
    "edit": "customer_edit",
    "pause": "pause",
    "consent": "consent",
    "opt_out": "opt_out",
}
"""By action, the screen that does it; each is opened with the customer's id."""


class CustomerActing(Page[Result]):
    """A page with customers. Pages give ``chosen_customer``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("visit"),
        bind("log_visit"),
        bind("promise"),
        bind("edit"),
        bind("pause"),
        bind("consent"),
        bind("slip"),
        bind("undo"),
    ]

    def chosen_customer(self) -> str | None:
        """Return the id of the customer that keys act on; ``None`` when there is none."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what acts on a customer only while there is one."""
        if action in SCREEN_OF:
            return SCREEN_OF[action] in SCREENS and self.chosen_customer() is not None
        return super().check_action(action, parameters)

    def _open(self, action: str) -> None:
        customer = self.chosen_customer()
        if customer is not None:
            self.fieldlog.open_screen(SCREEN_OF[action], customer)

    def action_visit(self) -> None:
        """Start a visit."""
        self._open("visit")

    def action_log_visit(self) -> None:
        """Type a visit afterwards."""
        self._open("log_visit")

    def action_promise(self) -> None:
        """Note a promise."""
        self._open("promise")

    def action_slip(self) -> None:
        """Show in large type what is promised."""
        self._open("slip")

    def action_edit(self) -> None:
        """Change what is known of the customer."""
        self._open("edit")

    def action_pause(self) -> None:
        """Note that no contact is expected for some days."""
        self._open("pause")

    def action_consent(self) -> None:
        """Note what the customer said about health notes."""
        self._open("consent")

    def action_opt_out(self) -> None:
        """Note that the customer wants no regular contact."""
        self._open("opt_out")
