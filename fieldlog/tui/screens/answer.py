"""Answering what the supervisor said about a visit, a pause or a suggestion, or saying something to a signal
at a visit; works offline.
"""

from collections.abc import Callable, Iterable, Mapping

from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.finding import get_visit
from fieldlog.actions.matter_pages import MatterPage, get_matter, read_subject_page
from fieldlog.actions.visit_pages import VisitPage
from fieldlog.actions.visit_reviews import answer_review, comment_on_signal
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.matters import tell_matter
from fieldlog.domain.problems import N_
from fieldlog.locale import say, translate
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import decision_word
from fieldlog.tui.form_screen import STYLES, FormScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.review_words import signal_title, thread_facts
from fieldlog.tui.widgets.choices import Choice
from fieldlog.tui.widgets.facts import Facts, FactsScroll
from fieldlog.tui.widgets.fields import Field, TextNote
from fieldlog.tui.widgets.form import Form

TARGET, TEXT = "target", "text"
SIGNAL = "signal:"


class Targets(Choice):
    """What is answered; asked only where there are several."""

    def __init__(self) -> None:
        super().__init__(TARGET, translate(N_("Answer to")), {})

    def offer(self, targets: Mapping[str, str]) -> None:
        """Offer these, the first one chosen."""
        self._line.choices = dict(targets)
        self._line.chosen = next(iter(targets), "")
        self._line.refresh(layout=True)
        self.display = len(targets) > 1


class AnswerScreen(FormScreen[str]):
    """A form about a visit, pause or suggestion; its result is the id of the answer. What was asked stands
    above it.
    """

    form = forms.ANSWER
    CSS_PATH = [STYLES / "form.tcss", STYLES / "answer.tcss"]

    def __init__(self, subject: str, customer: str = "") -> None:
        super().__init__(subject, customer)
        self._shown: VisitPage | MatterPage | None = None

    def title_words(self) -> str:
        """Return what it is about."""
        page = self._shown
        if page is None:
            return translate(N_("Answer"))
        if isinstance(page, MatterPage):
            what = say(tell_matter(page.matter), page.today)
            return translate(N_("Answer: {name}, {what}"), name=page.card["name"], what=what)
        start = show_moment(page.story.visit.start, page.zone, page.today)
        return translate(N_("Answer: {name}, visit of {start}"), name=page.card["name"], start=start)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the title, what was asked, and the form."""
        yield Static(plain(self.title_words()), classes="form-title")
        yield FactsScroll(Facts(), can_focus=False, id="asked")
        yield Form(*self.compose_fields(), aliases=self.aliases)

    def compose_fields(self) -> Iterable[Field]:
        """Yield what it is an answer to, and the answer."""
        yield Targets()
        yield TextNote(TEXT, translate(N_("Answer")))

    async def _fill(self) -> None:
        self._shown = await self.fieldlog.desk.run(read_subject_page, self.subject)
        self._show_known()
        self.first = self.fields.values()
        self.query_one("NoteInput").focus()
        await super()._fill()
        self._show_asked()

    async def say_anew(self) -> None:
        """Show the form in the language that is spoken now, with what is typed in it."""
        typed = self.fields.values()
        await super().say_anew()
        self._show_known()
        self.fields.fill(typed)
        self._show_asked()

    def _show_known(self) -> None:
        if self._shown is not None:
            self.query_one(".form-title", Static).update(plain(self.title_words()))
            self.query_one(Targets).offer(_targets(self._shown))

    def on_field_changed(self, event: Field.Changed) -> None:
        """Show what is answered, and keep what is typed."""
        self._show_asked()
        super().on_field_changed(event)

    def _show_asked(self) -> None:
        """Show the words of what is answered."""
        if self._shown is not None:
            target = self.fields.values()[TARGET]
            said = self._shown.thread if isinstance(self._shown, MatterPage) else self._shown.review.thread
            thread = tuple(one for one in said if one.id == target)
            self.query_one(Facts).show(thread_facts(thread, self._shown.zone, self._shown.today))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Save the answer."""
        subject, target, text = self.subject, values[TARGET], values[TEXT]
        is_matter = isinstance(self._shown, MatterPage)

        def save(workspace: Workspace) -> str:
            document = get_matter(workspace, subject) if is_matter else get_visit(workspace, subject)
            if target.startswith(SIGNAL):
                return comment_on_signal(workspace, document, target.removeprefix(SIGNAL), text)
            return answer_review(workspace, document, text, target)

        return save

    def tell_saved(self, _result: str) -> None:
        """Say what becomes of it."""
        self.fieldlog.tell(N_("Answered. It goes to the supervisor with the next exchange."))


def _targets(page: VisitPage | MatterPage) -> dict[str, str]:
    """Return by the id of a review, or by a signal, how it is called."""
    review = page if isinstance(page, MatterPage) else page.review
    asked = {one.id: f"{one.author} {decision_word(one.decision)}" for one in review.open_to_answers}
    if isinstance(review, MatterPage):
        return asked
    return asked | {f"{SIGNAL}{one.kind}": signal_title(one.kind) for one in review.signals}
