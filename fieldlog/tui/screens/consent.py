"""What the customer said about health notes: given, refused, withdrawn."""

from collections.abc import Callable, Iterable, Mapping

from textual.widget import Widget

from fieldlog.actions.cards import get_card
from fieldlog.actions.consents import GIVEN, REFUSED, WITHDRAWN, held_notes_of, record_consent
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, reasons
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import show_label, translate, translate_plural
from fieldlog.locale.words import consent_word
from fieldlog.tui.customer_fields import YES, AboutCustomer
from fieldlog.tui.reasons import said
from fieldlog.tui.widgets.choices import Choice, PresetLine
from fieldlog.tui.widgets.fields import Field
from fieldlog.tui.widgets.guidance import GuidanceNote

ANSWER, HOW, REMOVE = "answer", "how", "remove"


class ConsentScreen(AboutCustomer[str]):
    """Notes the answer; notes that waited for it are brought in or, once that is agreed to, removed."""

    form = forms.CONSENT
    heading = N_("Consent to health notes")
    aliases = {"consent": HOW}
    _held = 0

    def compose_fields(self) -> Iterable[Field]:
        """Yield the answer, how it was given, and what becomes of the notes that wait for it."""
        answers = {state: consent_word(state) for state in (GIVEN, REFUSED, WITHDRAWN)}
        yield Choice(ANSWER, show_label("answer"), answers)
        yield PresetLine(HOW, show_label("how"), said(reasons.CONSENT_HOW))
        choices = {"": translate(N_("keep them, ask again later")), YES: translate(N_("remove them"))}
        yield Choice(REMOVE, translate(N_("Waiting notes")), choices)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the form, and the card that helps where the answer is no."""
        yield from super().compose_body()
        yield GuidanceNote()

    async def begin(self) -> None:
        """Count the notes that wait, and show what goes with the answer."""
        held = await self.fieldlog.desk.run(held_notes_of, self.customer)
        self._held = len(held)
        self._follow()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Show what goes with the answer."""
        if event.field.field == ANSWER:
            self._follow()
            is_no = event.field.value in (REFUSED, WITHDRAWN)
            self.query_one(GuidanceNote).turn_to("refusing" if is_no else "")

    def _follow(self) -> None:
        is_given = self.fields.fields[ANSWER].value == GIVEN
        self.fields.fields[HOW].display = is_given
        remove = self.fields.fields[REMOVE]
        remove.display = self._held > 0 and not is_given
        words = translate_plural(
            "{count} health note waits for the answer and goes for good when the answer is no.",
            "{count} health notes wait for the answer and go for good when the answer is no.",
            self._held,
            count=self._held,
        )
        remove.show_hint(words)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Ask whether waiting notes may go, where they stand in the way of the answer."""
        problems = list(problems)
        if any(problem.code == "held-notes-to-remove" for problem in problems):
            self._held = max(self._held, 1)
            self._follow()
            question = self.fields.fields[REMOVE]
            question.show_problem(translate(N_("Choose whether they are removed, then save again.")))
            question.enter()
        else:
            super().show_problems(problems)

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Save the answer."""
        customer, state, how = self.customer, values[ANSWER], values[HOW]
        may_remove = values[REMOVE] == YES

        def save(workspace: Workspace) -> str:
            record_consent(workspace, get_card(workspace, customer), state, how, may_remove)
            return state

        return save

    def tell_saved(self, result: str) -> None:
        """Say what is noted."""
        if self.card is not None:
            words = N_("Consent of {name} to health notes: {state}.")
            self.fieldlog.tell(words, name=self.card["name"], state=consent_word(result))
