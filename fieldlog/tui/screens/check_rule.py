"""What one rule found in a week: whom, when, with which numbers; Enter leads to the evidence."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from fieldlog.actions.service_check import RulePage, read_rule_page
from fieldlog.domain.compliance import Finding
from fieldlog.domain.problems import N_
from fieldlog.domain.rules import RULES, promise_on_time, weekly_contact
from fieldlog.locale import translate
from fieldlog.locale.words import source_words
from fieldlog.tui.check_words import finding_rows, percent_words, rule_summary, rule_title
from fieldlog.tui.keys import bind
from fieldlog.tui.screens.check import week_words
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.facts import Fact, Facts
from fieldlog.tui.widgets.row_list import RowList

NEVER = 10_000
"""Wider than any terminal."""


class CheckRuleScreen(SearchedPage[None]):
    """The findings of a rule in a week."""

    page = "check"
    CSS_PATH = "../styles/check.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("open", N_("To the evidence")), bind("back")]

    def __init__(self, rule: str, weeks_back: int = 0) -> None:
        super().__init__()
        self._rule = rule
        self._weeks_back = weeks_back
        self._findings: Sequence[Finding] = ()

    def compose_body(self) -> Iterable[Widget]:
        """Yield what the rule asks, and what was found."""
        yield Facts(id="check-rule")
        # Contacts are all due on Sunday, and a promise says itself when it was due.
        says_when = self._rule not in (weekly_contact.RULE, promise_on_time.RULE)
        columns = [
            Column(translate(N_("State")), 8),
            Column(translate(N_("Customer")), 12),
            Column(translate(N_("When")), 20, hides_below=60 if says_when else NEVER),
            Column(translate(N_("Detail")), 20, share=1, wraps=True),
        ]
        yield self.search_line(N_("a name, a state or a word"))
        yield RowList(columns, translate(N_("Nothing was due in this week.")), has_titles=True)

    async def load(self) -> None:
        """Read the week and show what belongs to the rule."""
        page = await self.fieldlog.desk.run(read_rule_page, self._rule, self._weeks_back)
        self._findings = page.findings
        self.query_one(Facts).show(self._facts(page))
        self.query_one(RowList).show_rows(finding_rows(page))
        self.go_to(self.query_one(RowList))
        self.refresh_bindings()

    def _facts(self, page: RulePage) -> Iterable[Fact]:
        rule = next(one for one in RULES if self._rule == one.RULE)
        count = next(one for one in page.week.check.counts if one.rule == self._rule)
        yield Fact(week_words(page.week), tone="dim")
        yield Fact(rule_title(self._rule), tone="title")
        yield Fact(rule_summary(self._rule, page.week.pack))
        yield Fact(source_words(rule.SOURCE), translate(N_("Source")))
        yield Fact(percent_words(count), translate(N_("On time")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the way to the evidence where there is none."""
        if action == "open":
            return any(one.selected is not None for one in self.query(RowList))
        return super().check_action(action, parameters)

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Let the keys follow."""
        self.refresh_bindings()

    def action_open(self) -> None:
        """Open the promise, the visit or the customer that a finding is about."""
        row = self.query_one(RowList).selected
        if row is None:
            return
        finding = self._findings[int(row.key)]
        if finding.rule == promise_on_time.RULE:
            self.fieldlog.open_screen("promise_page", finding.subject)
        elif finding.visit:
            self.fieldlog.open_screen("visit_page", finding.visit)
        else:
            self.fieldlog.open_screen("customer", finding.customer)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()
