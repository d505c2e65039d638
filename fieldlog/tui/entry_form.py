"""What the forms about one entry of Today share: they say whom and what it is about."""

from typing import TypeVar

from textual.widgets import Static

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.agenda import Day, Entry
from fieldlog.domain.problems import N_
from fieldlog.locale import say, translate
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.plain import plain

Result = TypeVar("Result")


class EntryForm(FormScreen[Result]):
    """A form about an entry (``subject``) of Today."""

    page = "today"
    heading: str

    def __init__(self, entry: str, customer: str = "") -> None:
        super().__init__(entry, customer)
        self._about = ""
        self.day: Day | None = None

    def title_words(self) -> str:
        """Return what is done, and with which entry."""
        words = translate(self.heading)
        return (
            translate(N_("{label}: {sentence}"), label=words, sentence=self._about) if self._about else words
        )

    async def _fill(self) -> None:
        day, entry = await self.fieldlog.desk.run(_find_entry, self.subject)
        self.day = day
        if entry is not None:
            name = day.cards[entry.customer]["name"] if entry.customer in day.cards else ""
            self._about = translate(N_("{name}, {when}"), name=name, when=say(entry.why, day.today))
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        await super()._fill()


def _find_entry(workspace: Workspace, name: str) -> tuple[Day, Entry | None]:
    day, entries = todays_entries(workspace)
    return day, next((entry for entry in entries if entry.id == name), None)
