"""What is known of a customer, to be changed; only what differs is saved."""

from collections.abc import Callable, Iterable, Mapping

from textual.widgets import Static

from fieldlog.actions.drafts import forget_form
from fieldlog.actions.profile_forms import edit_from_form, open_profile_form
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.problems import N_
from fieldlog.locale import show_label, translate
from fieldlog.tui.customer_fields import ProfileFields
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.choices import ChoiceLine
from fieldlog.tui.widgets.fields import Field, TextLine


class CustomerEditScreen(ProfileFields[bool]):
    """Changes a customer's profile, class and key flag; returns whether anything differed."""

    form = forms.EDIT_CUSTOMER

    def __init__(self, customer: str, _customer: str = "") -> None:
        super().__init__(customer, customer)
        self._known: Mapping[str, str] = {}

    def title_words(self) -> str:
        """Return whose profile it is."""
        return translate(N_("Change: {name}"), name=self._known.get("name", ""))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the profile."""
        yield TextLine("name", show_label("name"))
        yield from self.compose_profile()

    async def _fill(self) -> None:
        known = await self.fieldlog.desk.run(open_profile_form, self.customer)
        self._known, self.seen = known.values, dict(known.seen)
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        if known.values["class"]:
            # A class, once given, may change but not go.
            self.fields.fields["class"].query_one(ChoiceLine).choices.pop("", None)
        self.fields.fill(known.values)
        self.first = self.fields.values()
        await super()._fill()

    async def _keep(self) -> None:
        # Filling a form is no typing: as long as it says what is known, there is nothing to keep.
        if self.fields.values() == self._known:
            await self.fieldlog.desk.run(forget_form, self.form, self.subject)
        else:
            await super()._keep()

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], bool]:
        """Save what differs."""
        customer, seen = self.customer, self.seen
        return lambda workspace: edit_from_form(workspace, customer, values, seen)

    def tell_saved(self, result: bool) -> None:
        """Say whether anything differed."""
        template = N_("{name} was changed.") if result else N_("{name} was like that already.")
        self.fieldlog.tell(template, name=self.fields.values()["name"])
