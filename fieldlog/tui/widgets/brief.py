"""The brief before a visit, beside a list or above a form."""

from datetime import date
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from fieldlog.tui.widgets.facts import Facts

if TYPE_CHECKING:
    from fieldlog.actions.briefs import Brief
    from fieldlog.tui.app import FieldlogApp


class BriefPanel(VerticalScroll, can_focus=False):
    """Shows the brief of one customer; nothing without one."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._customer: str | None = None

    def compose(self) -> ComposeResult:
        """Yield the place of the facts."""
        yield Facts()

    async def show(self, customer: str | None) -> None:
        """Read and show the brief of a customer; when several are asked for, of the last one. Lines of Today
        that are about nobody in particular name none.
        """
        self._customer = customer
        if not customer:
            self.query_one(Facts).show(())
            return
        # Today is painted before the brief is loaded: what reads it is loaded when it is first shown.
        from fieldlog.actions.briefs import read_customer_brief

        brief, today = await cast("FieldlogApp", self.app).desk.run(read_customer_brief, customer)
        if self._customer == customer:
            self.show_brief(brief, today)

    def show_brief(self, brief: "Brief", today: date) -> None:
        """Show a brief that was read on a day."""
        from fieldlog.tui.brief_facts import brief_facts

        self._customer = brief.customer
        self.query_one(Facts).show(brief_facts(brief, today))
        self.scroll_home(animate=False)
