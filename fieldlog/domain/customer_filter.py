"""Which customers a list shows, and in which order: the plain definition that the store's lists keep to."""

from datetime import date
from typing import NamedTuple

from fieldlog.domain.cards import Card, card_matches, card_pauses, card_standing
from fieldlog.domain.contact_strip import UNMET
from fieldlog.domain.days import ONE_WEEK, monday_of


class CustomerFilter(NamedTuple):
    """What a customer must be to be listed; what is left as it is lets everybody through.

    ``query`` is part of what is searched, ``letter`` a class (empty: none), ``key`` asks for key customers,
    ``district`` for one district, ``not_contacted`` for those whose weekly contact is due and not made yet.
    """

    query: str = ""
    letter: str | None = None
    key: bool = False
    district: str | None = None
    not_contacted: bool = False


def is_listed(card: Card, wanted: CustomerFilter, today: date) -> bool:
    """Say whether a list with this filter shows the customer of a card."""
    standing = card_standing(card, today)
    return (
        card_matches(card, wanted.query)
        and wanted.letter in (None, standing.letter)
        and (standing.key or not wanted.key)
        and wanted.district in (None, card["district"])
        and (is_to_contact(card, today) or not wanted.not_contacted)
    )


def list_order(card: Card) -> tuple[str, str, str, str]:
    """Return what customers are sorted by: district, pinyin, name, id."""
    return (card["district"], card["readings"][0], card["name"], card["id"])


def is_to_contact(card: Card, today: date) -> bool:
    """Say whether this week's contact is due and has not been made; no contact is expected in a pause."""
    ahead = (date.fromisoformat(card["week"]) - monday_of(today)) // ONE_WEEK
    place = len(card["strip"]) - 1 - ahead
    return ahead >= 0 <= place and card["strip"][place] in UNMET and not card_pauses(card, today)
