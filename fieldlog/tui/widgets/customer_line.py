"""Whom a form is about, large enough to be seen by who looks at the keys; Enter or a click chooses somebody
else.
"""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.customer_words import spaced
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import move_or_hand_on


class CustomerLine(Widget, can_focus=True):
    """Shows a customer by ``name`` and ``district``; posts ``ChangeWanted``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "change", show=False)]
    keeps_letters: ClassVar[bool] = True
    COMPONENT_CLASSES = {"customer-line--name", "customer-line--hint"}

    shown: reactive[tuple[str, str]] = reactive(("", ""), layout=True)
    """The customer's name and district; empty until they were read."""

    class ChangeWanted(Message):
        """The form is to be about somebody else."""

    def render(self) -> Content:
        """Return the name, where the customer lives, and how to choose another one."""
        name, district = self.shown
        if not name:
            return Content("")
        large = self.get_visual_style("customer-line--name", partial=True)
        quiet = self.get_visual_style("customer-line--hint", partial=True)
        hint = N_("Enter: somebody else") if self.has_focus else N_("Shift+Tab, Enter: somebody else")
        parts = [plain(spaced(name)).stylize(large), plain(district), plain(translate(hint)).stylize(quiet)]
        return Content("   ").join(part for part in parts if part.plain)

    def on_key(self, event: events.Key) -> None:
        """Let no letter reach the page, where it would leave the form."""
        if event.key == "down":
            event.stop()
            self.screen.focus_next()
        elif event.is_printable and event.character and self.screen.focused is self:
            event.stop()
        else:
            move_or_hand_on(self, event)

    def on_focus(self) -> None:
        """Say what Enter does here."""
        self.refresh()

    def on_blur(self) -> None:
        """Say how to come here."""
        self.refresh()

    def on_click(self) -> None:
        """Choose somebody else."""
        self.action_change()

    def action_change(self) -> None:
        """Choose somebody else."""
        self.post_message(self.ChangeWanted())
