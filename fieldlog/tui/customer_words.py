"""How screens speak of a customer: the form of address, class, state and last contact, in words."""

from collections.abc import Iterable
from datetime import date

from fieldlog.actions.briefs import Brief, BriefBirthday
from fieldlog.domain.birthdays import describe_birthday
from fieldlog.domain.cards import Card
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.domain.views import FamilyMember
from fieldlog.locale import say, show_day, show_due, show_list, translate, translate_plural

LONGEST_SPACED = 8


def spaced(words: str) -> str:
    """Return a form of address set wide, as large as a terminal can write: 王 阿 姨; a long one, and one that
    is not Chinese, as it is.
    """
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
    return translate(N_("{days} d ago"), days=days) if days > 0 else translate(N_("today"))


def last_contact_words(days: int | None) -> str:
    """Return how long ago the last contact was."""
    if days is None:
        return translate(N_("none yet"))
    if days <= 0:
        return translate(N_("today"))
    return translate_plural("{days} day ago", "{days} days ago", days, days=days)


def pause_words(brief: Brief, today: date) -> str:
    """Return until when and why no contact is expected; empty without a pause."""
    if brief.paused_until is None:
        return ""
    until = show_day(brief.paused_until, today)
    return translate(N_("paused until {until}: {reason}"), until=until, reason=brief.pause_reason)


def opt_out_words(brief: Brief, today: date) -> str:
    """Return since when the customer wants no regular contact; empty when that is not so."""
    if brief.opted_out is None:
        return ""
    return translate(N_("wants no regular contact since {day}"), day=show_day(brief.opted_out, today))


def family_words(family: Iterable[FamilyMember]) -> str:
    """Return the family, each with the relation."""
    return show_list(
        translate(N_("{name} ({relation})"), name=one.name, relation=one.relation)
        if one.relation
        else one.name
        for one in family
    )


def birthday_words(known: BriefBirthday | None, today: date) -> str:
    """Return the birthday and the day on which it is kept next; empty when it is not known."""
    if known is None:
        return ""
    words = say(describe_birthday(known.birthday))
    if known.day is None:
        return words
    when = ahead_words((known.day - today).days)
    return translate(
        N_("{birthday}; next: {day}, {when}"), birthday=words, day=show_day(known.day, today), when=when
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
    when = ahead_words((due_day(due) - today).days)
    return translate(N_("{day}, {when}"), day=show_due(due, today), when=when)


def who_words(card: Card) -> str:
    """Return a customer so that a person can tell it from one of the same name: name, district, phones."""
    return "  ".join(part for part in (card["name"], card["district"], *card["phones"]) if part)
