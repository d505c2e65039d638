"""What the card of a customer says of reviews, so that the day's list reads no histories: what waits for an
answer, and what was heard of late. ``card_review_making`` derives it.
"""

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from typing import NamedTuple

from fieldlog.domain.cards import Card
from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.kinds import VISIT

HEARD_FOR = timedelta(days=28)
"""So long a praise, an approval or a reply that nobody has looked at is news."""


class CardReview(NamedTuple):
    """A decision about a visit, a pause or a suggestion of a customer (``subject``, of a ``kind``): by whom,
    when (UTC text), in which words (shortened), and when that was: a visit's start (UTC text) or a local day.
    """

    review: str
    subject: str
    decision: str
    author: str
    at: str
    words: str
    start: str
    kind: str = VISIT

    def day(self, zone: tzinfo) -> date:
        """Return the local day of the decision."""
        return local_day(from_text(self.at), zone)

    def subject_day(self, zone: tzinfo) -> date:
        """Return the local day of what was decided about."""
        return subject_day(self.kind, self.start, zone)


def subject_day(kind: str, start: str, zone: tzinfo) -> date:
    """Return the local day of what reviews are about (``matters.ReviewSubject``)."""
    return local_day(from_text(start), zone) if kind == VISIT else date.fromisoformat(start)


def asked_reviews(card: Card) -> Iterator[CardReview]:
    """Yield what waits for an answer, oldest first."""
    return (CardReview(*one) for one in card.get("asked", ()))


def heard_reviews(card: Card, zone: tzinfo, today: date) -> Iterator[CardReview]:
    """Yield the praise, approvals and replies of the last weeks, oldest first."""
    found = (CardReview(*one) for one in card.get("heard", ()))
    return (one for one in found if one.day(zone) + HEARD_FOR >= today)
