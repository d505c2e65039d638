"""Making what the card of a customer says of reviews."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from fieldlog.domain.card_reviews import HEARD_FOR, CardReview
from fieldlog.domain.days import local_day, monday_of, to_text
from fieldlog.domain.decisions import WANT_AN_ANSWER, shorten
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.review_views import Review
from fieldlog.domain.reviews import waiting_reviews

Starts = Mapping[str, datetime]


def review_members(dossier: Dossier, zone: tzinfo, today: date) -> dict[str, Any]:
    """Return the members of a card: ``asked`` is what waits for an answer, ``heard`` the other decisions of
    the last weeks; each oldest first, with what the store searches by, and left out where there is none.
    """
    if not dossier.reviews:
        return {}
    starts = {visit.id: visit.start for visit in dossier.visits}
    asked = [_card_review(one, starts) for one in waiting_reviews(dossier)]
    heard = [_card_review(one, starts) for one in _heard(dossier, starts, zone, monday_of(today))]
    members: dict[str, Any] = {}
    if asked:
        members |= {"asked": [list(one) for one in asked], "asked_since": asked[0].at}
    if heard:
        until = heard[-1].day(zone) + HEARD_FOR
        members |= {"heard": [list(one) for one in heard], "heard_until": until.isoformat()}
    return members


def _heard(dossier: Dossier, starts: Starts, zone: tzinfo, monday: date) -> list[Review]:
    found = (one for reviews in dossier.reviews.values() for one in reviews)
    heard = (one for one in found if one.target in starts and one.decision not in WANT_AN_ANSWER)
    recent = (one for one in heard if local_day(one.at, zone) + HEARD_FOR >= monday)
    return sorted(recent, key=lambda one: (one.at, one.id))


def _card_review(one: Review, starts: Starts) -> CardReview:
    start = to_text(starts[one.target])
    return CardReview(
        one.id, one.target, one.decision, one.author, to_text(one.at), shorten(one.comment), start
    )
