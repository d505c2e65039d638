"""What the forms share in which a visit is noted: the fields that the answers call for, and asking before
health notes go.
"""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date

from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.captures import Capture, has_health
from fieldlog.actions.consents import REFUSED
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate
from fieldlog.tui.capture_form import ALIASES, arrange, capture_of, placed
from fieldlog.tui.form_screen import STYLES, FormScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.entry_lines import EntryLines
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.form import Form
from fieldlog.tui.widgets.visit_brief import VisitBrief


class NotingScreen(FormScreen[str]):
    """A form about a visit; its result is the id of the visit. Screens give ``is_brief`` and set ``consent``,
    the customer's recorded answer about health notes, and ``made``, the day from which days in words count.
    """

    aliases = ALIASES
    CSS_PATH = [STYLES / "form.tcss", STYLES / "visit.tcss"]
    agrees_to_removal: bool = False
    consent: str = ""
    made: date = date.min

    def compose_body(self) -> Iterable[Widget]:
        """Yield the title, the form, and the brief where there is room."""
        with Container(classes="visit capture"):
            yield VisitBrief()
            yield from self.compose_head()
            yield Form(*self.compose_fields(), aliases=self.aliases)
            yield from self.compose_foot()

    def compose_foot(self) -> Iterable[Widget]:
        """Yield what stands below the form."""
        return ()

    def compose_head(self) -> Iterable[Widget]:
        """Yield what stands above the form."""
        yield Static(plain(self.title_words()), classes="form-title")

    @abstractmethod
    def is_brief(self) -> bool:
        """Say whether the visit is over and was shorter than the rules ask."""

    def on_field_changed(self, event: Field.Changed) -> None:
        """Keep what is typed, and show the fields that the answers call for."""
        if self._is_filled:
            self.show_called_for()
        super().on_field_changed(event)

    def show_called_for(self) -> None:
        """Show the fields that the present answers call for."""
        arrange(self.fields, self.consent, self.is_brief())

    def count_from(self, made: date) -> None:
        """Count days in words from a day on."""
        self.made = made
        for field in self.fields.fields.values():
            if isinstance(field, EntryLines):
                field.count_from(made)

    async def say_anew(self) -> None:
        """Show the form in the language that is spoken now, with what is typed in it."""
        await super().say_anew()
        self.show_known()

    def show_known(self) -> None:
        """Show what depends on what was read about the visit, and the fields that are called for."""
        self.show_called_for()

    def capture(self) -> Capture:
        """Return what is to be saved: without the health note, once it was agreed that it goes."""
        capture = capture_of(self.fields.values())
        if self.agrees_to_removal and capture.consent == REFUSED:
            return capture._replace(health={})
        return capture

    async def _save(self) -> None:
        capture = self.capture()
        if capture.consent == REFUSED and has_health(capture):
            self._ask_removal(N_("The customer refuses. Remove the health note that was typed?"))
        else:
            await super()._save()

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show each at its field; ask before waiting notes are removed."""
        found = list(problems)
        waiting = [problem for problem in found if problem.code == "held-notes-to-remove"]
        if waiting:
            question = N_("The customer refuses. Remove the {count} health notes that wait, too?")
            self._ask_removal(question, count=waiting[0].arguments["count"])
        else:
            super().show_problems(placed(found, self.fields.values()))

    def _ask_removal(self, question: str, **arguments: object) -> None:
        title, words = translate(N_("Health notes")), translate(question, **arguments)
        self.fieldlog.open_screen("confirm", title, words, then=self._removal_answered)

    def _removal_answered(self, agrees: bool | None) -> None:
        if agrees:
            self.agrees_to_removal = True
            self.action_save()
