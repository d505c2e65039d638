"""The brief before a visit: how to address the customer, what not to mention, what was promised."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from fieldlog.actions.customer_pages import CustomerPage, read_customer_page
from fieldlog.actions.visit_stories import HIDING_CONSENTS
from fieldlog.domain.kinds import VISIT
from fieldlog.domain.problems import N_
from fieldlog.domain.views import Visit
from fieldlog.locale import say, show_day, show_list, translate
from fieldlog.locale.words import area_word
from fieldlog.tui.customer_words import (
    address_large,
    birthday_words,
    class_words,
    due_words,
    family_words,
    last_contact_words,
    opt_out_words,
    pause_words,
)
from fieldlog.tui.widgets.facts import TITLE, Fact, Facts, heading

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

VISITS_SHOWN = 3


class BriefPanel(VerticalScroll, can_focus=False):
    """Shows the brief of one customer; nothing without one."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._customer: str | None = None

    def compose(self) -> ComposeResult:
        """Yield the place of the facts."""
        yield Facts()

    async def show(self, customer: str | None) -> None:
        """Read and show the brief of a customer; of the one asked for last, when several are asked for."""
        self._customer = customer
        if customer is None:
            self.query_one(Facts).show(())
            return
        page = await cast("FieldlogApp", self.app).desk.run(read_customer_page, customer)
        if self._customer == customer:
            self.show_brief(page)

    def show_brief(self, page: CustomerPage) -> None:
        """Show the brief out of a customer's page."""
        self.query_one(Facts).show(brief_facts(page))
        self.scroll_home(animate=False)


def brief_facts(page: CustomerPage) -> tuple[Fact, ...]:
    """Return the brief: whom one meets, what to mind, what is owed, what was talked about."""
    return (*address_facts(page), *person_facts(page), *_owed(page), *_visits(page))


def address_facts(page: CustomerPage) -> Iterator[Fact]:
    """Yield the form of address, who that is, and what must not be overlooked."""
    card, today = page.card, page.today
    yield Fact(address_large(card), tone=TITLE)
    standing = class_words(page.standing.letter, page.standing.key)
    name = card["name"] if card["honorific"] else ""
    yield Fact("  ".join(part for part in (name, standing, card["district"]) if part))
    if page.profile.taboos:
        yield Fact(f"! {translate(N_('Do not mention'))}: {page.profile.taboos}", tone="overdue")
    for words in (opt_out_words(card, today), pause_words(card, today)):
        if words:
            yield Fact(f"! {words}", tone="warn")


def person_facts(page: CustomerPage) -> Iterator[Fact]:
    """Yield what helps in talking with the customer."""
    profile = page.profile
    facts = (
        (N_("Last contact"), last_contact_words(page.days_since_contact)),
        (N_("Character"), profile.character),
        (N_("Family"), family_words(profile)),
        (N_("Birthday"), birthday_words(profile, page.card, page.today)),
        (N_("Agreed hours"), profile.agreed_hours),
        (N_("Address"), profile.address),
        (N_("Notes"), profile.notes),
    )
    yield heading(translate(N_("Who it is")))
    for label, text in facts:
        if text:
            yield Fact(text, translate(label))


def _owed(page: CustomerPage) -> Iterator[Fact]:
    opened = [story for story in page.promises if story.became.state == "open"]
    yield heading(translate(N_("Promised")))
    if not opened:
        yield Fact(translate(N_("nothing is open")), tone="dim")
    for story in opened:
        day = story.became.due[:10]
        is_late = day < page.today.isoformat()
        tone = "overdue" if is_late else "warn" if day == page.today.isoformat() else ""
        words = due_words(story.became.due, page.today)
        yield Fact(f"{'! ' if is_late else ''}{story.promise.text}  {words}", tone=tone)


def _visits(page: CustomerPage) -> Iterator[Fact]:
    told = {entry.subject: entry for entry in page.timeline if entry.kind == VISIT}
    visits = page.dossier.visits[: -VISITS_SHOWN - 1 : -1]
    yield heading(translate(N_("Last visits")))
    if not visits:
        yield Fact(translate(N_("none yet")), tone="dim")
    hides_health = page.card["consent"] in HIDING_CONSENTS
    for visit in visits:
        entry = told[visit.id]
        yield Fact(f"{show_day(entry.day, page.today)}  {say(entry.what, page.today)}")
        words = visit_words(visit, hides_health)
        if words:
            yield Fact(words, tone="dim")


def visit_words(visit: Visit, hides_health: bool) -> str:
    """Return what was talked about: the note, health by area where that may be shown, the questions."""
    health = {} if hides_health else visit.health
    told = [translate(N_("{name}: {text}"), name=area_word(area), text=text) for area, text in health.items()]
    asked = [translate(N_("asked: {text}"), text=one.text) for one in visit.question.values()]
    return show_list([*([visit.note] if visit.note else []), *told, *asked])
