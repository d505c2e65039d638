"""A new customer; who may be known already is shown before a second entry is made."""

from collections.abc import Callable, Iterable, Mapping

from fieldlog.actions.profile_forms import add_from_form
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import say, show_label, translate
from fieldlog.tui.customer_fields import YES, ProfileFields
from fieldlog.tui.widgets.choices import Choice
from fieldlog.tui.widgets.fields import Field, TextLine

ANYWAY = "anyway"


class CustomerNewScreen(ProfileFields[str]):
    """Takes down a customer and returns the id."""

    form = forms.NEW_CUSTOMER

    def __init__(self, _subject: str = "", _customer: str = "") -> None:
        super().__init__()

    def title_words(self) -> str:
        """Return what is taken down."""
        return translate(N_("New customer"))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the question that is asked when somebody alike is known, and the profile."""
        choices = {"": translate(N_("I look first")), YES: translate(N_("somebody else, add"))}
        yield TextLine("name", show_label("name"))
        yield Choice(ANYWAY, translate(N_("Is this")), choices)
        yield from self.compose_profile()

    def on_mount(self) -> None:
        """Ask nothing before there is something to ask."""
        self.fields.fields[ANYWAY].display = False

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Add the customer."""
        anyway = values[ANYWAY] == YES
        return lambda workspace: add_from_form(workspace, values, anyway)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Ask about those who may be this person, beside showing what is wrong."""
        problems = list(problems)
        alike = [problem for problem in problems if problem.code == "maybe-known"]
        if not alike:
            super().show_problems(problems)
            return
        question = self.fields.fields[ANYWAY]
        question.display = True
        words = N_("May be known already: {described}. If this is somebody else, choose so and save again.")
        question.show_problem(say((words, alike[0].arguments)))
        question.enter()

    def tell_saved(self, result: str) -> None:
        """Say that the customer is there."""
        self.fieldlog.tell(N_("{name} was added."), name=self.fields.values()["name"])
