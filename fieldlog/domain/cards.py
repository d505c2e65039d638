"""The card of a customer: what lists show and searches find, so that no list reads the whole history.

``card_making`` derives it from the dossier; here it is read.
"""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any

from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.standing import Standing, standing_on

Card = Mapping[str, Any]
"""JSON-like: id, name, readings, honorific, phones, address, district, standings, last_contact, last_attempt,
open_promises, birthday, next_birthday, pauses, opted_out, consent, joined, put_off (entry to the day until
which it stays away), asked and heard (``card_reviews``), strip (of weekly contact up to the card's week),
week (its Monday), listed (what lists are sorted, searched and filtered by in the store).
"""

ASK_THE_CARD = "?*"
"""Stands in ``listed`` for what changes within the week: the card has to be looked at."""

TO_CONTACT = "due"
LETTERS = ("", "A", "B", "C")


def card_standing(card: Card, day: date) -> Standing:
    """Return the customer's class and key flag on a day."""
    timeline = [Standing(date.fromisoformat(start), letter, key) for start, letter, key in card["standings"]]
    return standing_on(timeline, day)


def card_pauses(card: Card, day: date) -> bool:
    """Say whether a pause covers a day."""
    return any(start <= day.isoformat() <= until for start, until, _ in card["pauses"])


def paused_until(card: Card, day: date) -> str | None:
    """Return the last day of the pauses that cover a day, ``None`` without one."""
    return max(
        (until for start, until, _ in card["pauses"] if start <= day.isoformat() <= until), default=None
    )


def days_since_contact(card: Card, today: date, zone: tzinfo) -> int | None:
    """Return the calendar days since the last contact that reached the customer."""
    last = card.get("last_contact")
    return None if last is None else (today - local_day(from_text(last), zone)).days


def card_matches(card: Card, query: str) -> bool:
    """Say whether a query is part of the name, a pinyin spelling, a phone number, the address or the
    district.
    """
    wanted = plain(query)
    return any(wanted in plain(text) for text in searched_texts(card))


def searched_texts(card: Card) -> tuple[str, ...]:
    """Return the texts of a card that a search looks into."""
    return (
        card["name"],
        *card["readings"],
        *card["phones"],
        card["address"],
        card["district"],
        card["honorific"],
    )


def plain(text: str) -> str:
    """Return a text as it is searched: without spaces, in small letters."""
    return "".join(text.split()).casefold()
