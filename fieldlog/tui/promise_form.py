"""What the forms about one promise share: they say which promise it is, and know how it stands."""

from abc import abstractmethod
from typing import TypeVar

from textual.widgets import Static

from fieldlog.actions.promise_pages import PromisePage, read_promise_page
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.sentences import show_reading
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.plain import plain

Result = TypeVar("Result")


class PromiseForm(FormScreen[Result]):
    """A form about a promise (``subject``) to a customer."""

    page = "promises"
    heading: str

    def __init__(self, promise: str, customer: str = "") -> None:
        super().__init__(promise, customer)
        self.about: PromisePage | None = None

    def title_words(self) -> str:
        """Return what is done, and with which promise."""
        words = translate(self.heading)
        if self.about is None:
            return words
        promise = self.about.story.promise
        template = N_('{what}: {name}, "{text}", due {due}')
        due = show_reading(self.about.story.became.due, self.about.today)
        name = self.about.customer_name
        return translate(template, what=words, name=name, text=" ".join(promise.text.split()), due=due)

    async def _fill(self) -> None:
        self.about = await self.fieldlog.desk.run(read_promise_page, self.subject)
        self.customer = self.about.customer
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        self.begin(self.about)
        await super()._fill()

    @abstractmethod
    def begin(self, about: PromisePage) -> None:
        """Show what depends on the promise, before what was typed comes back."""
