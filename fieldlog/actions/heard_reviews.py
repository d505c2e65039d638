"""What supervisors said of late: what waits for an answer, and what was not seen yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.agenda import HeardReview
from fieldlog.domain.card_reviews import HEARD_FOR, CardReview, asked_reviews, heard_reviews
from fieldlog.domain.cards import Card
from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.decisions import REPLY
from fieldlog.domain.kinds import VISIT
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import cards_with_reviews
from fieldlog.store.scopes import all_grants
from fieldlog.store.seen_reviews import load_seen, write_seen

REMEMBERED_FOR = HEARD_FOR + timedelta(days=14)
"""So long it is kept that something was seen; the card has forgotten it before."""


class ListedReview(NamedTuple):
    """A decision beside the card of its customer; ``is_new`` until it was seen on this laptop."""

    card: Card
    review: CardReview
    is_new: bool = False


class ReviewList(NamedTuple):
    """What waits for an answer, oldest first, and what else was said in the last weeks, newest first."""

    waiting: tuple[ListedReview, ...]
    heard: tuple[ListedReview, ...]


def unseen_reviews(workspace: Workspace, cards: Iterable[Card]) -> list[HeardReview]:
    """Return the praise, approvals and replies that were not seen yet, the oldest first."""
    seen = load_seen(workspace.store)
    found = [one for one in _heard(workspace, cards) if one.review.review not in seen]
    return sorted(found, key=lambda one: (one.review.at, one.review.review))


def _heard(workspace: Workspace, cards: Iterable[Card]) -> Iterator[HeardReview]:
    given = {one.customer: from_text(one.given_at) for one in all_grants(workspace.store) if one.from_user}
    for card in cards:
        since = given.get(card["id"])
        for one in heard_reviews(card, workspace.zone, workspace.today()):
            if since is None or _is_for_the_owner(one, since, workspace.zone):
                yield HeardReview(card["id"], one)


def _is_for_the_owner(one: CardReview, since: datetime, zone: tzinfo) -> bool:
    """Say whether a decision is news for who has the customer since a hand-over: what a former rep did before
    was praised to somebody else, but a reply is to be passed on by whoever sees the customer next.
    """
    if one.kind == VISIT:
        return from_text(one.start) >= since
    return one.decision == REPLY or one.subject_day(zone) >= local_day(since, zone)


def list_reviews(workspace: Workspace) -> ReviewList:
    """Return what waits for an answer and what was heard; ``mark_seen`` is for whoever shows it."""
    refresh_all(workspace.store, workspace.now())
    cards = {card["id"]: card for card in cards_with_reviews(workspace.store, workspace.today().isoformat())}
    waiting = [ListedReview(card, one) for card in cards.values() for one in asked_reviews(card)]
    seen = load_seen(workspace.store)
    heard = [
        ListedReview(cards[one.customer], one.review, one.review.review not in seen)
        for one in _heard(workspace, cards.values())
    ]
    return ReviewList(
        tuple(sorted(waiting, key=lambda one: (one.review.at, one.review.review))),
        tuple(sorted(heard, key=lambda one: (one.review.at, one.review.review), reverse=True)),
    )


def mark_seen(workspace: Workspace, reviews: Iterable[CardReview]) -> None:
    """Keep on this laptop that the rep has seen these; what is older than anybody asks for is forgotten."""
    fresh = {one.review: one.day(workspace.zone).isoformat() for one in reviews}
    with workspace.store.writing():
        seen = load_seen(workspace.store)
        if fresh.keys() <= seen.keys():
            return
        first = (workspace.today() - REMEMBERED_FOR).isoformat()
        write_seen(workspace.store, {one: day for one, day in {**seen, **fresh}.items() if day >= first})


def mark_subject_seen(workspace: Workspace, card: Card, subject: str) -> None:
    """Keep that the rep has looked at what was said about one visit, pause or suggestion."""
    found = heard_reviews(card, workspace.zone, workspace.today())
    mark_seen(workspace, [one for one in found if one.subject == subject])
