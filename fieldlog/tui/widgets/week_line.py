"""The week so far, and what is missing to reach all of it by Sunday, on as few lines as the room allows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from fieldlog.domain.cards import Card
from fieldlog.domain.outlook import Outlook
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_date, show_list, show_minutes, translate, translate_plural
from fieldlog.tui.plain import plain

if TYPE_CHECKING:
    from fieldlog.domain.festivals import FestivalDay

GAP = "   "
NEIGHBOURS_NAMED = 3


class WeekLine(Static):
    """Shows an outlook: contacted, overdue, median visit, and the contacts still to be made."""

    _lines: "list[Content]"

    def show(self, today: date, outlook: Outlook, cards: Mapping[str, Card]) -> None:
        """Show a week; ``cards`` are those of the customers that it names."""
        style = "$error" if outlook.overdue else ""
        parts = [
            plain(show_date(today), "bold"),
            plain(_contacted(outlook)),
            plain(_overdue(outlook), style),
            plain(_median(outlook)),
        ]
        first = Content(GAP).join(part for part in parts if part.plain)
        self._lines = [first, plain(_missing(outlook, cards))]
        self.update(Content("\n").join(self._lines))

    def show_festivals(self, festivals: "Sequence[FestivalDay]") -> None:
        """Show the festivals to come below the week."""
        if festivals:
            from fieldlog.domain.festivals import describe_festival

            words = show_list(say(describe_festival(one)) for one in festivals)
            self.update(Content("\n").join([*self._lines, plain(words, "$accent")]))


def _contacted(outlook: Outlook) -> str:
    arguments = {"done": outlook.contacted, "due": outlook.to_contact}
    return translate(N_("contacted {done}/{due}"), **arguments)


def _overdue(outlook: Outlook) -> str:
    return translate(N_("overdue {count}"), count=outlook.overdue)


def _median(outlook: Outlook) -> str:
    if outlook.median_minutes is None:
        return ""
    return translate(N_("median visit {length}"), length=show_minutes(outlook.median_minutes))


def _missing(outlook: Outlook, cards: Mapping[str, Card]) -> str:
    """Say what is needed to reach 100 % by Sunday, and who of them live near each other."""
    count = outlook.contacts_needed
    if not count and not outlook.promises:
        reached = N_("Everything of this week is reached.")
        return translate(reached if outlook.to_contact else N_("Nobody needs a contact this week."))
    words = translate_plural(
        "To reach 100 % by Sunday: {count} contact",
        "To reach 100 % by Sunday: {count} contacts",
        count,
        count=count,
    )
    near = next((place for place in outlook.needed if len(place.customers) > 1 and place.compound), None)
    if near is None:
        return words
    names = [cards[one]["name"] for one in near.customers if one in cards][:NEIGHBOURS_NAMED]
    together = translate(
        N_("{names} live close together ({place})"), names=show_list(names), place=near.where
    )
    return translate(N_("{first}; {second}"), first=words, second=together)
