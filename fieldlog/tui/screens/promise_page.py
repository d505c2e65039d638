"""One promise: the words, to whom, since when, when it is due, and everything that happened to it."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.actions.promise_pages import Happened, PromisePage, read_promise_page
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from fieldlog.domain.views import Amendment, Promise, PromiseKept, PromiseMoved, PromiseReleased
from fieldlog.locale import show_day, show_due, translate
from fieldlog.locale.sentences import show_moment, show_move, show_promise_due, show_promise_state
from fieldlog.tui.keys import bind
from fieldlog.tui.promise_acting import ChosenPromise, PromiseActing
from fieldlog.tui.widgets.facts import Fact, Facts, heading

TONES = {"kept": "good", "kept_late": "warn"}


class PromisePageScreen(PromiseActing[None]):
    """A promise and what became of it."""

    page = "promises"
    CSS_PATH = "../styles/promise_page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("To the customer")),
        bind("origin", N_("To the visit")),
        bind("back"),
    ]

    def __init__(self, promise: str) -> None:
        super().__init__()
        self._promise = promise
        self._shown: PromisePage | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Yield the facts."""
        yield VerticalScroll(Facts(), can_focus=True)

    async def load(self) -> None:
        """Read the promise and what happened to it."""
        try:
            self._shown = await self.fieldlog.desk.run(read_promise_page, self._promise)
        except BadInputError:
            # It was undone while it was shown.
            self._shown = None
            gone = N_("This promise was taken back. Press {key} to bring it back, or Escape to leave.")
            self.query_one(Facts).show([Fact(translate(gone, key=self.key_of("undo")), tone="dim")])
        else:
            self.query_one(Facts).show(page_facts(self._shown))
        self.query_one(VerticalScroll).focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the way to a visit where there is none."""
        if action == "origin":
            return self._shown is not None and self._shown.visit is not None
        if action in ("open", "promise"):
            return self._shown is not None
        return super().check_action(action, parameters)

    def chosen_promise(self) -> ChosenPromise | None:
        """Return the promise of this page."""
        shown = self._shown
        if shown is None:
            return None
        is_overdue = shown.days_late is not None
        return ChosenPromise(self._promise, shown.customer, shown.is_open, is_overdue)

    def action_open(self) -> None:
        """Go to the customer."""
        if self._shown is not None:
            self.fieldlog.open_screen("customer", self._shown.customer)

    def action_origin(self) -> None:
        """Go to the visit in which it was promised."""
        if self._shown is not None and self._shown.visit is not None:
            self.fieldlog.open_screen("visit_page", self._shown.visit.id)


def page_facts(page: PromisePage) -> list[Fact]:
    """Return what a page says of a promise."""
    promise = page.story.promise
    made = show_day(promise.made, page.today)
    title = N_("Answer promised") if promise.form == "answer" else N_("Promise")
    facts = [
        Fact(translate(title), tone="dim"),
        Fact(promise.text, tone="title"),
        Fact(""),
        Fact(page.customer_name, translate(N_("Customer"))),
        *_standing(page),
        Fact(made, translate(N_("Made"))),
    ]
    if page.visit is not None:
        start = show_moment(page.visit.start, page.zone, page.today)
        facts.append(Fact(f"{start}  {page.visit.purpose}", translate(N_("In the visit"))))
    facts.append(heading(translate(N_("History"))))
    return facts + [_happened_fact(one, page) for one in page.history]


def _standing(page: PromisePage) -> Iterable[Fact]:
    became = page.story.became
    state = show_promise_state(became.state, page.days_late)
    tone = "overdue" if page.days_late is not None else TONES.get(became.state, "")
    yield Fact(state, translate(N_("State")), tone)
    yield Fact(show_promise_due(became, page.today), translate(N_("Due")))
    if became.planned != became.due:
        planned = N_("{day}, which does not count: it was set late or without the customer's agreement")
        words = translate(planned, day=show_due(became.planned, page.today))
        yield Fact(words, translate(N_("Planned")), "warn")
    if became.kept_at is not None:
        yield Fact(show_moment(became.kept_at, page.zone, page.today), translate(N_("Kept at")))
    if became.released_at is not None:
        yield Fact(became.release_reason, translate(N_("Released")))


def _happened_fact(one: Happened, page: PromisePage) -> Fact:
    words = _happening_words(one, page)
    if one.is_taken_back:
        words = translate(N_("{words} (taken back)"), words=words)
    by = translate(N_("{words}, by {name}"), words=words, name=one.by) if one.by else words
    when = show_moment(one.noted_at, page.zone, page.today)
    return Fact(by, when, "dim" if one.is_taken_back else "")


def _happening_words(one: Happened, page: PromisePage) -> str:
    match one.what:
        case Promise():
            return translate(N_("promised, due {due}"), due=show_due(one.what.due, page.today))
        case PromiseMoved():
            return show_move(one.what, page.today)
        case PromiseKept():
            return translate(N_("kept on {time}"), time=show_moment(one.what.at, page.zone, page.today))
        case PromiseReleased():
            return translate(N_("released: {reason}"), reason=one.what.reason)
        case Amendment():
            return translate(N_("taken back what was noted before"))
