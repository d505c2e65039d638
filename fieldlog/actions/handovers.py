"""Customers that were handed over to this rep: what comes along with each, to be read and accepted once."""

from typing import NamedTuple

from fieldlog.actions.promises import open_stories
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.review_views import Review
from fieldlog.domain.reviews import waiting_reviews
from fieldlog.domain.views import FamilyMember, Pause
from fieldlog.store.derived import read_customer
from fieldlog.store.scopes import Grant, all_grants


class PackPromise(NamedTuple):
    """A promise that the new owner has to keep: its id, its words, and its due date as stored."""

    promise: str
    text: str
    due: str


class HandOver(NamedTuple):
    """A customer handed over: the grant names it; since when (UTC text), from whom, and why."""

    hand_over: str
    customer: str
    given_at: str
    from_user: str
    reason: str


class HandOverPack(NamedTuple):
    """What to know of a customer handed over: promises and questions that are open, what supervisors asked
    and nobody answered, pauses that are not over, what not to say or do, and the family.
    """

    hand_over: HandOver
    name: str
    promises: tuple[PackPromise, ...]
    questions: tuple[PackPromise, ...]
    pauses: tuple[Pause, ...]
    taboos: str
    family: tuple[FamilyMember, ...]
    agreed_hours: str
    reviews: tuple[Review, ...]


def list_hand_overs(workspace: Workspace) -> tuple[HandOver, ...]:
    """Return the hand-overs that have not been accepted, the oldest first."""
    found = [grant for grant in all_grants(workspace.store) if grant.from_user and grant.customer]
    return tuple(
        HandOver(grant.grant, grant.customer, grant.given_at, grant.from_user, grant.reason)
        for grant in found
        if not _is_accepted(workspace, grant)
    )


def _is_accepted(workspace: Workspace, grant: Grant) -> bool:
    only = (kinds.HAND_OVER_ACCEPTED, kinds.AMENDMENT)
    accepted = read_customer(workspace.store, grant.customer, only).accepted
    return any(one.target == grant.grant for one in accepted)


def get_hand_over(workspace: Workspace, words: str) -> HandOver:
    """Return the hand-over with this id or unique prefix that is to be accepted, or ``BadInputError``."""
    plain = words.strip().casefold()
    found = [one for one in list_hand_overs(workspace) if plain and one.hand_over.startswith(plain)]
    if not found:
        raise BadInputError(Problem("handover", "not-found", {"words": words[:40]}))
    if len(found) > 1:
        shown = tuple(one.hand_over[:12] for one in found[:6])
        arguments = {"words": words[:40], "count": len(found), "candidates": shown}
        raise BadInputError(Problem("handover", "ambiguous", arguments))
    return found[0]


def read_pack(workspace: Workspace, hand_over: HandOver) -> HandOverPack:
    """Return what comes along with a hand-over, as it is now."""
    dossier = read_customer(workspace.store, hand_over.customer)
    profile, today = dossier.customer, workspace.today()
    promises = _promises(workspace, dossier)
    return HandOverPack(
        hand_over,
        profile.name if profile else "",
        tuple(one for form, one in promises if form != "answer"),
        tuple(one for form, one in promises if form == "answer"),
        tuple(pause for pause in dossier.pauses if pause.until >= today),
        profile.taboos if profile else "",
        tuple(profile.family.values()) if profile else (),
        profile.agreed_hours if profile else "",
        waiting_reviews(dossier),
    )


def _promises(workspace: Workspace, dossier: Dossier) -> list[tuple[str, PackPromise]]:
    return [
        (story.promise.form, PackPromise(story.promise.id, story.promise.text, story.became.due))
        for story in open_stories(workspace, dossier)
    ]


def accept_hand_over(workspace: Workspace, hand_over: HandOver) -> str:
    """Save that the new owner has read what came along; return the id of the document that says so."""
    with workspace.store.writing():
        if all(one.hand_over != hand_over.hand_over for one in list_hand_overs(workspace)):
            raise BadInputError(Problem("handover", "accepted-before"))
        builder = SaveBuilder(workspace, hand_over.customer)
        values = {"target": hand_over.hand_over, "at": to_text(workspace.now())}
        accepted = builder.create(kinds.HAND_OVER_ACCEPTED, values)
        builder.commit()
    return accepted


def given_since(hand_over: HandOver, workspace: Workspace) -> str:
    """Return the local day of a hand-over, YYYY-MM-DD."""
    return from_text(hand_over.given_at).astimezone(workspace.zone).date().isoformat()
