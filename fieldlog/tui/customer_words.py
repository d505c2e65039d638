"""How screens speak of a customer: the form of address, class, state and last contact, in words."""

from collections.abc import Iterable
from datetime import date

from fieldlog.domain.birthdays import describe_birthday
from fieldlog.domain.cards import Card, card_pauses
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.domain.views import Customer
from fieldlog.locale import say, show_day, show_due, show_list, translate, translate_plural

LONGEST_SPACED = 8


def address_large(card: Card) -> str:
    """Return how the customer is to be addressed, set wide where that reads well: 王 阿 姨."""
    words = str(card["honorific"] or card["name"])
    is_chinese = all("\u4e00" <= character <= "\u9fff" for character in words)
    return " ".join(words) if is_chinese and len(words) <= LONGEST_SPACED else words


def class_words(letter: str, key: bool) -> str:
    """Return class and key flag: "class A, key customer"; empty without either."""
    parts = [translate(N_("class {letter}"), letter=letter)] if letter else []
    return show_list([*parts, translate(N_("key customer"))] if key else parts)


def days_words(days: int | None) -> str:
    """Return how long ago the last contact was, in as few columns as that takes."""
    if days is None:
        return translate(N_("never"))
    if days <= 0:
        return translate(N_("today"))
    return translate(N_("{days} d ago"), days=days)


def last_contact_words(days: int | None) -> str:
    """Return how long ago the last contact was, as a sentence."""
    if days is None:
        return translate(N_("no contact yet"))
    if days <= 0:
        return translate(N_("last contact today"))
    return translate_plural("last contact {days} day ago", "last contact {days} days ago", days, days=days)


def pause_words(card: Card, today: date) -> str:
    """Return until when and why no contact is expected today; empty without a pause."""
    if not card_pauses(card, today):
        return ""
    day = today.isoformat()
    until, reason = max((until, why) for start, until, why in card["pauses"] if start <= day <= until)
    return translate(
        N_("paused until {day}: {reason}"), day=show_day(date.fromisoformat(until), today), reason=reason
    )


def opt_out_words(card: Card, today: date) -> str:
    """Return since when the customer wants no regular contact; empty when that is not so."""
    if card["opted_out"] is None:
        return ""
    day = show_day(date.fromisoformat(card["opted_out"]), today)
    return translate(N_("wants no regular contact since {day}"), day=day)


def family_words(profile: Customer) -> str:
    """Return the family, each with the relation."""
    return show_list(
        translate(N_("{name} ({relation})"), name=one.name, relation=one.relation)
        if one.relation
        else one.name
        for one in profile.family.values()
    )


def birthday_words(profile: Customer, card: Card, today: date) -> str:
    """Return the birthday and the day on which it is kept next; empty when it is not known."""
    if profile.birthday is None:
        return ""
    known, following = say(describe_birthday(profile.birthday)), card.get("next_birthday")
    if following is None:
        return known
    return translate(
        N_("{birthday}; next: {day}, {when}"),
        birthday=known,
        day=show_day(date.fromisoformat(following), today),
        when=ahead_words((date.fromisoformat(following) - today).days),
    )


def ahead_words(days: int) -> str:
    """Return how many days are left: "today", "tomorrow", "in 9 days"; or gone by: "3 days late"."""
    if days < 0:
        return translate_plural("{count} day late", "{count} days late", -days, count=-days)
    if days == 0:
        return translate(N_("today"))
    if days == 1:
        return translate(N_("tomorrow"))
    return translate_plural("in {days} day", "in {days} days", days, days=days)


def due_words(due: str, today: date) -> str:
    """Return a due date and how far off it is: "Wed 2 Dec, in 9 days"."""
    return translate(
        N_("{day}, {when}"), day=show_due(due, today), when=ahead_words((due_day(due) - today).days)
    )


def who_words(cards: Iterable[Card]) -> str:
    """Return customers so that a person can tell them apart: name, district, phones."""
    return show_list(" ".join([one["name"], one["district"], *one["phones"]]).strip() for one in cards)
