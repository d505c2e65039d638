"""Making what the card of a customer says of reviews."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any

from fieldlog.domain.card_reviews import HEARD_FOR, CardReview
from fieldlog.domain.days import local_day, monday_of, to_text
from fieldlog.domain.decisions import WANT_AN_ANSWER, shorten
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.matters import ReviewSubject, review_subjects
from fieldlog.domain.review_views import Review
from fieldlog.domain.reviews import waiting_reviews

Subjects = Mapping[str, ReviewSubject]


def review_members(dossier: Dossier, zone: tzinfo, today: date) -> dict[str, Any]:
    """Return the members of a card: ``asked`` is what waits for an answer, ``heard`` the other decisions of
    the last weeks; each oldest first, with what the store searches by, and left out where there is none.
    """
    if not dossier.reviews:
        return {}
    subjects = review_subjects(dossier)
    asked = [_card_review(one, subjects) for one in waiting_reviews(dossier)]
    heard = [_card_review(one, subjects) for one in _heard(dossier, subjects, zone, monday_of(today))]
    members: dict[str, Any] = {}
    if asked:
        members |= {"asked": [list(one) for one in asked], "asked_since": asked[0].at}
    if heard:
        until = heard[-1].day(zone) + HEARD_FOR
        members |= {"heard": [list(one) for one in heard], "heard_until": until.isoformat()}
    return members


def _heard(dossier: Dossier, subjects: Subjects, zone: tzinfo, monday: date) -> list[Review]:
    found = (one for reviews in dossier.reviews.values() for one in reviews)
    heard = (one for one in found if one.target in subjects and one.decision not in WANT_AN_ANSWER)
    recent = (one for one in heard if local_day(one.at, zone) + HEARD_FOR >= monday)
    return sorted(recent, key=lambda one: (one.at, one.id))


def _card_review(one: Review, subjects: Subjects) -> CardReview:
    about, words = subjects[one.target], shorten(one.comment)
    at = to_text(one.at)
    return CardReview(one.id, about.id, one.decision, one.author, at, words, about.start, about.kind)
