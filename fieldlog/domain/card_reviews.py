"""What the card of a customer says of reviews, so that the day's list reads no histories: what waits for an
answer, and what was heard of late. ``card_review_making`` derives it.
"""

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from typing import NamedTuple

from fieldlog.domain.cards import Card
from fieldlog.domain.days import from_text, local_day

HEARD_FOR = timedelta(days=28)
"""So long a praise or an approval that nobody has looked at is news."""


class CardReview(NamedTuple):
    """A decision about a visit of a customer: by whom, when (UTC text), in which words (shortened), and when
    the visit began (UTC text).
    """

    review: str
    visit: str
    decision: str
    author: str
    at: str
    words: str
    start: str

    def day(self, zone: tzinfo) -> date:
        """Return the local day of the decision."""
        return local_day(from_text(self.at), zone)

    def visit_day(self, zone: tzinfo) -> date:
        """Return the local day of the visit."""
        return local_day(from_text(self.start), zone)


def asked_reviews(card: Card) -> Iterator[CardReview]:
    """Yield what waits for an answer, oldest first."""
    return (CardReview(*one) for one in card.get("asked", ()))


def heard_reviews(card: Card, zone: tzinfo, today: date) -> Iterator[CardReview]:
    """Yield the praise and approvals of the last weeks, oldest first."""
    found = (CardReview(*one) for one in card.get("heard", ()))
    return (one for one in found if one.day(zone) + HEARD_FOR >= today)
