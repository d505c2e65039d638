"""The service rules: what each asks, its numbers and its source, and from when on. Reps read them only."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from fieldlog.actions.service_check import list_packs
from fieldlog.domain.packs import RulePack
from fieldlog.domain.problems import N_
from fieldlog.domain.rules import RULES
from fieldlog.locale import show_list, translate
from fieldlog.locale.words import channel_word, source_words
from fieldlog.tui.keys import bind
from fieldlog.tui.searched_reading import SearchedReading
from fieldlog.tui.widgets.facts import Fact, Facts, heading


class RulePacksScreen(SearchedReading[None]):
    """Every pack with its start, the newest first."""

    page = "settings"
    CSS_PATH = "../styles/reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("back")]

    def compose_body(self) -> Iterable[Widget]:
        """Yield the room for what is read."""
        yield self.search_line()
        yield VerticalScroll(Facts(), classes="reading")

    async def load(self) -> None:
        """Read the packs and show them."""
        packs = await self.fieldlog.desk.run(list_packs)
        self.query_one(Facts).show(fact for pack in reversed(packs) for fact in _facts(pack))
        self.go_to(self.query_one(VerticalScroll))


def _facts(pack: RulePack) -> Iterator[Fact]:
    yield heading(
        translate(N_("Rule pack {version}, built in"), version=pack.version)
        if pack.id == "built-in"
        else translate(
            N_("Rule pack {version}, from {day} on"), version=pack.version, day=pack.start.isoformat()
        )
    )
    if pack.reason:
        yield Fact(pack.reason, pack.author)
    for rule in RULES:
        yield heading(translate(rule.TITLE))
        yield Fact(translate(rule.SUMMARY, minutes=pack.visit_minutes))
        yield Fact(translate(N_("Source: {source}"), source=source_words(rule.SOURCE)), tone="dim")
    yield heading(translate(N_("Numbers")))
    for label, value in _numbers(pack):
        yield Fact(value, label)


def _numbers(pack: RulePack) -> Iterator[tuple[str, str]]:
    yield translate(N_("Contact counts")), show_list(channel_word(one) for one in pack.contact_channels)
    yield translate(N_("Weekly for")), show_list(pack.contact_classes)
    yield translate(N_("Visit")), _minutes(pack.visit_minutes)
    yield translate(N_("Birthdays")), _days(pack.birthday_lead_days)
    yield translate(N_("Pauses that end")), _days(pack.pause_end_lead_days)
    yield translate(N_("Put off")), translate(N_("at most {count} days"), count=pack.snooze_days)
    yield (
        translate(N_("Held notes")),
        translate(N_("kept for {count} days without consent"), count=pack.held_note_days),
    )


def _minutes(count: int) -> str:
    return translate(N_("at least {count} minutes"), count=count)


def _days(count: int) -> str:
    return translate(N_("{count} days before"), count=count)
