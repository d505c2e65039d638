"""One of the values of a field in conflict, as it stands beside the others."""

from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from fieldlog.domain.conflicts import Claim
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.exchange import show_value
from fieldlog.locale.sentences import show_instant
from fieldlog.tui.widgets.facts import TITLE, Fact, Facts


class ClaimPanel(VerticalScroll, can_focus=True):
    """Shows a value, and below it who wrote it and when; has the cursor while it would be kept."""

    def __init__(self, claim: Claim, field: str, zone: tzinfo) -> None:
        super().__init__()
        self.claim = claim
        self._field = field
        self._zone = zone

    def compose(self) -> ComposeResult:
        """Yield the value and its voices."""
        value = show_value(self._field, self.claim.value, self._zone)
        title = translate(N_("Value {number}"), number=self.claim.number)
        facts = [Fact(title, tone=TITLE), Fact(value)]
        for voice in self.claim.voices:
            facts.append(Fact(voice.by, translate(N_("Written by"))))
            facts.append(Fact(show_instant(voice.at, self._zone), translate(N_("When"))))
        if self.claim.is_own:
            facts.append(Fact(translate(N_("only on this laptop so far")), tone="dim"))
        yield Facts(facts)
